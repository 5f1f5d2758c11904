package wit_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

const now = 1_800_000_000

type members = map[string]any

// world is an issuer's trust domain and a verifier that trusts it.
type world struct {
	keys    map[string]*ecdsa.PrivateKey
	domains trust.Domains
	config  wit.Config
}

// newWorld makes a trust domain with one key for each kid, of the algorithm that stands before a dash:
// "es256-1".
func newWorld(t *testing.T, kids ...string) *world {
	t.Helper()
	w := &world{keys: map[string]*ecdsa.PrivateKey{}}
	d := &trust.Domain{Name: "trusted.example"}
	for _, kid := range append(kids, "workload") {
		curve, alg := elliptic.P256(), "ES256"
		if strings.HasPrefix(kid, "es384") {
			curve, alg = elliptic.P384(), "ES384"
		}
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		w.keys[kid] = k
		if kid != "workload" {
			d.Keys = append(d.Keys, jose.Key{KeyID: kid, Algorithm: alg, Public: k.Public()})
		}
	}
	w.domains = trust.Domains{d.Name: d}
	w.config = wit.Config{Profile: spec.Must("latest"), Domains: w.domains}
	return w
}

// token is a good WIT of a key, with changes to its header and claims; a nil takes a member out.
func (w *world) token(t *testing.T, key string, header, claims members) string {
	t.Helper()
	jwk := publicMembers(t, w.keys["workload"].Public())
	jwk["alg"] = "ES256"
	all := members{
		"iss": "https://issuer.trusted.example", "sub": "wimse://trusted.example/a", "exp": now + 300, "jti": "1",
		"cnf": members{"jwk": jwk},
	}
	change(all, claims)
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return w.sign(t, key, header, text)
}

func change(m, by members) {
	maps.Copy(m, by)
	maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
}

func publicMembers(t *testing.T, key crypto.PublicKey) members {
	t.Helper()
	text, err := gojose.JSONWebKey{Key: key}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var out members
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (w *world) sign(t *testing.T, key string, header members, claims []byte) string {
	t.Helper()
	alg := gojose.ES256
	if w.keys[key].Curve == elliptic.P384() {
		alg = gojose.ES384
	}
	all := members{"typ": "wit+jwt", "kid": key}
	change(all, header)
	opts := &gojose.SignerOptions{ExtraHeaders: map[gojose.HeaderKey]any{}}
	for name, v := range all {
		opts.ExtraHeaders[gojose.HeaderKey(name)] = v
	}
	s, err := gojose.NewSigner(gojose.SigningKey{Algorithm: alg, Key: w.keys[key]}, opts)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := s.Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func request(token string) *message.Request {
	return &message.Request{Method: "GET", URL: "/", Fields: message.Fields{{"Workload-Identity-Token", token}}}
}

// wants verifies a token and asks for a requirement that refuses it; the empty one accepts it.
func (w *world) wants(t *testing.T, name, token, requirement string) {
	t.Helper()
	got, refusal := wit.New(w.config).Verify(request(token), time.Unix(now, 0))
	switch {
	case refusal == nil && requirement != "":
		t.Errorf("%s: accepted, and should be refused for %s", name, requirement)
	case refusal != nil && refusal.Requirement != requirement:
		t.Errorf("%s: refused: %v", name, refusal)
	case (refusal == nil) != (got != nil):
		t.Errorf("%s: %v with refusal %v", name, got, refusal)
	}
}

func TestVerifiedToken(t *testing.T) {
	w := newWorld(t, "es256-1")
	text := w.token(t, "es256-1", nil, members{"exp": now + 60})
	got, refusal := wit.New(w.config).Verify(request(text), time.Unix(now, 0))
	if refusal != nil {
		t.Fatal(refusal)
	}
	if got.Value != text || got.Subject.URI != "wimse://trusted.example/a" || got.Bearer {
		t.Errorf("it is %+v", got)
	}
	if got.Expires != time.Unix(now+60, 0) || got.Confirmation.Algorithm != "ES256" {
		t.Errorf("it expires at %v and confirms a key for %q", got.Expires, got.Confirmation.Algorithm)
	}
	if !w.keys["workload"].PublicKey.Equal(got.Confirmation.Public) {
		t.Error("it confirms another key")
	}
}

func TestClockEdges(t *testing.T) {
	w := newWorld(t, "es256-1")
	const day = 24 * 60 * 60
	for _, tc := range []struct {
		claims      members
		requirement string
	}{
		{members{"exp": now - 1}, "WIT-EXP-PASSED"},
		{members{"exp": now}, "WIT-EXP-PASSED"},
		{members{"exp": now + 1}, ""},
		{members{"exp": json.Number("1800000000.001")}, ""},
		{members{"exp": json.Number("1799999999.999")}, "WIT-EXP-PASSED"},
		{members{"exp": json.Number("18e8")}, "WIT-EXP-PASSED"},
		{members{"exp": json.Number("1800000000000")}, "WIT-EXP-FAR"}, // milliseconds
		{members{"exp": now + 31*day}, ""},
		{members{"exp": now + 31*day + 1}, "WIT-EXP-FAR"},
		{members{"nbf": now - 1}, ""},
		{members{"nbf": now}, ""},
		{members{"nbf": now + 1}, "WIT-NBF"},
		{members{"nbf": json.Number("1e400")}, "WIT-NBF"},
		{members{"iat": now + 1}, ""},
	} {
		name := fmt.Sprint(tc.claims)
		w.wants(t, name, w.token(t, "es256-1", nil, tc.claims), tc.requirement)
	}
}

func TestMaxLifetimeIsConfigured(t *testing.T) {
	w := newWorld(t, "es256-1")
	w.config.MaxLifetime = time.Hour
	w.wants(t, "an hour", w.token(t, "es256-1", nil, members{"exp": now + 3600}), "")
	w.wants(t, "a second more", w.token(t, "es256-1", nil, members{"exp": now + 3601}), "WIT-EXP-FAR")
}

func TestKeyIDSelects(t *testing.T) {
	for _, tc := range []struct {
		name        string
		kids        []string
		signedBy    string
		kid         any
		requirement string
	}{
		{"one key, named", []string{"es256-1"}, "es256-1", "es256-1", ""},
		{"one key, another named", []string{"es256-1"}, "es256-1", "es256-2", "WIT-KID-SELECT"},
		{"one key, the empty name", []string{"es256-1"}, "es256-1", "", "WIT-KID-SELECT"},
		{"one key, its name in capitals", []string{"es256-1"}, "es256-1", "ES256-1", "WIT-KID-SELECT"},
		{"one key, none named", []string{"es256-1"}, "es256-1", nil, ""},
		{"two keys, the second named", []string{"es256-1", "es256-2"}, "es256-2", "es256-2", ""},
		{"two keys, the wrong one named", []string{"es256-1", "es256-2"}, "es256-2", "es256-1", "WIT-SIG-VALID"},
		{"two keys, none named", []string{"es256-1", "es256-2"}, "es256-2", nil, "WIT-KID-ABSENT"},
		{"two keys of two algorithms, none named", []string{"es256-1", "es384-1"}, "es384-1", nil, ""},
		{"no key of the algorithm, none named", []string{"es384-1"}, "workload", nil, "WIT-KID-ABSENT"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, tc.kids...)
			w.wants(t, tc.name, w.token(t, tc.signedBy, members{"kid": tc.kid}, nil), tc.requirement)
		})
	}
}

func TestKeysOfOneNameAreAllTried(t *testing.T) {
	w := newWorld(t, "es256-1", "es256-2")
	for i := range w.domains["trusted.example"].Keys {
		w.domains["trusted.example"].Keys[i].KeyID = "same"
	}
	for _, key := range []string{"es256-1", "es256-2"} {
		w.wants(t, key, w.token(t, key, members{"kid": "same"}, nil), "")
	}
}

func TestAnchorWithoutAlgorithmServesItsOwn(t *testing.T) {
	w := newWorld(t, "es256-1")
	w.domains["trusted.example"].Keys[0].Algorithm = ""
	w.wants(t, "named", w.token(t, "es256-1", nil, nil), "")
	w.wants(t, "not named", w.token(t, "es256-1", members{"kid": nil}, nil), "")
	w.domains["trusted.example"].Keys[0].Algorithm = "RSA-OAEP"
	w.wants(t, "a key for encryption", w.token(t, "es256-1", nil, nil), "WIT-KEY-ONE-ALG")
}

func TestOlderRevisionsTryEveryKey(t *testing.T) {
	w := newWorld(t, "es256-1", "es256-2")
	w.config.Profile = spec.Must("2025-11")
	for _, kid := range []any{nil, "es256-1", "unknown"} {
		w.wants(t, fmt.Sprint(kid), w.token(t, "es256-2", members{"kid": kid}, nil), "")
	}
	w.wants(t, "a key of nobody", w.token(t, "workload", nil, nil), "WIT-SIG-VALID")
}

func TestIssuerIsOneOfTheDomain(t *testing.T) {
	for _, tc := range []struct {
		iss, issuers any
		requirement  string
	}{
		{"https://issuer.trusted.example", "https://issuer.trusted.example", ""},
		{"https://issuer.trusted.example", nil, ""},
		{nil, "https://issuer.trusted.example", ""},
		{"https://issuer.trusted.example/", "https://issuer.trusted.example", "WIT-ISS-ALLOWLIST"},
		{"HTTPS://issuer.trusted.example", "https://issuer.trusted.example", "WIT-ISS-ALLOWLIST"},
		{5, "https://issuer.trusted.example", "WIT-ISS-ALLOWLIST"},
		{"", "https://issuer.trusted.example", "WIT-ISS-ALLOWLIST"},
	} {
		w := newWorld(t, "es256-1")
		if text, ok := tc.issuers.(string); ok {
			w.domains["trusted.example"].Issuers = []string{text}
		}
		w.wants(t, fmt.Sprint(tc), w.token(t, "es256-1", nil, members{"iss": tc.iss}), tc.requirement)
	}
}

// TestNothingVerifiesWithoutAnchors: a verifier that trusts nobody accepts nothing, under any revision.
func TestNothingVerifiesWithoutAnchors(t *testing.T) {
	w := newWorld(t, "es256-1")
	for _, name := range spec.ProfileNames() {
		p := spec.Must(name)
		token := w.token(t, "es256-1", members{"typ": p.WIT().Typ}, nil)
		req := &message.Request{Fields: message.Fields{{p.WIT().Field, token}}}
		for _, domains := range []trust.Domains{nil, {}, {"trusted.example": {Name: "trusted.example"}}} {
			v := wit.New(wit.Config{Profile: p, Domains: domains})
			if _, refusal := v.Verify(req, time.Unix(now, 0)); refusal == nil {
				t.Errorf("%s accepts it with %d domains", name, len(domains))
			}
		}
		v := wit.New(wit.Config{Profile: p, Domains: w.domains})
		if _, refusal := v.Verify(req, time.Unix(now, 0)); refusal != nil {
			t.Errorf("%s refuses the control: %v", name, refusal)
		}
	}
}

func TestSizeLimit(t *testing.T) {
	w := newWorld(t, "es256-1")
	for size, requirement := range map[int]string{11_000: "", 13_000: "WIT-SIZE", 1 << 20: "WIT-SIZE"} {
		token := w.token(t, "es256-1", nil, members{"pad": strings.Repeat("x", size)})
		w.wants(t, fmt.Sprint(size), token, requirement)
	}
}

func TestNestingLimit(t *testing.T) {
	w := newWorld(t, "es256-1")
	for levels, requirement := range map[int]string{32: "", 33: "WIT-NESTING", 4000: "WIT-NESTING"} {
		deep := json.RawMessage(strings.Repeat("[", levels) + strings.Repeat("]", levels))
		w.wants(t, fmt.Sprint(levels), w.token(t, "es256-1", nil, members{"deep": deep}), requirement)
	}
}

// TestSignaturesAreCounted: the tally tells what a refusal costs.
func TestSignaturesAreCounted(t *testing.T) {
	w := newWorld(t, "es256-1")
	w.config.Checked = &jose.Tally{}
	w.wants(t, "good", w.token(t, "es256-1", nil, nil), "")
	if n := w.config.Checked.Counts()["ES256"]; n != 1 {
		t.Errorf("%d signatures are checked for a good token", n)
	}
	w.wants(t, "expired", w.token(t, "es256-1", nil, members{"exp": now}), "WIT-EXP-PASSED")
	if n := w.config.Checked.Counts()["ES256"]; n != 1 {
		t.Error("the signature of an expired token is checked")
	}
}
