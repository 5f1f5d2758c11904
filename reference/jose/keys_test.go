package jose_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// signers are fresh keys by the name of their kind.
var signers = sync.OnceValue(func() map[string]crypto.Signer {
	must := func(k crypto.Signer, err error) crypto.Signer {
		if err != nil {
			panic(err)
		}
		return k
	}
	ec := func(c elliptic.Curve) crypto.Signer {
		k, err := ecdsa.GenerateKey(c, rand.Reader)
		return must(k, err)
	}
	short := func(bits int) crypto.Signer {
		k, err := rsa.GenerateKey(rand.Reader, bits)
		return must(k, err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	return map[string]crypto.Signer{
		"P-256": ec(elliptic.P256()), "P-384": ec(elliptic.P384()), "P-521": ec(elliptic.P521()),
		"Ed25519": must(edwards, err), "RSA": short(2048), "short RSA": short(1024),
	}
})

// membersOf gives a key, whole or its public half, as the members of a JWK.
func membersOf(t *testing.T, key any) map[string]any {
	t.Helper()
	text, err := gojose.JSONWebKey{Key: key}.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func parseMembers(t *testing.T, members map[string]any) (jose.Key, error) {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return jose.ParseKey(text)
}

func TestParseKeyGivesThePublicKey(t *testing.T) {
	for kind, signer := range signers() {
		for form, key := range map[string]any{"public": signer.Public(), "private": signer} {
			members := membersOf(t, key)
			members["kid"], members["alg"] = "one", "any"
			k, err := parseMembers(t, members)
			if err != nil {
				t.Fatalf("%s %s: %v", form, kind, err)
			}
			public := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
			if !public.Equal(k.Public) || k.KeyID != "one" || k.Algorithm != "any" {
				t.Errorf("%s %s became a %T, kid %q, alg %q", form, kind, k.Public, k.KeyID, k.Algorithm)
			}
		}
	}
}

func TestParseKeyGivesTheBytesOfASymmetricKey(t *testing.T) {
	k, err := jose.ParseKey([]byte(`{"kty":"oct","k":"AAEC"}`))
	if err != nil {
		t.Fatal(err)
	}
	if b, ok := k.Public.([]byte); !ok || string(b) != "\x00\x01\x02" {
		t.Errorf("it is %v", k.Public)
	}
}

func TestParseKeyRefuses(t *testing.T) {
	for _, tc := range []struct {
		name, kind string
		change     map[string]any
	}{
		{"an unknown kty", "P-256", map[string]any{"kty": "AKP"}},
		{"a kty in lower case", "P-256", map[string]any{"kty": "ec"}},
		{"no kty", "P-256", map[string]any{"kty": nil}},
		{"a kty that is a number", "P-256", map[string]any{"kty": 2}},
		{"an unknown curve", "P-256", map[string]any{"crv": "secp256k1"}},
		{"no curve", "P-256", map[string]any{"crv": nil}},
		{"the curve of another key", "P-256", map[string]any{"crv": "P-384"}},
		{"a point off the curve", "P-256", map[string]any{"y": strings.Repeat("A", 42) + "E"}},
		{"the point (0, 0)", "P-256", map[string]any{"x": strings.Repeat("A", 43), "y": strings.Repeat("A", 43)}},
		{"no x", "P-256", map[string]any{"x": nil}},
		{"no y", "P-256", map[string]any{"y": nil}},
		{"an x of one byte", "P-256", map[string]any{"x": "AQ"}},
		{"an x of 33 bytes", "P-256", map[string]any{"x": strings.Repeat("A", 44)}},
		{"an x that is no base64url", "P-256", map[string]any{"x": strings.Repeat("+", 43)}},
		{"an x that is a number", "P-256", map[string]any{"x": 5}},
		{"an Edwards key of 31 bytes", "Ed25519", map[string]any{"x": strings.Repeat("A", 42)}},
		{"an Edwards key without x", "Ed25519", map[string]any{"x": nil}},
		{"a key for key agreement", "Ed25519", map[string]any{"crv": "X25519"}},
		{"RSA without n", "RSA", map[string]any{"n": nil}},
		{"RSA without e", "RSA", map[string]any{"e": nil}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			members := membersOf(t, signers()[tc.kind].Public())
			if _, err := parseMembers(t, members); err != nil {
				t.Fatalf("the key is refused unchanged: %v", err)
			}
			maps.Copy(members, tc.change)
			maps.DeleteFunc(members, func(_ string, v any) bool { return v == nil })
			if k, err := parseMembers(t, members); err == nil {
				t.Errorf("it reads as a %T", k.Public)
			}
		})
	}
}

func TestParseKeyRefusesWhatIsNoObject(t *testing.T) {
	for _, text := range []string{"", "null", "5", `"x"`, "[]", "{}", "{", `{"kty":"EC"} x`} {
		if k, err := jose.ParseKey([]byte(text)); err == nil {
			t.Errorf("%q reads as a %T", text, k.Public)
		}
	}
}

func TestPrivateMembersAreFound(t *testing.T) {
	for kind, signer := range signers() {
		if m := jose.PrivateMember(membersOf(t, signer)); m != "d" {
			t.Errorf("a private %s key shows %q", kind, m)
		}
		if m := jose.PrivateMember(membersOf(t, signer.Public())); m != "" {
			t.Errorf("a public %s key shows %q", kind, m)
		}
	}
	for _, m := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} {
		if got := jose.PrivateMember(map[string]any{"kty": "EC", m: nil}); got != m {
			t.Errorf("member %q is taken for %q", m, got)
		}
	}
}

// fits lists every pair of algorithm and key that belong together.
var fits = map[string]string{
	"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519", "Ed25519": "Ed25519",
	"PS256": "RSA", "RS256": "RSA",
}

func TestEveryAlgorithmHasOneKindOfKey(t *testing.T) {
	if len(jose.Algorithms()) != len(fits) {
		t.Fatalf("the table is out of date: %v", jose.Algorithms())
	}
	for _, alg := range jose.Algorithms() {
		for kind, signer := range signers() {
			err := jose.Key{Public: signer.Public()}.Fits(alg)
			if (err == nil) != (fits[alg] == kind) {
				t.Errorf("a %s key and %s: %v", kind, alg, err)
			}
		}
		for _, odd := range []crypto.PublicKey{nil, []byte("secret"), "text"} {
			if (jose.Key{Public: odd}).Fits(alg) == nil {
				t.Errorf("a %T fits %s", odd, alg)
			}
		}
	}
}

func TestNoKeyFitsWhatIsNoSignatureAlgorithm(t *testing.T) {
	for _, alg := range []string{"", "none", "HS256", "dir", "ES256K", "es256", "PS384", "ML-DSA-44", "Ed448"} {
		for kind, signer := range signers() {
			if (jose.Key{Public: signer.Public()}).Fits(alg) == nil {
				t.Errorf("a %s key fits %q", kind, alg)
			}
		}
		if jose.IsSignature(alg) {
			t.Errorf("%q is taken for a signature algorithm", alg)
		}
	}
}

func TestNaturalAlgorithm(t *testing.T) {
	want := map[string]string{
		"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA", "RSA": "", "short RSA": "",
	}
	for kind, signer := range signers() {
		if got := (jose.Key{Public: signer.Public()}).Natural(); got != want[kind] {
			t.Errorf("a %s key suggests %q", kind, got)
		}
	}
	if got := (jose.Key{Public: []byte("k")}).Natural(); got != "HS256" {
		t.Errorf("a symmetric key suggests %q", got)
	}
}

func TestTallyCountsFromManyGoroutines(t *testing.T) {
	t.Parallel()
	var tally jose.Tally
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() { tally.Add(fmt.Sprint("alg", i%2)) })
	}
	all.Wait()
	if got := tally.Counts(); got["alg0"] != 50 || got["alg1"] != 50 {
		t.Errorf("it counts %v", got)
	}
	(*jose.Tally)(nil).Add("ES256")
}
