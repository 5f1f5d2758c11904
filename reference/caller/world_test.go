package caller_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	domain    = "trusted.example"
	workloadA = "wimse://trusted.example/workload-a"
	workloadB = "wimse://trusted.example/workload-b"
	audience  = "https://b.trusted.example/orders"
)

// world is a trust domain with two workloads: a calls, b answers.
type world struct {
	profile *spec.Profile
	domains trust.Domains
	a, b    credentials
	config  caller.Config
	// answer changes a response before it is signed, tamper one that has been; nil leaves it.
	answer, tamper func(*message.Response)
	signer         *httpsig.Signer
	mu             sync.Mutex
	// seen are the requests that came to b, verified or not.
	seen []message.Request
}

type credentials struct {
	key jose.PrivateKey
	wit string
}

func newWorld(t testing.TB, profile string) *world {
	t.Helper()
	w := &world{profile: spec.Must(profile)}
	server := issuer.New(issuer.Config{Profile: w.profile, Domain: domain})
	w.a, w.b = credential(t, server, workloadA), credential(t, server, workloadB)
	keys, err := trust.ParseJWKS(server.JWKS())
	if err != nil {
		t.Fatal(err)
	}
	w.domains = trust.Domains{domain: {Name: domain, Keys: keys}}
	w.signer = &httpsig.Signer{Profile: w.profile, WIT: w.b.wit, Key: w.b.key}
	w.config = caller.Config{
		Profile: w.profile, Domains: w.domains, Identifier: workloadA, WIT: w.a.wit, Key: w.a.key,
		UnderstoodTokens: []string{"X-Other-Token"},
	}
	return w
}

func credential(t testing.TB, server *issuer.Issuer, subject string) credentials {
	t.Helper()
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := jose.NewPrivateKey(signer, "ES256", "")
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := key.PublicJWK()
	if err != nil {
		t.Fatal(err)
	}
	application, err := json.Marshal(map[string]any{"sub": subject, "jwk": jwk})
	if err != nil {
		t.Fatal(err)
	}
	token, refusal := server.Issue(application)
	if refusal != nil {
		t.Fatal(refusal)
	}
	return credentials{key, token}
}

// caller makes the caller of the world, with faults on.
func (w *world) caller(faults ...string) *caller.Caller {
	c := w.config
	c.Faults = check.With(faults...)
	return caller.New(c)
}

// verify is what b thinks of a signed request.
func (w *world) verify(req message.Request) *check.Refusal {
	now := time.Now()
	token, refusal := wit.New(wit.Config{Profile: w.profile, Domains: w.domains}).Verify(&req, now)
	if refusal != nil {
		return refusal
	}
	v := httpsig.New(httpsig.Config{Profile: w.profile, Audience: audience})
	_, refusal = v.VerifyRequest(&req, token, now)
	return refusal
}

// serve serves b: it refuses with 400 what it cannot verify, and signs its answers.
func (w *world) serve(t testing.TB) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, hr *http.Request) {
		req, err := message.FromHTTP(hr, 1<<21)
		if err != nil {
			t.Error(err)
			return
		}
		w.mu.Lock()
		w.seen = append(w.seen, req)
		w.mu.Unlock()
		w.respond(t, rw, req)
	}))
	t.Cleanup(server.Close)
	return server
}

func (w *world) respond(t testing.TB, rw http.ResponseWriter, req message.Request) {
	res := message.Response{
		Status: 200, Body: []byte("hello"), Fields: message.Fields{{"Content-Type", "text/plain"}},
	}
	if refusal := w.verify(req); refusal != nil {
		res.Status, res.Body = 400, []byte(refusal.Error())
	}
	if w.answer != nil {
		w.answer(&res)
	}
	if w.signer != nil && httpsig.Presented(w.profile, req.Fields) {
		if err := w.signer.SignResponse(&res, &req); err != nil {
			t.Error(err)
		}
	}
	if w.tamper != nil {
		w.tamper(&res)
	}
	for _, f := range res.Fields {
		rw.Header().Add(f.Name(), f.Value())
	}
	rw.WriteHeader(res.Status)
	_, _ = rw.Write(res.Body)
}

// get makes a signed call to the world's b, which has to sign its answer.
func (w *world) get(t testing.TB, url string, faults ...string) (*http.Response, error) {
	t.Helper()
	return w.caller(faults...).Client(caller.Options{
		Binding: caller.BindingHTTPSig, Audience: audience,
		RequireSignedResponse: true, ExpectedPeer: workloadB,
	}).Get(url)
}

func post(t testing.TB, url string, body []byte) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}
