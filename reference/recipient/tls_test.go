package recipient_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/recipient"
)

// tlsWorld is a world with an authority, whose recipient also serves over mutual TLS.
type tlsWorld struct {
	*world
	authority *mtls.Authority
	address   string
	served    sync.WaitGroup
}

func newTLSWorld(t *testing.T, profile string, faults ...string) *tlsWorld {
	t.Helper()
	w := &tlsWorld{world: newWorld(t, profile)}
	w.config.Faults = check.With(faults...)
	ca := w.newAuthority(t)
	w.config.MTLS = mtls.New(mtls.Config{
		Profile: w.profile, Domains: w.config.Domains, Faults: w.config.Faults, Now: w.config.Now,
	})
	w.authority = ca
	w.config.Credentials = w.credentials(t, "wimse://trusted.example/workload-b")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := recipient.New(w.config)
	w.served.Go(func() {
		if err := r.ServeTLS(ctx, ln); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		stop()
		w.served.Wait()
	})
	w.address = ln.Addr().String()
	return w
}

func (w *tlsWorld) newAuthority(t *testing.T) *mtls.Authority {
	t.Helper()
	key := newKey(t)
	at := w.config.Now()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: at.Add(-time.Hour), NotAfter: at.Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	w.config.Domains["trusted.example"].Authorities = []*x509.Certificate{ca}
	a, err := mtls.NewAuthority(mtls.AuthorityConfig{
		Profile: w.profile, Domain: "trusted.example", Root: true, Now: w.config.Now,
		Credentials: mtls.Credentials{Certificates: [][]byte{der}, Key: key},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (w *tlsWorld) credentials(t *testing.T, identifier string) mtls.Credentials {
	t.Helper()
	key := newKey(t)
	chain, refusal := w.authority.Issue(mtls.Application{
		Identifier: identifier, Key: key.Public(), DNSNames: []string{"localhost"},
	})
	if refusal != nil {
		t.Fatal(refusal)
	}
	return mtls.Credentials{Certificates: chain, Key: key}
}

func (w *tlsWorld) client(own mtls.Credentials) *http.Client {
	v := mtls.New(mtls.Config{Profile: w.profile, Domains: w.config.Domains, Now: w.config.Now})
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		TLSClientConfig: v.ClientConfig(own, mtls.Peer{Hostname: "localhost"}), DisableKeepAlives: true,
	}}
}

// ask sends a request with some fields and gives the status and the caller that the answer names.
func (w *tlsWorld) ask(t *testing.T, c *http.Client, fields message.Fields) (int, string, error) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, "https://"+w.address+"/orders", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		req.Header.Add(f.Name(), f.Value())
	}
	res, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	return res.StatusCode, res.Header.Get(recipient.CallerField), nil
}

func TestCallerIsThatOfTheCertificate(t *testing.T) {
	for _, profile := range []string{"s2s-00", "2025-11", "latest"} {
		w := newTLSWorld(t, profile)
		own := w.credentials(t, "wimse://trusted.example/workload-c")
		for name, fields := range map[string]message.Fields{
			"nothing": nil,
			"fields that name another": {
				{"X-Workload-Identity", subject}, {"X-Forwarded-Client-Cert", "URI=" + subject}, {recipient.CallerField, subject},
			},
			"a WIT alone":                    {{w.profile.WIT().Field, w.wit(t, nil)}},
			"a WIT of another, with a proof": w.good(t),
		} {
			status, caller, err := w.ask(t, w.client(own), fields)
			if err != nil || status != 200 || caller != "wimse://trusted.example/workload-c" {
				t.Errorf("%s, %s: %d, %q, %v", profile, name, status, caller, err)
			}
		}
	}
}

// TestWhatComesBesideIsVerified: a bad token is refused, whoever holds the connection.
func TestWhatComesBesideIsVerified(t *testing.T) {
	w := newTLSWorld(t, "latest")
	own := w.credentials(t, subject)
	expired := w.wit(t, members{"exp": now - 1})
	for name, fields := range map[string]message.Fields{
		"an expired WIT":       {{"Workload-Identity-Token", expired}},
		"a bad proof":          w.fields(w.wit(t, nil), w.proof(t, w.wit(t, nil), members{"aud": "https://c.example/"})),
		"a proof without WIT":  w.fields(w.wit(t, nil), w.proof(t, w.wit(t, nil), nil))[1:],
		"an expired WIT again": w.fields(expired, w.proof(t, expired, nil)),
	} {
		if status, _, err := w.ask(t, w.client(own), fields); err != nil || status < 400 || status > 499 {
			t.Errorf("%s: %d, %v", name, status, err)
		}
	}
}

// TestFaultsOfTheIdentity: each takes the caller from a header field.
func TestFaultsOfTheIdentity(t *testing.T) {
	for _, fault := range []string{"WIC-APP-NO-OVERRIDE", "WIC-IDENTITY-SOURCE", "ID-PLAINTEXT-NOT-AUTH"} {
		w := newTLSWorld(t, "latest", fault)
		own := w.credentials(t, "wimse://trusted.example/workload-c")
		_, caller, err := w.ask(t, w.client(own), message.Fields{{"X-Forwarded-Client-Cert", "URI=" + subject}})
		if err != nil || caller != subject {
			t.Errorf("%s: %q, %v", fault, caller, err)
		}
		if _, caller, err = w.ask(t, w.client(own), nil); err != nil || !strings.HasSuffix(caller, "-c") {
			t.Errorf("%s and no field: %q, %v", fault, caller, err)
		}
	}
}

// TestClientsRefused see an alert, in both versions.
func TestClientsRefused(t *testing.T) {
	w := newTLSWorld(t, "latest")
	other := newTLSWorld(t, "latest")
	for name, own := range map[string]mtls.Credentials{
		"no certificate": {}, "another authority's": other.credentials(t, subject),
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			c := w.client(own)
			c.Transport.(*http.Transport).TLSClientConfig.MaxVersion = version
			_, _, err := w.ask(t, c, nil)
			if err == nil || !strings.Contains(err.Error(), "remote error: tls:") {
				t.Errorf("%s, %s: %v", name, tls.VersionName(version), err)
			}
		}
	}
}

func TestWithoutTheRuleNobodyIsAsked(t *testing.T) {
	w := newTLSWorld(t, "latest", "WIC-CLIENT-CERT-REQUIRED")
	if status, caller, err := w.ask(t, w.client(mtls.Credentials{}), nil); err != nil || status != 200 || caller != "" {
		t.Errorf("%d, %q, %v", status, caller, err)
	}
}

// TestResumedConnectionIsTheSameCaller: the caller of a resumed connection is the one of the first,
// but for the fault.
func TestResumedConnectionIsTheSameCaller(t *testing.T) {
	for fault, want := range map[string]string{"none": subject, "WIC-RESUMPTION": ""} {
		w := newTLSWorld(t, "latest", fault)
		c := w.client(w.credentials(t, subject))
		config := c.Transport.(*http.Transport).TLSClientConfig
		config.ClientSessionCache, config.ServerName = tls.NewLRUClientSessionCache(1), "localhost"
		if _, caller, err := w.ask(t, c, nil); err != nil || caller != subject {
			t.Fatalf("%q, %v", caller, err)
		}
		if _, caller, err := w.ask(t, c, nil); err != nil || caller != want {
			t.Errorf("%q: resumed as %q, %v", fault, caller, err)
		}
	}
}

// TestOtherProtocolsOnThePort are answered and do no harm.
func TestOtherProtocolsOnThePort(t *testing.T) {
	w := newTLSWorld(t, "latest")
	for _, word := range []string{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\xff\xff garbage", "\x00"} {
		c, err := net.Dial("tcp", w.address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(c, word)
		_ = c.(*net.TCPConn).CloseWrite()
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		answer, err := io.ReadAll(bufio.NewReader(c))
		if err != nil {
			t.Errorf("%q: %v", word, err)
		}
		if strings.HasPrefix(word, "GET") && !strings.Contains(string(answer), "400") {
			t.Errorf("plain HTTP is answered by %q", answer)
		}
		_ = c.Close()
	}
	if status, _, err := w.ask(t, w.client(w.credentials(t, subject)), nil); err != nil || status != 200 {
		t.Errorf("afterwards: %d, %v", status, err)
	}
}

func TestTenClientsAtOnce(t *testing.T) {
	w := newTLSWorld(t, "latest")
	var all sync.WaitGroup
	for i := range 10 {
		own := w.credentials(t, fmt.Sprintf("wimse://trusted.example/workload-%d", i))
		all.Go(func() {
			status, caller, err := w.ask(t, w.client(own), nil)
			if err != nil || status != 200 || !strings.HasSuffix(caller, fmt.Sprint("-", i)) {
				t.Errorf("client %d: %d, %q, %v", i, status, caller, err)
			}
		})
	}
	all.Wait()
}

func TestServeTLSNeedsCredentials(t *testing.T) {
	w := newWorld(t, "latest")
	if err := recipient.New(w.config).ServeTLS(t.Context(), nil); err != recipient.ErrNoMTLS {
		t.Errorf("%v", err)
	}
}

// TestWhatIsPresentedWithFaults: the certificate of the server is one that it made itself.
func TestWhatIsPresentedWithFaults(t *testing.T) {
	for fault, lacks := range map[string]string{
		"WIC-SENT-VALID:server": "", "WIC-SRV-DNS-ID:server": "names", "WIC-SRV-PRESENTED:server": "uris",
	} {
		w := newTLSWorld(t, "latest", fault)
		c, err := tls.Dial("tcp", w.address, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS13})
		if err != nil {
			t.Fatal(err)
		}
		leaf := c.ConnectionState().PeerCertificates[0]
		_ = c.Close()
		if leaf.Issuer.CommonName != "made here" || (len(leaf.DNSNames) == 0) != (lacks == "names") ||
			(len(leaf.URIs) == 0) != (lacks == "uris") {
			t.Errorf("%s: issued by %s, with %v and %v", fault, leaf.Issuer, leaf.DNSNames, leaf.URIs)
		}
	}
}
