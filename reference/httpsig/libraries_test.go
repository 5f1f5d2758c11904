package httpsig_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/yaronf/httpsign"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
)

// pair is one key in our hands and in those of httpsign, which was written by others.
type pair struct {
	ours     jose.PrivateKey
	signer   func(*httpsign.SignConfig, httpsign.Fields) (*httpsign.Signer, error)
	verifier func(*httpsign.VerifyConfig, httpsign.Fields) (*httpsign.Verifier, error)
}

func pairs(t *testing.T) map[string]pair {
	t.Helper()
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]pair{
		"ES256": {
			ours: must(jose.NewPrivateKey(p256, "ES256", "1"))(t),
			signer: func(c *httpsign.SignConfig, f httpsign.Fields) (*httpsign.Signer, error) {
				return httpsign.NewP256Signer(*p256, c, f)
			},
			verifier: func(c *httpsign.VerifyConfig, f httpsign.Fields) (*httpsign.Verifier, error) {
				return httpsign.NewP256Verifier(p256.PublicKey, c, f)
			},
		},
		"Ed25519": {
			ours: must(jose.NewPrivateKey(edwards, "Ed25519", "1"))(t),
			signer: func(c *httpsign.SignConfig, f httpsign.Fields) (*httpsign.Signer, error) {
				return httpsign.NewEd25519Signer(edwards, c, f)
			},
			verifier: func(c *httpsign.VerifyConfig, f httpsign.Fields) (*httpsign.Verifier, error) {
				return httpsign.NewEd25519Verifier(public, c, f)
			},
		},
	}
}

func must[V any](v V, err error) func(t *testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// asHTTP makes of a request what a net/http server hands over.
func asHTTP(req *message.Request) *http.Request {
	hr := httptest.NewRequest(req.Method, req.URL, bytes.NewReader(req.Body))
	for _, f := range req.Fields.Without("Host") {
		hr.Header.Add(f.Name(), f.Value())
	}
	return hr
}

func asHTTPResponse(res *message.Response) *http.Response {
	out := &http.Response{
		StatusCode: res.Status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(res.Body)),
	}
	for _, f := range res.Fields {
		out.Header.Add(f.Name(), f.Value())
	}
	return out
}

// TestOthersVerifyOurs has httpsign verify requests and responses of every revision. It derives
// @request-target from the decoded path, so that the path here has nothing to decode.
func TestOthersVerifyOurs(t *testing.T) {
	for name, keys := range pairs(t) {
		for _, p := range profiles(t) {
			w := &world{profile: p, caller: keys.ours, recipient: keys.ours}
			req := w.signed(t)
			res := w.answered(t, req)
			any := httpsign.NewVerifyConfig().SetVerifyCreated(false).SetRejectExpired(false)
			verifier := must(keys.verifier(any, httpsign.Headers("workload-identity-token")))(t)
			if err := httpsign.VerifyRequest("wimse", *verifier, asHTTP(req)); err != nil {
				t.Errorf("%s, %s: the request: %v", name, p.Revisions.HTTPSig, err)
			}
			if err := httpsign.VerifyResponse("wimse", *verifier, asHTTPResponse(res), asHTTP(req)); err != nil {
				t.Errorf("%s, %s: the response: %v", name, p.Revisions.HTTPSig, err)
			}
			req.Method = "PUT"
			if httpsign.VerifyRequest("wimse", *verifier, asHTTP(req)) == nil {
				t.Errorf("%s: httpsign verifies anything", name)
			}
		}
	}
}

// TestWeVerifyOthers has httpsign sign a request and a response.
func TestWeVerifyOthers(t *testing.T) {
	for name, keys := range pairs(t) {
		w := newWorld(t, "latest")
		w.caller, w.recipient = keys.ours, keys.ours
		req := foreignRequest(t, w, keys)
		_, refusal := w.verifier().VerifyRequest(req, token(w.caller, "wimse://trusted.example/a"), time.Now())
		if refusal != nil {
			t.Errorf("%s: the request: %v", name, refusal)
		}
		res := foreignResponse(t, w, keys, req)
		x := httpsig.Exchange{Request: req, Response: res}
		_, refusal = w.verifier().VerifyResponse(x, token(w.recipient, "wimse://trusted.example/b"), time.Now())
		if refusal != nil {
			t.Errorf("%s: the response: %v", name, refusal)
		}
	}
}

func config(w *world, nonce string) *httpsign.SignConfig {
	return httpsign.NewSignConfig().SignAlg(false).SetExpiresAfter(60).SetNonce(nonce).SetTag(w.profile.HTTPSig().Tag)
}

func foreignRequest(t *testing.T, w *world, keys pair) *message.Request {
	t.Helper()
	req := request()
	req.Fields = append(req.Fields, message.Field{"Workload-Identity-Token", "a.b.c"},
		message.Field{"Content-Digest", httpsig.Digest(req.Body)})
	c := config(w, "n-1").AddCustomParam("wimse-aud", audience).AddCustomParam("wimse-sign-response", true)
	facts := w.profile.HTTPSig()
	signer := must(keys.signer(c, httpsign.Headers(append(facts.Request, facts.RequestFields...)...)))(t)
	input, value, err := httpsign.SignRequest("sig1", *signer, asHTTP(req))
	if err != nil {
		t.Fatal(err)
	}
	req.Fields = append(req.Fields, message.Field{"Signature-Input", input}, message.Field{"Signature", value})
	return req
}

func foreignResponse(t *testing.T, w *world, keys pair, req *message.Request) *message.Response {
	t.Helper()
	res := response()
	res.Fields = append(res.Fields, message.Field{"Workload-Identity-Token", "a.b.c"},
		message.Field{"Content-Digest", httpsig.Digest(res.Body)})
	fields := httpsign.NewFields().AddHeaders("@status", "content-type", "content-digest", "workload-identity-token")
	for _, c := range w.profile.HTTPSig().Response {
		if name, ok := strings.CutSuffix(c, ";req"); ok {
			fields = fields.AddHeaderExt(name, false, false, true, false)
		}
	}
	signer := must(keys.signer(config(w, "n-2").AddCustomParam("wimse-req-nonce", "n-1"), *fields))(t)
	input, value, err := httpsign.SignResponse("sig1", *signer, asHTTPResponse(res), asHTTP(req))
	if err != nil {
		t.Fatal(err)
	}
	res.Fields = append(res.Fields, message.Field{"Signature-Input", input}, message.Field{"Signature", value})
	return res
}
