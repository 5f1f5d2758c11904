package issuer_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	now     = 1_800_000_000
	domain  = "trusted.example"
	subject = "wimse://trusted.example/workload-a"
)

type members = map[string]any

func at(seconds int64) func() time.Time {
	return func() time.Time { return time.Unix(seconds, 0) }
}

func newIssuer(profile string, faults ...string) *issuer.Issuer {
	return issuer.New(issuer.Config{
		Profile: spec.Must(profile), Domain: domain, Issuer: "https://issuer.trusted.example",
		Now: at(now), Faults: check.With(faults...),
	})
}

// publicKey gives the public half of a key as a JWK, with changes; a nil takes a member out.
func publicKey(t *testing.T, signer crypto.Signer, alg string, change members) members {
	t.Helper()
	key, err := jose.NewPrivateKey(signer, alg, "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.PublicJWK()
	if err != nil {
		t.Fatal(err)
	}
	var jwk members
	if err := json.Unmarshal(text, &jwk); err != nil {
		t.Fatal(err)
	}
	maps.Copy(jwk, change)
	maps.DeleteFunc(jwk, func(_ string, v any) bool { return v == nil })
	return jwk
}

func ecKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func apply(t *testing.T, i *issuer.Issuer, sub, jwk any) (string, *check.Refusal) {
	t.Helper()
	text, err := json.Marshal(members{"sub": sub, "jwk": jwk})
	if err != nil {
		t.Fatal(err)
	}
	return i.Issue(text)
}

// issued gives a token for a good application.
func issued(t *testing.T, i *issuer.Issuer) string {
	t.Helper()
	token, refusal := apply(t, i, subject, publicKey(t, ecKey(t), "ES256", nil))
	if refusal != nil {
		t.Fatal(refusal)
	}
	return token
}

// verify holds a token against the issuer's own JWK Set, as a recipient does.
func verify(t *testing.T, i *issuer.Issuer, token string, when int64) (*wit.WIT, *check.Refusal) {
	t.Helper()
	keys, err := trust.ParseJWKS(i.JWKS())
	if err != nil {
		t.Fatal(err)
	}
	v := wit.New(wit.Config{Profile: i.Profile, Domains: trust.Domains{
		domain: {Name: domain, Keys: keys, Issuers: []string{"https://issuer.trusted.example"}},
	}})
	req := &message.Request{Fields: message.Fields{{"Workload-Identity-Token", token}}}
	return v.Verify(req, time.Unix(when, 0))
}

func TestTokensVerifyInEveryProfile(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range spec.ProfileNames() {
		for alg, signer := range map[string]crypto.Signer{
			"ES256": ecKey(t), "EdDSA": edwards, "Ed25519": edwards, "PS256": rsaKey, "RS256": rsaKey,
		} {
			i := newIssuer(name)
			token, refusal := apply(t, i, subject, publicKey(t, signer, alg, nil))
			if refusal != nil {
				t.Errorf("%s: %s: %v", name, alg, refusal)
				continue
			}
			w, refusal := verify(t, i, token, now)
			if refusal != nil || w.Subject.URI != subject || w.Confirmation.Algorithm != alg {
				t.Errorf("%s: %s: %+v, %v", name, alg, w, refusal)
			}
		}
	}
}

func TestClaimsOfATokenAreThoseAppliedFor(t *testing.T) {
	jwk := publicKey(t, ecKey(t), "ES256", members{"kid": "mine", "note": "wimse://trusted.example/b"})
	token, refusal := apply(t, newIssuer("latest"), subject, jwk)
	if refusal != nil {
		t.Fatal(refusal)
	}
	parsed, err := jose.Parse(token)
	if err != nil {
		t.Fatal(err)
	}
	claims := parsed.Claims.Members
	delete(jwk, "note") // no key has such a member
	want := members{
		"sub": subject, "iss": "https://issuer.trusted.example", "jti": claims["jti"],
		"iat": json.Number("1800000000"), "exp": json.Number("1800003600"), "cnf": members{"jwk": jwk},
	}
	if got := text(t, claims); got != text(t, want) {
		t.Errorf("the claims are %s", got)
	}
	if typ, _ := parsed.Header.String("typ"); typ != "wit+jwt" || !parsed.Header.Has("kid") {
		t.Errorf("the header is %v", parsed.Header.Members)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryTokenHasAnIdentifierOfItsOwn(t *testing.T) {
	i, seen := newIssuer("latest"), map[string]bool{}
	for range 100 {
		parsed, err := jose.Parse(issued(t, i))
		if err != nil {
			t.Fatal(err)
		}
		jti, _ := parsed.Claims.String("jti")
		if len(jti) < 22 || seen[jti] {
			t.Fatalf("jti %q is short or repeated", jti)
		}
		seen[jti] = true
	}
}

func TestIssuerIsNamedWhereItHasToBe(t *testing.T) {
	for profile, want := range map[string]bool{"s2s-02": true, "latest": false} {
		i := issuer.New(issuer.Config{Profile: spec.Must(profile), Domain: domain})
		parsed, err := jose.Parse(issued(t, i))
		if err != nil || parsed.Claims.Has("iss") != want {
			t.Errorf("%s: %v, %v", profile, parsed.Claims.Members, err)
		}
	}
}

func TestRotationRefusesNobody(t *testing.T) {
	clock := int64(now)
	i := issuer.New(issuer.Config{
		Profile: spec.Must("latest"), Domain: domain, Issuer: "https://issuer.trusted.example",
		Now: func() time.Time { return time.Unix(clock, 0) },
	})
	before := issued(t, i)
	clock += 600
	i.Rotate()
	after := issued(t, i)
	for name, token := range map[string]string{"before": before, "after": after} {
		if _, refusal := verify(t, i, token, clock); refusal != nil {
			t.Errorf("the token from %s the rotation: %v", name, refusal)
		}
	}
	sizes := map[int64]int{now + 3599: 2, now + 3600: 1}
	for _, when := range []int64{now + 3599, now + 3600} {
		clock = when
		if keys, err := trust.ParseJWKS(i.JWKS()); err != nil || len(keys) != sizes[when] {
			t.Errorf("after %d seconds there are %d keys, %v", when-now, len(keys), err)
		}
	}
	if _, refusal := verify(t, i, after, clock); refusal != nil {
		t.Errorf("the newer token is refused: %v", refusal)
	}
}

func TestIssuingAndRotatingAtOnce(t *testing.T) {
	i := newIssuer("latest")
	jwk := publicKey(t, ecKey(t), "ES256", nil)
	var all sync.WaitGroup
	for range 20 {
		all.Go(i.Rotate)
		all.Go(func() {
			token, refusal := apply(t, i, subject, jwk)
			if refusal != nil {
				t.Error(refusal)
				return
			}
			if _, refusal := verify(t, i, token, now); refusal != nil {
				t.Error(refusal)
			}
		})
	}
	all.Wait()
}

func TestPublishedKeysAreWholeAndPublic(t *testing.T) {
	key, err := jose.NewPrivateKey(ecKey(t), "ES256", "first")
	if err != nil {
		t.Fatal(err)
	}
	other, err := jose.NewPrivateKey(ecKey(t), "", "")
	if err != nil {
		t.Fatal(err)
	}
	i := issuer.New(issuer.Config{
		Profile: spec.Must("latest"), Domain: domain, Keys: []jose.PrivateKey{key, other},
	})
	parsed, err := jose.Parse(issued(t, i))
	if kid, _ := parsed.Header.String("kid"); err != nil || kid != "first" {
		t.Errorf("the first key does not sign: %v, %v", parsed.Header.Members, err)
	}
	var set struct{ Keys []members }
	if err := json.Unmarshal(i.JWKS(), &set); err != nil || len(set.Keys) != 2 {
		t.Fatalf("%s, %v", i.JWKS(), err)
	}
	for _, k := range set.Keys {
		if k["kid"] == nil || k["kid"] == "" || k["alg"] == nil || jose.PrivateMember(k) != "" {
			t.Errorf("the key is %v", k)
		}
	}
}

func TestWhatIsNotServedIsRefused(t *testing.T) {
	good := publicKey(t, ecKey(t), "ES256", nil)
	ec := func(member string, v any) members { return with(good, member, v) }
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	secret := members{"kty": "oct", "k": "AAAA"}
	short := members{"kty": "RSA", "e": "AQAB", "n": encode(small.N.Bytes())}
	for _, tc := range []struct {
		name        string
		sub         any
		jwk         any
		requirement string
	}{
		{"no sub", nil, good, "WIT-SUB-IDENTIFIER"},
		{"two of them", []any{subject, subject}, good, "WIT-SUB-IDENTIFIER"},
		{"a relative reference", "/workload-a", good, "ID-ABSOLUTE-URI"},
		{"a query", subject + "?", good, "ID-NO-QUERY"},
		{"a port", "wimse://trusted.example:1/a", good, "ID-NO-PORT"},
		{"another domain", "wimse://partner.example/workload-a", good, "WIT-ISSUE-DOMAIN"},
		{"a domain below", "wimse://a.trusted.example/workload-a", good, "WIT-ISSUE-DOMAIN"},
		{"a long one", subject + strings.Repeat("a", 2048), good, "ID-LEN-MAX"},
		{"no key", subject, nil, ""},
		{"a key in text", subject, text(t, good), ""},
		{"no algorithm", subject, ec("alg", nil), "WIT-CNF-ALG-REQUIRED"},
		{"none", subject, ec("alg", "none"), "WIT-CNF-ALG-NOT-NONE"},
		{"encryption", subject, ec("alg", "ECDH-ES"), "WIT-CNF-ALG-NOT-ENC"},
		{"a symmetric key", subject, with(secret, "alg", "HS256"), "WIT-CNF-ALG-NOT-SYMMETRIC"},
		{"a MAC", subject, ec("alg", "HS256"), "WIT-CNF-ALG-NOT-SYMMETRIC"},
		{"a private key", subject, ec("d", "AAAA"), "WIT-CNF-NO-PRIVATE"},
		{"another curve", subject, ec("alg", "ES384"), "WIT-CNF-KEY-VALID"},
		{"no such algorithm", subject, ec("alg", "ES1"), "WIT-CNF-KEY-VALID"},
		{"no point", subject, ec("x", good["y"]), "WIT-CNF-KEY-VALID"},
		{"a short key", subject, with(short, "alg", "PS256"), "WIT-CNF-KEY-VALID"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			token, refusal := apply(t, newIssuer("latest"), tc.sub, tc.jwk)
			if refusal == nil || refusal.Requirement != tc.requirement || token != "" {
				t.Errorf("%q, %v; want %q", token, refusal, tc.requirement)
			}
		})
	}
	for name, jwk := range map[string]members{"a short key": short, "a symmetric key": secret} {
		if _, refusal := apply(t, newIssuer("s2s-02"), subject, jwk); refusal == nil {
			t.Errorf("an old revision takes %s that names no algorithm", name)
		}
	}
	if _, refusal := apply(t, newIssuer("s2s-02"), subject, ec("alg", nil)); refusal != nil {
		t.Errorf("an old revision asks for an algorithm: %v", refusal)
	}
}
