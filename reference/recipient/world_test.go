package recipient_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	now      = 1_800_000_000
	audience = "https://b.trusted.example/orders"
	subject  = "wimse://trusted.example/workload-a"
)

type members = map[string]any

// world is an issuer, a caller and a recipient under one profile.
type world struct {
	profile          *spec.Profile
	issuer, workload *ecdsa.PrivateKey
	config           recipient.Config
}

func newWorld(t testing.TB, profile string) *world {
	t.Helper()
	w := &world{profile: spec.Must(profile), issuer: newKey(t), workload: newKey(t)}
	w.config = recipient.Config{
		Profile: w.profile, Audience: audience, Now: func() time.Time { return time.Unix(now, 0) },
		Domains: trust.Domains{"trusted.example": {Name: "trusted.example", Keys: []jose.Key{
			{KeyID: "1", Algorithm: "ES256", Public: w.issuer.Public()},
		}}},
	}
	return w
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// wit is a good WIT but for some claims; a nil takes one out.
func (w *world) wit(t testing.TB, change members) string {
	t.Helper()
	text, err := gojose.JSONWebKey{Key: w.workload.Public(), Algorithm: "ES256"}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return sign(t, w.issuer, w.profile.WIT().Typ, change, members{
		"iss": "https://issuer.trusted.example", "sub": subject, "exp": now + 300, "jti": "1",
		"cnf": members{"jwk": json.RawMessage(text)},
	})
}

// proof is a good proof for a WIT but for some claims.
func (w *world) proof(t testing.TB, wit string, change members) string {
	t.Helper()
	facts := w.profile.WPT()
	claims := members{"aud": audience, "exp": now + 60, "jti": "1"}
	if facts.WITHash {
		claims["wth"] = wpt.Hash(wit)
	}
	if facts.IssuerIsSubject {
		claims["iss"] = subject
	}
	return sign(t, w.workload, facts.Typ, change, claims)
}

func sign(t testing.TB, key *ecdsa.PrivateKey, typ string, change, claims members) string {
	t.Helper()
	maps.Copy(claims, change)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	jwk := gojose.JSONWebKey{Key: key, KeyID: "1"}
	opts := (&gojose.SignerOptions{}).WithType(gojose.ContentType(typ))
	s, err := gojose.NewSigner(gojose.SigningKey{Algorithm: gojose.ES256, Key: jwk}, opts)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := s.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fields are the header fields that carry a WIT and a proof in the world's profile.
func (w *world) fields(wit, proof string) message.Fields {
	facts := w.profile.WPT()
	return message.Fields{
		{w.profile.WIT().Field, wit}, {facts.Field, strings.TrimPrefix(facts.Scheme+" "+proof, " ")},
	}
}

// good are the fields of a request that is accepted, once.
func (w *world) good(t testing.TB) message.Fields {
	t.Helper()
	wit := w.wit(t, nil)
	return w.fields(wit, w.proof(t, wit, nil))
}

// send sends a request through a recipient that protects a handler.
func (w *world) send(
	t testing.TB, r *recipient.Recipient, fields message.Fields, body string, next http.HandlerFunc,
) *http.Response {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/orders", strings.NewReader(body))
	for _, f := range fields {
		req.Header.Add(f.Name(), f.Value())
	}
	rec := httptest.NewRecorder()
	r.Protect(next).ServeHTTP(rec, req)
	return rec.Result()
}

// signRaw gives the two numbers of an ECDSA signature, of 32 bytes each.
func signRaw(t testing.TB, key *ecdsa.PrivateKey, digest []byte) (r, s []byte) {
	t.Helper()
	a, b, err := ecdsa.Sign(rand.Reader, key, digest)
	if err != nil {
		t.Fatal(err)
	}
	return a.FillBytes(make([]byte, 32)), b.FillBytes(make([]byte, 32))
}
