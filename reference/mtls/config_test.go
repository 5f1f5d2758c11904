package mtls_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/mtls"
)

func (h holder) credentials(more ...holder) mtls.Credentials {
	c := mtls.Credentials{Certificates: [][]byte{h.der}, Key: h.key}
	for _, m := range more {
		c.Certificates = append(c.Certificates, m.der)
	}
	return c
}

// handshake lets two ends meet over loopback: each completes the handshake and reads what the other
// says.
func handshake(t testing.TB, serverConfig, clientConfig *tls.Config) (server, client tls.ConnectionState, serverErr, clientErr error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		raw, err := ln.Accept()
		if err != nil {
			serverErr = err
			return
		}
		server, serverErr = talk(tls.Server(raw, serverConfig))
	}()
	raw, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	client, clientErr = talk(tls.Client(raw, clientConfig))
	<-done
	return server, client, serverErr, clientErr
}

// talk says a word and hears one: in TLS 1.3 a client learns of a refusal when it reads.
func talk(c *tls.Conn) (tls.ConnectionState, error) {
	defer linger(c)
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if err := c.Handshake(); err != nil {
		return c.ConnectionState(), err
	}
	_, _ = c.Write([]byte("hello")) // what the other end thinks of it is read
	_, err := io.ReadFull(c, make([]byte, 5))
	return c.ConnectionState(), err
}

// linger closes a connection without losing what was said last: TCP forgets an alert where the other
// end has sent what nobody reads.
func linger(c *tls.Conn) {
	if raw, ok := c.NetConn().(*net.TCPConn); ok {
		_ = raw.CloseWrite()
		_, _ = io.Copy(io.Discard, raw)
	}
	_ = c.Close()
}

func versions(t *testing.T, run func(t *testing.T, version uint16)) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) { run(t, version) })
	}
}

func TestHandshake(t *testing.T) {
	w := newWorld(t)
	v := w.verifier("latest")
	a, b := w.trusted.workload(t, workloadA).credentials(), w.trusted.workload(t, workloadB).credentials()
	versions(t, func(t *testing.T, version uint16) {
		to := v.ClientConfig(a, mtls.Peer{Identifier: workloadB, Hostname: "b.example"})
		to.MaxVersion = version
		server, client, serverErr, clientErr := handshake(t, v.ServerConfig(b, mtls.Peer{}), to)
		if serverErr != nil || clientErr != nil {
			t.Fatalf("the server says %v, the client %v", serverErr, clientErr)
		}
		if server.Version != version || server.ServerName != "b.example" {
			t.Errorf("%+v", server)
		}
		id, refusal := v.VerifyState(server, mtls.Peer{Usage: mtls.UsageClient})
		if refusal != nil || id.URI != workloadA {
			t.Errorf("the client is %q, %v", id.URI, refusal)
		}
		id, refusal = v.VerifyState(client, mtls.Peer{Usage: mtls.UsageServer})
		if refusal != nil || id.URI != workloadB {
			t.Errorf("the server is %q, %v", id.URI, refusal)
		}
	})
}

// TestRefusedClientGetsAnAlert: the server knows why, the client is told by an alert.
func TestRefusedClientGetsAnAlert(t *testing.T) {
	w := newWorld(t)
	v := w.verifier("latest")
	b := w.trusted.workload(t, workloadB).credentials()
	for requirement, own := range map[string]mtls.Credentials{
		"WIC-NOT-AFTER": w.trusted.workload(t, workloadA,
			func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Minute) }).credentials(),
		"WIC-CHAIN-ANCHOR":         holder{}.workload(t, workloadA).credentials(),
		"WIC-ANCHOR-DOMAIN":        w.partner.workload(t, workloadA).credentials(),
		"WIC-URI-SAN-NO-SECOND":    w.trusted.workload(t, workloadA, names(false, san(6, workloadA), san(6, workloadB))).credentials(),
		"WIC-CLIENT-CERT-REQUIRED": {},
	} {
		t.Run(requirement, func(t *testing.T) {
			versions(t, func(t *testing.T, version uint16) {
				careless := w.verifier("latest", "WIC-KEY-NOT-AFTER-EXP:caller")
				to := careless.ClientConfig(own, mtls.Peer{Identifier: workloadB})
				to.MaxVersion = version
				_, _, serverErr, clientErr := handshake(t, v.ServerConfig(b, mtls.Peer{}), to)
				refusal := mtls.RefusalOf(serverErr)
				if requirement == "WIC-CLIENT-CERT-REQUIRED" {
					if serverErr == nil || !strings.Contains(serverErr.Error(), "didn't provide a certificate") {
						t.Errorf("the server says %v", serverErr)
					}
				} else if refusal == nil || refusal.Requirement != requirement {
					t.Errorf("the server says %v", serverErr)
				}
				isAlert(t, clientErr)
			})
		})
	}
}

func isAlert(t *testing.T, err error) {
	t.Helper()
	var alert tls.AlertError
	var remote *net.OpError
	if !errors.As(err, &alert) && !(errors.As(err, &remote) && remote.Op == "remote error") {
		t.Errorf("the other end sees %v, no alert", err)
	}
	if mtls.RefusalOf(err) != nil {
		t.Error("an alert is no refusal of one's own")
	}
}

func TestRefusedServerGetsAnAlert(t *testing.T) {
	w := newWorld(t)
	v := w.verifier("latest")
	a := w.trusted.workload(t, workloadA).credentials()
	for _, tc := range []struct {
		requirement string
		own         mtls.Credentials
		expect      mtls.Peer
	}{
		{"WIC-SRV-NAME-VALIDATE", w.trusted.workload(t, workloadB).credentials(), mtls.Peer{Hostname: "c.example"}},
		{"WIC-SRV-EXPECTED", w.trusted.workload(t, workloadA).credentials(), mtls.Peer{Hostname: "b.example", Identifier: workloadB}},
		{"WIC-SRV-NODNS-VALIDATE", w.trusted.workload(t, workloadA).credentials(), mtls.Peer{Identifier: workloadB}},
		{"WIC-DOMAIN-MATCH", w.partner.workload(t, "wimse://partner.example/workload-b").credentials(),
			mtls.Peer{Hostname: "b.example", TrustDomain: "trusted.example"}},
		{"WIC-CHAIN-INCOMPLETE", w.untrusted.workload(t, workloadB).credentials(), mtls.Peer{Identifier: workloadB}},
	} {
		t.Run(tc.requirement, func(t *testing.T) {
			versions(t, func(t *testing.T, version uint16) {
				to := v.ClientConfig(a, tc.expect)
				to.MaxVersion = version
				_, _, serverErr, clientErr := handshake(t, v.ServerConfig(tc.own, mtls.Peer{}), to)
				if r := mtls.RefusalOf(clientErr); r == nil || r.Requirement != tc.requirement {
					t.Errorf("the client says %v", clientErr)
				}
				isAlert(t, serverErr)
			})
		})
	}
}

// TestResumption: a resumed connection has the client of the one before, and is refused once that
// client's certificate would be.
func TestResumption(t *testing.T) {
	w := newWorld(t)
	a, b := w.trusted.workload(t, workloadA).credentials(), w.trusted.workload(t, workloadB).credentials()
	versions(t, func(t *testing.T, version uint16) {
		v := w.verifier("latest")
		at := v.ServerConfig(b, mtls.Peer{})
		to := v.ClientConfig(a, mtls.Peer{Identifier: workloadB})
		to.MaxVersion, to.ClientSessionCache = version, tls.NewLRUClientSessionCache(1)
		to.ServerName = "b.example"
		if _, _, err, _ := handshake(t, at, to); err != nil {
			t.Fatal(err)
		}
		state, _, err, _ := handshake(t, at, to)
		if err != nil || !state.DidResume {
			t.Fatalf("resumed %v, %v", state.DidResume, err)
		}
		if id, refusal := v.VerifyState(state, mtls.Peer{Usage: mtls.UsageClient}); refusal != nil || id.URI != workloadA {
			t.Errorf("it is %q, %v", id.URI, refusal)
		}
		stricter := w.verifier("latest", "WIC-CHAIN-ANCHOR:strict", "WIC-EKU-BOTH:strict")
		at.VerifyConnection = stricter.ServerConfig(b, mtls.Peer{}).VerifyConnection
		state, _, err, clientErr := handshake(t, at, to)
		if r := mtls.RefusalOf(err); r == nil || r.Requirement != "WIC-EKU-BOTH" || !state.DidResume {
			t.Errorf("resumed %v, %v", state.DidResume, err)
		}
		isAlert(t, clientErr)
	})
}

func TestTenHandshakesAtOnce(t *testing.T) {
	w := newWorld(t)
	v := w.verifier("latest")
	a, b := w.trusted.workload(t, workloadA).credentials(), w.trusted.workload(t, workloadB).credentials()
	at := v.ServerConfig(b, mtls.Peer{})
	bad := w.untrusted.workload(t, workloadA).credentials()
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			own := a
			if i%2 == 1 {
				own = bad
			}
			_, _, err, _ := handshake(t, at, v.ClientConfig(own, mtls.Peer{Identifier: workloadB}))
			if (err == nil) != (i%2 == 0) {
				t.Errorf("handshake %d: %v", i, err)
			}
		})
	}
	all.Wait()
}

// TestFaultsOfAServer: without the requirement of a certificate, a client without any comes in, and
// without the rule on resumption a resumed one is nobody.
func TestFaultsOfAServer(t *testing.T) {
	w := newWorld(t)
	b := w.trusted.workload(t, workloadB).credentials()
	v := w.verifier("latest", "WIC-CLIENT-CERT-REQUIRED")
	_, _, err, _ := handshake(t, v.ServerConfig(b, mtls.Peer{}), v.ClientConfig(mtls.Credentials{}, mtls.Peer{Identifier: workloadB}))
	if err != nil {
		t.Errorf("without a certificate: %v", err)
	}
	v = w.verifier("latest", "WIC-RESUMPTION")
	if id, refusal := v.VerifyState(tls.ConnectionState{DidResume: true}, mtls.Peer{Usage: mtls.UsageClient}); id.URI != "" || refusal != nil {
		t.Errorf("resumed: %q, %v", id.URI, refusal)
	}
}
