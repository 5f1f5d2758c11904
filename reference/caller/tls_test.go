package caller_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/mtls"
)

// tlsWorld is a world with an authority, a caller with a certificate, and a server with one.
type tlsWorld struct {
	*world
	authority *mtls.Authority
	// calls are the requests that came to the server, with the clients' certificates.
	calls chan *http.Request
}

func newTLSWorld(t *testing.T, profile string) *tlsWorld {
	t.Helper()
	w := &tlsWorld{world: newWorld(t, profile), calls: make(chan *http.Request, 100)}
	w.authority = w.newAuthority(t)
	w.config.Credentials = w.issue(t, workloadA)
	return w
}

func (w *tlsWorld) newAuthority(t *testing.T) *mtls.Authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	w.domains[domain].Authorities = append(w.domains[domain].Authorities, ca)
	a, err := mtls.NewAuthority(mtls.AuthorityConfig{
		Profile: w.profile, Domain: domain, Root: true,
		Credentials: mtls.Credentials{Certificates: [][]byte{der}, Key: key},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// issue makes credentials; its DNS name is localhost.
func (w *tlsWorld) issue(t *testing.T, identifier string) mtls.Credentials {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	chain, refusal := w.authority.Issue(mtls.Application{
		Identifier: identifier, Key: key.Public(), DNSNames: []string{"localhost"},
		Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1")},
	})
	if refusal != nil {
		t.Fatal(refusal)
	}
	return mtls.Credentials{Certificates: chain, Key: key}
}

// caller makes the caller of the world, with faults on.
func (w *tlsWorld) caller(faults ...string) *caller.Caller {
	c := w.config
	c.Faults = check.With(faults...)
	c.MTLS = mtls.New(mtls.Config{Profile: w.profile, Domains: w.domains, Faults: c.Faults, Now: c.Now})
	return caller.New(c)
}

// serve serves with some credentials and asks clients for theirs. It gives the port.
func (w *tlsWorld) serve(t *testing.T, own mtls.Credentials, edit func(*tls.Config)) string {
	t.Helper()
	v := mtls.New(mtls.Config{Profile: w.profile, Domains: w.domains})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, hr *http.Request) {
		w.calls <- hr
		if hr.URL.Path == "/elsewhere" {
			http.Redirect(rw, hr, "https://127.0.0.1:1/", http.StatusTemporaryRedirect)
			return
		}
		rw.WriteHeader(http.StatusAccepted)
	}))
	server.TLS = v.ServerConfig(own, mtls.Peer{})
	// else httptest presents one of its own to who names no host
	server.TLS.Certificates = []tls.Certificate{{Certificate: own.Certificates, PrivateKey: own.Key}}
	if edit != nil {
		edit(server.TLS)
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// heard gives the next request that came to the server.
func (w *tlsWorld) heard(t *testing.T) *http.Request {
	t.Helper()
	select {
	case hr := <-w.calls:
		return hr
	default:
		t.Fatal("the server heard nothing")
		return nil
	}
}

// tellTLS tells a caller to make a call, by its endpoint.
func tellTLS(t *testing.T, c *caller.Caller, call caller.Call) caller.CallResult {
	t.Helper()
	text, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	c.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/call", bytes.NewReader(text)))
	var out caller.CallResult
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != 200 {
		t.Fatalf("%d: %s", rec.Code, rec.Body)
	}
	return out
}

func TestCallOverMutualTLS(t *testing.T) {
	w := newTLSWorld(t, "latest")
	port := w.serve(t, w.issue(t, workloadB), nil)
	for _, host := range []string{"localhost", "127.0.0.1"} {
		got := tellTLS(t, w.caller(), caller.Call{
			Binding: "mtls", Method: "POST", URL: "https://" + host + ":" + port + "/orders?x=1",
			Body: []byte("hello"), ExpectedPeer: workloadB,
		})
		if want := (caller.CallResult{Sent: true, Status: 202, Accepted: true, Peer: workloadB}); got != want {
			t.Errorf("%s: %+v", host, got)
		}
		hr := w.heard(t)
		uris := hr.TLS.PeerCertificates[0].URIs
		if len(uris) != 1 || uris[0].String() != workloadA || hr.Method != "POST" || hr.URL.RawQuery != "x=1" {
			t.Errorf("the server saw %v of %v", hr.URL, uris)
		}
		if hr.Header.Get("Workload-Identity-Token") != "" || hr.Header.Get("Signature") != "" {
			t.Errorf("it sends more than it has to: %v", hr.Header)
		}
	}
}

// TestServersRefused: a server that is refused gets no request.
func TestServersRefused(t *testing.T) {
	w := newTLSWorld(t, "latest")
	other := newTLSWorld(t, "latest")
	good := w.serve(t, w.issue(t, workloadB), nil)
	for _, tc := range []struct {
		name, port, host, expected, requirement string
	}{
		{"another workload", good, "127.0.0.1", workloadA, "WIC-SRV-NODNS-VALIDATE"},
		{"another workload by name", good, "localhost", workloadA, "WIC-SRV-EXPECTED"},
		{"another domain", good, "localhost", "wimse://partner.example/workload-b", "WIC-DOMAIN-MATCH"},
		{"nothing expected", good, "127.0.0.1", "", "WIC-SRV-NODNS-VALIDATE"},
		{"an unknown authority", w.serve(t, other.issue(t, workloadB), nil), "localhost", workloadB, "WIC-CHAIN-"},
		{"another name", w.serve(t, nameless(t, w), nil), "localhost", workloadB, "WIC-SRV-NAME-VALIDATE"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := tellTLS(t, w.caller(), caller.Call{
				Binding: "mtls", URL: "https://" + tc.host + ":" + tc.port + "/", ExpectedPeer: tc.expected,
			})
			if got.Sent || got.Accepted || got.Status != 0 || !strings.Contains(got.Error, tc.requirement) {
				t.Errorf("%+v", got)
			}
			if len(w.calls) > 0 {
				t.Error("a request was sent")
			}
		})
	}
}

func nameless(t *testing.T, w *tlsWorld) mtls.Credentials {
	t.Helper()
	own := w.issue(t, workloadB)
	chain, refusal := w.authority.Issue(mtls.Application{Identifier: workloadB, Key: own.Key.Public(), DNSNames: []string{"c.example"}})
	if refusal != nil {
		t.Fatal(refusal)
	}
	return mtls.Credentials{Certificates: chain, Key: own.Key}
}

func TestFaultsOfTheCaller(t *testing.T) {
	w := newTLSWorld(t, "latest")
	port := w.serve(t, w.issue(t, workloadB), nil)
	for fault, call := range map[string]caller.Call{
		"WIC-SRV-NODNS-VALIDATE": {URL: "https://127.0.0.1:" + port, ExpectedPeer: workloadA},
		"WIC-SRV-EXPECTED":       {URL: "https://localhost:" + port, ExpectedPeer: workloadA},
		"WIC-SRV-NAME-VALIDATE":  {URL: "https://localhost:" + w.serve(t, nameless(t, w), nil), ExpectedPeer: workloadB},
	} {
		call.Binding = "mtls"
		if got := tellTLS(t, w.caller(fault), call); !got.Accepted || got.Peer != workloadB {
			t.Errorf("%s: %+v", fault, got)
		}
	}
	open := w.serve(t, w.issue(t, workloadB), func(c *tls.Config) { c.VerifyConnection = nil })
	for len(w.calls) > 0 {
		<-w.calls
	}
	got := tellTLS(t, w.caller("WIC-SENT-VALID:caller"), caller.Call{Binding: "mtls", URL: "https://localhost:" + open})
	if hr := w.heard(t); !got.Sent || hr.TLS.PeerCertificates[0].Issuer.CommonName != "made here" {
		t.Errorf("%+v, %v", got, hr.TLS.PeerCertificates[0].Issuer)
	}
}

// TestOwnCertificateExpired: neither it nor its key is used any more.
func TestOwnCertificateExpired(t *testing.T) {
	w := newTLSWorld(t, "latest")
	port := w.serve(t, w.issue(t, workloadB), func(c *tls.Config) { c.VerifyConnection = nil })
	call := caller.Call{Binding: "mtls", URL: "https://localhost:" + port, ExpectedPeer: workloadB}
	own, err := w.config.Credentials.Leaf()
	if err != nil {
		t.Fatal(err)
	}
	w.config.Now = func() time.Time { return own.NotAfter.Add(time.Minute) }
	faults := []string{"WIC-NOT-AFTER"} // the server's has expired as well
	if got := tellTLS(t, w.caller(faults...), call); got.Sent || !strings.Contains(got.Error, mtls.ErrExpired.Error()) {
		t.Errorf("%+v", got)
	}
	if got := tellTLS(t, w.caller(append(faults, "WIC-KEY-NOT-AFTER-EXP:caller")...), call); !got.Sent {
		t.Errorf("with the fault: %+v", got)
	}
}

func TestCallsOverTLSThatAreNotMade(t *testing.T) {
	w := newTLSWorld(t, "latest")
	port := w.serve(t, w.issue(t, workloadB), nil)
	for want, call := range map[error]caller.Call{
		caller.ErrNotTLS:     {URL: "http://localhost:" + port},
		caller.ErrUnsignable: {URL: "https://localhost:" + port, RequireSignedResponse: true},
	} {
		call.Binding = "mtls"
		if got := tellTLS(t, w.caller(), call); got.Sent || !strings.Contains(got.Error, want.Error()) {
			t.Errorf("%v: %+v", want, got)
		}
	}
	got := tellTLS(t, w.caller(), caller.Call{Binding: "mtls", URL: "https://localhost:" + port + "/elsewhere"})
	if !got.Sent || got.Status != 307 || !strings.Contains(got.Error, caller.ErrOrigin.Error()) {
		t.Errorf("a redirect elsewhere: %+v", got)
	}
	c := w.config
	c.MTLS = nil
	_, err := caller.New(c).Client(caller.Options{Binding: "mtls"}).Get("https://localhost:" + port)
	if !errors.Is(err, caller.ErrBinding) {
		t.Errorf("without a verifier: %v", err)
	}
}

// TestServerThatSpeaksNoTLS: a broken server is an error of its own, no refusal.
func TestServerThatSpeaksNoTLS(t *testing.T) {
	w := newTLSWorld(t, "latest")
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	url := "https://localhost" + plain.URL[strings.LastIndexByte(plain.URL, ':'):]
	response, err := w.caller().Client(caller.Options{Binding: "mtls", ExpectedPeer: workloadB}).Get(url)
	if err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		t.Fatal("it is taken for TLS")
	}
	if mtls.RefusalOf(err) != nil {
		t.Errorf("it is taken for a refusal: %v", err)
	}
}

// TestVersions: both versions of TLS do, and a client that is refused learns of it.
func TestVersions(t *testing.T) {
	w := newTLSWorld(t, "latest")
	other := newTLSWorld(t, "latest")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		port := w.serve(t, w.issue(t, workloadB), func(c *tls.Config) { c.MaxVersion = version })
		call := caller.Call{Binding: "mtls", URL: "https://localhost:" + port, ExpectedPeer: workloadB}
		if got := tellTLS(t, w.caller(), call); !got.Accepted {
			t.Errorf("%s: %+v", tls.VersionName(version), got)
		}
		w.config.Credentials, other.config.Credentials = other.config.Credentials, w.config.Credentials
		if got := tellTLS(t, w.caller(), call); got.Accepted || got.Error == "" {
			t.Errorf("%s, refused: %+v", tls.VersionName(version), got)
		}
		w.config.Credentials, other.config.Credentials = other.config.Credentials, w.config.Credentials
	}
}
