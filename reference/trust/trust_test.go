package trust_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// jwk makes a fresh public key with a kid.
func jwk(t *testing.T, kid string) string {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := gojose.JSONWebKey{Key: k.Public(), KeyID: kid, Algorithm: "ES256"}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func set(keys ...string) json.RawMessage {
	return json.RawMessage(`{"keys":[` + strings.Join(keys, ",") + `]}`)
}

func kids(keys []jose.Key) string {
	var names []string
	for _, k := range keys {
		names = append(names, k.KeyID)
	}
	return strings.Join(names, " ")
}

func TestUnusableKeysArePassedOver(t *testing.T) {
	one, two := jwk(t, "one"), jwk(t, "two")
	for _, tc := range []struct{ name, odd string }{
		{"a type that nobody knows", `{"kty":"XX","kid":"odd"}`},
		{"ML-DSA", `{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA","kid":"odd"}`},
		{"a curve that nobody knows", `{"kty":"EC","crv":"P-999","x":"AA","y":"AA","kid":"odd"}`},
		{"a point off the curve", strings.Replace(jwk(t, "odd"), `"y":"`, `"y":"A`, 1)},
		{"no type", `{"kid":"odd"}`},
		{"no object", `5`},
		{"null", `null`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			keys, err := trust.ParseJWKS(set(one, tc.odd, two))
			if err != nil {
				t.Fatal(err)
			}
			if got := kids(keys); got != "one two" {
				t.Errorf("it keeps %s", got)
			}
		})
	}
}

func TestWhatIsNoSetIsAnError(t *testing.T) {
	for _, text := range []string{"", "null5", "[]", "5", `"x"`, `{"keys":5}`, `{"keys":{}}`, `{"keys":["x"`} {
		if keys, err := trust.ParseJWKS([]byte(text)); err == nil {
			t.Errorf("%q gives %d keys", text, len(keys))
		} else if !strings.HasPrefix(err.Error(), "trust: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLoad(t *testing.T) {
	domains, err := trust.Load(map[string]trust.Material{
		"b.example": {JWKS: set(jwk(t, "b1")), Issuers: []string{"https://issuer.b.example"}},
		"a.example": {JWKS: set(jwk(t, "a1"), jwk(t, "a2"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := domains["b.example"]
	if b == nil || b.Name != "b.example" || !slices.Equal(b.Issuers, []string{"https://issuer.b.example"}) {
		t.Errorf("b.example is %+v", b)
	}
	if kids(b.Keys) != "b1" || kids(domains["a.example"].Keys) != "a1 a2" {
		t.Errorf("the keys are mixed up: %s", kids(b.Keys))
	}
	if got := kids(domains.All()); got != "a1 a2 b1" {
		t.Errorf("all keys are %s", got)
	}
}

func TestLoadRefusesADomainWithoutKeys(t *testing.T) {
	for _, text := range []string{
		``, `{}`, `null`, `{"keys":null}`, `{"keys":[]}`, `{"keys":[{"kty":"XX"}]}`, `{"keys":5}`,
	} {
		_, err := trust.Load(map[string]trust.Material{
			"good.example": {JWKS: set(jwk(t, "g"))}, "bad.example": {JWKS: json.RawMessage(text)},
		})
		if err == nil || !strings.Contains(err.Error(), "bad.example") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNoDomainsHaveNoKeys(t *testing.T) {
	domains, err := trust.Load(nil)
	if err != nil || len(domains) != 0 || len(domains.All()) != 0 {
		t.Errorf("%v, %v", domains, err)
	}
}

func TestMaterialReadsAsItIsWritten(t *testing.T) {
	const text = `{"issuers":["https://i.example"],"jwks":{"keys":[]},"x509_authorities":["pem"]}`
	var m trust.Material
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(m)
	if err != nil || string(again) != text {
		t.Errorf("%s, %v", again, err)
	}
}
