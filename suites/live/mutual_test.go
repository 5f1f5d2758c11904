package live_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// own makes the credentials of a workload in the kit, and the pool of the kit's authorities.
func own(t *testing.T, workload string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	s := forge.Present(spec.Must("latest"), keys.Published(), "http://127.0.0.1/", "http://127.0.0.1/")
	k, err := forge.Kit(s, kit.Recipient{})
	if err != nil {
		t.Fatal(err)
	}
	w := k.Workloads[workload]
	c, err := tls.X509KeyPair([]byte(w.Certificate), []byte(w.Key))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	for _, d := range k.TrustDomains {
		for _, a := range d.X509Authorities {
			pool.AppendCertsFromPEM([]byte(a))
		}
	}
	return c, pool
}

// tlsServer serves 200 with a configuration. It gives its URL.
func tlsServer(t *testing.T, config *tls.Config, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS, s.Config.ErrorLog = config, log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL + "/orders"
}

// talker hands connections to a function.
func talker(t *testing.T, talk func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); talk(c) }()
		}
	}()
	return "https://" + ln.Addr().String() + "/orders"
}

func ok(http.ResponseWriter, *http.Request) {}

// judged runs some cases of mutual TLS against a target, and judges the journal again.
func judged(t *testing.T, tgt *target.Target, filter string) map[string]harness.Outcome {
	t.Helper()
	f, err := live.ParseFilter(filter)
	if err != nil {
		t.Fatal(err)
	}
	var journal bytes.Buffer
	run, err := live.Start(t.Context(), live.Options{
		Target: tgt, Profile: spec.Must("latest"), Ring: keys.Published(),
		Mechanisms: live.Mechanisms, Filter: f,
	}, live.Settings{Evidence: &journal, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	byKey := map[string]harness.Outcome{}
	seen := run.Session.Wait()
	for _, o := range seen {
		byKey[o.Case.Algorithm+" "+o.Case.ID] = o
	}
	if again, err := harness.Rejudge(&journal); err != nil || !reflect.DeepEqual(seen, again) {
		t.Errorf("the journal is judged otherwise: %v", err)
	}
	return byKey
}

// says is a verdict, with the kind and a part of the reason where they count.
type says struct {
	verdict harness.Verdict
	kind    harness.Kind
	reason  string
}

func (s says) check(t *testing.T, key string, o harness.Outcome) {
	t.Helper()
	if o.Verdict != s.verdict || o.Kind != s.kind || !strings.Contains(o.Reason, s.reason) {
		t.Errorf("%s: %s, kind %q, %s", key, o.Verdict, o.Kind, o.Reason)
	}
}

const (
	control   = "TLS mtls/client"
	expired   = "TLS mtls/client-expired"
	presented = "TLS mtls/own-certificate"
)

// TestRecipientsThatAreNone names each for what it is; none of them passes a refusal.
func TestRecipientsThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range noRecipients(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judged(t, mutualTarget(c.url), "mtls/client,mtls/client-expired,mtls/own-certificate")
			c.control.check(t, control, got[control])
			c.bad.check(t, expired, got[expired])
			c.shown.check(t, presented, got[presented])
			noneSkipped(t, got)
		})
	}
}

// noRecipient is a server that is no recipient, and what is said of three cases against it.
type noRecipient struct {
	url                 string
	control, bad, shown says
}

func noRecipients(t *testing.T) map[string]noRecipient {
	t.Helper()
	good, pool := own(t, "recipient")
	plain := httptest.NewServer(http.HandlerFunc(ok))
	t.Cleanup(plain.Close)
	lax := &tls.Config{Certificates: []tls.Certificate{good}}
	return map[string]noRecipient{
		"plain HTTP": {strings.Replace(plain.URL, "http:", "https:", 1) + "/orders",
			says{harness.Fail, harness.KindPlainHTTP, "plain HTTP on its TLS port"},
			says{harness.Inconclusive, harness.KindControl, "so did its control"},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"a stranger's certificate": {tlsServer(t, &tls.Config{}, ok),
			says{harness.Inconclusive, harness.KindServerCertificate, "the target's own certificate"},
			says{harness.Inconclusive, harness.KindServerCertificate, "the target's own certificate"},
			says{harness.Fail, "", "signed by its own key"}},
		"an unreadable chain": {talker(t, func(c net.Conn) {
			_ = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{
				{Certificate: [][]byte{{2, 1, 5}}, PrivateKey: good.PrivateKey},
			}}).Handshake()
		}),
			says{harness.Inconclusive, harness.KindServerCertificate, "cannot be read"},
			says{harness.Inconclusive, harness.KindServerCertificate, "cannot be read"},
			says{harness.Fail, harness.KindServerCertificate, "cannot be read"}},
		"nobody is asked": {tlsServer(t, lax, ok),
			says{harness.Pass, "", ""},
			says{harness.Fail, "", "asked for no client certificate"},
			says{harness.Pass, "", ""}},
		"nobody is let in": {tlsServer(t, &tls.Config{Certificates: lax.Certificates,
			ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: x509.NewCertPool()}, ok),
			says{harness.Fail, "", "refused with alert: "},
			says{harness.Inconclusive, harness.KindControl, "its control was not accepted before it"},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"it hangs up": {talker(t, func(c net.Conn) {
			_ = tls.Server(c, lax).Handshake()
		}), says{harness.Fail, "", "at the first read behind the handshake"},
			says{harness.Inconclusive, harness.KindControl, ""},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"garbage": {talker(t, func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-nothing here\r\n") }),
			says{harness.Fail, harness.KindTLS, "does not speak TLS"},
			says{harness.Inconclusive, harness.KindControl, ""},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"it closes at once": {talker(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)) }),
			says{harness.Fail, harness.KindClosed, "before any TLS record"},
			says{harness.Inconclusive, harness.KindControl, ""},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"errors": {tlsServer(t, lax, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }),
			says{harness.Fail, harness.KindServerError, ""},
			says{harness.Inconclusive, harness.KindControl, ""},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"refusals by status": {tlsServer(t, &tls.Config{Certificates: lax.Certificates,
			ClientAuth: tls.RequestClientCert}, byStatus(pool)),
			says{harness.Pass, "", ""}, says{harness.Pass, "", ""}, says{harness.Pass, "", ""}},
	}
}

// noneSkipped: a target that refuses all has not claimed to speak one version of TLS alone.
func noneSkipped(t *testing.T, got map[string]harness.Outcome) {
	t.Helper()
	for key, o := range got {
		if o.Verdict == harness.Skipped {
			t.Errorf("%s: skipped: %s", key, o.Reason)
		}
	}
}

func mutualTarget(url string) *target.Target {
	t := &target.Target{Name: "fake", IdentifierScheme: "wimse"}
	t.Recipient = target.Recipient{
		URL: "http://127.0.0.1:1/orders", MTLSURL: url, Bindings: []string{"mtls"},
	}
	return t
}

// byStatus answers 403 where a certificate is missing or bad.
func byStatus(pool *x509.CertPool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		shown := r.TLS.PeerCertificates
		if len(shown) == 0 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, err := shown[0].Verify(x509.VerifyOptions{
			Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		})
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
		}
	}
}

// TestOneVersionOfTLSIsEnough: what is asked over another one is not claimed.
func TestOneVersionOfTLSIsEnough(t *testing.T) {
	t.Parallel()
	good, pool := own(t, "recipient")
	for _, only := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		got := judged(t, mutualTarget(tlsServer(t, &tls.Config{
			Certificates: []tls.Certificate{good}, MinVersion: only, MaxVersion: only,
			ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		}, ok)), "mtls/client,mtls/client-expired,mtls/client-without-certificate")
		other := map[uint16]string{tls.VersionTLS12: "TLS1.3", tls.VersionTLS13: "TLS1.2"}[only]
		for key, o := range got {
			want := says{harness.Pass, "", ""}
			if o.Case.Algorithm == other {
				want = says{harness.Skipped, "", live.NotClaimed}
			}
			want.check(t, key, o)
		}
		if len(got) != 9 {
			t.Errorf("%d cases", len(got))
		}
	}
}

// fakeCaller is the trigger endpoint of a caller that makes calls with a TLS configuration.
func fakeCaller(t *testing.T, config *tls.Config, bend func(*vector.CallResult)) *target.Target {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call vector.Call
		if json.NewDecoder(r.Body).Decode(&call) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
		var result vector.CallResult
		if res, err := client.Get(call.URL); err == nil {
			_ = res.Body.Close()
			result = vector.CallResult{Sent: true, Status: res.StatusCode, Accepted: true}
		} else {
			result.Error = err.Error()
		}
		bend(&result)
		_ = json.NewEncoder(w).Encode(result)
	}))
	t.Cleanup(s.Close)
	tgt := &target.Target{Name: "fake", IdentifierScheme: "wimse"}
	tgt.Caller = target.Role{URL: s.URL + "/call", Bindings: []string{"mtls"}}
	return tgt
}

func TestCallersThatAreNone(t *testing.T) {
	t.Parallel()
	good, pool := own(t, "caller")
	held := []tls.Certificate{good}
	honest := func(*vector.CallResult) {}
	pass := says{harness.Pass, "", ""}
	for name, c := range map[string]struct {
		tgt                 *target.Target
		control, bad, shown says
	}{
		"good": {fakeCaller(t, &tls.Config{Certificates: held, RootCAs: pool}, honest), pass, pass, pass},
		"the server's certificate is ignored": {
			fakeCaller(t, &tls.Config{Certificates: held, InsecureSkipVerify: true}, honest),
			pass, says{harness.Fail, "", "the response was accepted, must be refused"}, pass},
		"nothing is presented": {fakeCaller(t, &tls.Config{RootCAs: pool}, honest),
			pass, pass, says{harness.Fail, "", "it presented no certificate"}},
		"no server is good enough": {fakeCaller(t, &tls.Config{Certificates: held}, honest),
			says{harness.Fail, "", "the server was refused"}, says{harness.Inconclusive, harness.KindControl, ""},
			says{harness.Inconclusive, harness.KindControl, ""}},
		"a call is denied that was made": {
			fakeCaller(t, &tls.Config{Certificates: held, InsecureSkipVerify: true},
				func(r *vector.CallResult) { *r = vector.CallResult{} }),
			says{harness.Fail, harness.KindNotSent, "and 1 arrived"},
			says{harness.Inconclusive, harness.KindControl, "and 1 arrived"},
			says{harness.Inconclusive, harness.KindControl, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judged(t, c.tgt, "mtls/server,mtls/server-expired,mtls/call-own-certificate")
			c.control.check(t, "control", got["TLS mtls/server"])
			c.bad.check(t, "expired", got["TLS mtls/server-expired"])
			c.shown.check(t, "own", got["TLS mtls/call-own-certificate"])
			noneSkipped(t, got)
		})
	}
}
