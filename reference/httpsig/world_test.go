package httpsig_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

const audience = "https://b.trusted.example/orders"

var now = time.Unix(1_800_000_000, 0)

// world is a caller and a recipient under one profile, each with a key.
type world struct {
	profile           *spec.Profile
	caller, recipient jose.PrivateKey
}

func newWorld(t testing.TB, profile string) *world {
	t.Helper()
	return &world{profile: spec.Must(profile), caller: newKey(t, "ES256"), recipient: newKey(t, "ES256")}
}

func newKey(t testing.TB, alg string) jose.PrivateKey {
	t.Helper()
	var signer crypto.Signer
	var err error
	switch alg {
	case "Ed25519", "EdDSA":
		_, signer, err = ed25519.GenerateKey(rand.Reader)
	case "ES384":
		signer, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	default:
		signer, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	key, err := jose.NewPrivateKey(signer, alg, "1")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// token is a verified WIT that confirms a key.
func token(key jose.PrivateKey, subject string) *wit.WIT {
	id := identifier.ID{URI: subject}
	return &wit.WIT{Value: "a.b.c", Subject: id, Confirmation: key.Public(), Expires: now.Add(time.Hour)}
}

func (w *world) signer(key jose.PrivateKey, faults ...string) *httpsig.Signer {
	return &httpsig.Signer{
		Profile: w.profile, WIT: "a.b.c", Key: key, Now: func() time.Time { return now },
		Faults: check.With(faults...),
	}
}

func (w *world) verifier(faults ...string) *httpsig.Verifier {
	return httpsig.New(httpsig.Config{
		Profile: w.profile, Audience: audience, Replays: replay.New(10), Faults: check.With(faults...),
	})
}

// request is a request that has everything that a signature covers where it is there.
func request() *message.Request {
	return &message.Request{
		Method: "POST", URL: "https://b.trusted.example/orders?q=a%2Fb", Body: []byte(`{"n":1}`),
		Fields: message.Fields{
			{"Host", "b.trusted.example"}, {"Content-Type", "application/json"},
			{"Authorization", "Bearer x"}, {"Txn-Token", "t.t.t"}, {"X-Other", "1"},
		},
	}
}

func response() *message.Response {
	return &message.Response{
		Status: 404, Body: []byte("no such order"),
		Fields: message.Fields{{"Content-Type", "text/plain"}, {"X-Other", "1"}},
	}
}

// signed gives a signed request that asks for a signed response.
func (w *world) signed(t testing.TB, faults ...string) *message.Request {
	t.Helper()
	req := request()
	o := httpsig.RequestOptions{Audience: audience, SignResponse: true}
	if err := w.signer(w.caller, faults...).SignRequest(req, o); err != nil {
		t.Fatal(err)
	}
	return req
}

// answered gives a signed response to a request.
func (w *world) answered(t testing.TB, req *message.Request, faults ...string) *message.Response {
	t.Helper()
	res := response()
	if err := w.signer(w.recipient, faults...).SignResponse(res, req); err != nil {
		t.Fatal(err)
	}
	return res
}

// judge verifies a request and gives the requirement that it does not meet; empty where it is good.
func (w *world) judge(req *message.Request, faults ...string) string {
	_, refusal := w.verifier(faults...).VerifyRequest(req, token(w.caller, "wimse://trusted.example/a"), now)
	return requirementOf(refusal)
}

// judgeResponse does the same with a response that has to be signed.
func (w *world) judgeResponse(req *message.Request, res *message.Response, faults ...string) string {
	x := httpsig.Exchange{Request: req, Response: res, Required: true}
	peer := token(w.recipient, "wimse://trusted.example/b")
	_, refusal := w.verifier(faults...).VerifyResponse(x, peer, now)
	return requirementOf(refusal)
}

func requirementOf(refusal *check.Refusal) string {
	switch {
	case refusal == nil:
		return ""
	case refusal.Requirement == "":
		return refusal.Detail
	}
	return refusal.Requirement
}

// profiles are every named profile, and with them revisions between.
func profiles(t testing.TB) []*spec.Profile {
	t.Helper()
	var out []*spec.Profile
	for _, name := range spec.ProfileNames() {
		out = append(out, spec.Must(name))
	}
	for _, r := range spec.RevisionsOf(spec.MechanismHTTPSig) {
		p, err := spec.Pin(spec.Must("latest"), spec.Revisions{HTTPSig: r})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}
