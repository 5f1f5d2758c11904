package keys_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestRingsHaveTheSameNames: a recipe must be minted as well under fresh keys as under the published.
func TestRingsHaveTheSameNames(t *testing.T) {
	t.Parallel()
	fresh, err := keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	published := keys.Published()
	if got, want := published.Names(), fresh.Names(); !slices.Equal(got, want) {
		t.Errorf("published are %q, generated %q", got, want)
	}
	if fresh.Public || !published.Public {
		t.Error("which keys everybody knows is not said")
	}
	for _, name := range fresh.Names() {
		a, b := fresh.Must(name).Signer, published.Must(name).Signer
		if kindOf(a) != kindOf(b) {
			t.Errorf("%s is %s when generated and %s when published", name, kindOf(a), kindOf(b))
		}
		if a.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(b.Public()) {
			t.Errorf("%s is the same in both rings", name)
		}
	}
}

func kindOf(k crypto.Signer) string {
	switch k := k.(type) {
	case *ecdsa.PrivateKey:
		return k.Curve.Params().Name
	case ed25519.PrivateKey:
		return "Ed25519"
	case *rsa.PrivateKey:
		return map[bool]string{true: "short RSA", false: "RSA"}[k.N.BitLen() < 2048]
	}
	return "unknown"
}

// TestKeysAreWhatTheirNamesSay goes through the published ring, all of it.
func TestKeysAreWhatTheirNamesSay(t *testing.T) {
	kinds := map[string]string{
		"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519", "Ed25519": "Ed25519", "PS256": "RSA",
		"RS256": "RSA", "ca": "P-256", "tls": "P-256", "short": "short RSA",
		"intermediate": "P-256", "intermediate-2": "P-256", "hidden": "P-256",
		"tls-p384": "P-384", "tls-rsa": "RSA", "tls-ed25519": "Ed25519",
	}
	for _, a := range keys.Anchors {
		kinds[a.KeyID] = kinds[a.Algorithm]
	}
	ring := keys.Published()
	for _, name := range ring.Names() {
		_, last, _ := strings.Cut(name, "/")
		key := ring.Must(name)
		if got := kindOf(key.Signer); got != kinds[last] || key.Name != name {
			t.Errorf("%s is a %s key, called %s", name, got, key.Name)
		}
	}
}

func TestNoKeyStandsTwiceInARing(t *testing.T) {
	ring, seen := keys.Published(), map[string]string{}
	for _, name := range ring.Names() {
		print, err := (&gojose.JSONWebKey{Key: ring.Must(name).Signer.Public()}).Thumbprint(crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		if other := seen[string(print)]; other != "" {
			t.Errorf("%s and %s are one key", name, other)
		}
		seen[string(print)] = name
	}
}

func TestJWKs(t *testing.T) {
	ring := keys.Published()
	for _, name := range ring.Names() {
		key := ring.Must(name)
		public, private := key.PublicJWK("alg", "kid"), key.PrivateJWK("", "")
		if public["alg"] != "alg" || public["kid"] != "kid" {
			t.Errorf("%s: alg %v, kid %v", name, public["alg"], public["kid"])
		}
		for _, m := range []string{"d", "p", "q", "dp", "dq", "qi"} {
			if public[m] != nil {
				t.Errorf("the public half of %s holds %s", name, m)
			}
		}
		if private["d"] == nil || private["alg"] != nil || private["kid"] != nil {
			t.Errorf("%s: the private key is not whole, or has a name", name)
		}
		if again := key.PublicJWK("", ""); again["alg"] != nil || again["kid"] != nil {
			t.Errorf("%s keeps the names it was given once", name)
		}
		readsAs(t, name, public, key.Signer.Public())
	}
}

func readsAs(t *testing.T, name string, members map[string]any, want crypto.PublicKey) {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	var jwk gojose.JSONWebKey
	if err := json.Unmarshal(text, &jwk); err != nil {
		t.Fatal(err)
	}
	if !want.(interface{ Equal(crypto.PublicKey) bool }).Equal(jwk.Key) {
		t.Errorf("%s reads as another key", name)
	}
}

func TestLoadGivesWhatSaveWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	ring := keys.Published()
	if err := ring.Save(path, "a notice"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	again, err := keys.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if again.Public || !slices.Equal(again.Names(), ring.Names()) {
		t.Errorf("it reads %q, public: %v", again.Names(), again.Public)
	}
	for _, name := range ring.Names() {
		signer := ring.Must(name).Signer.(interface{ Equal(crypto.PrivateKey) bool })
		if !signer.Equal(again.Must(name).Signer) {
			t.Errorf("%s has changed", name)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"no JSON", "{", "unexpected end"},
		{"another schema", `{"schema":"wimsespec/keys/v9"}`, `schema is "wimsespec/keys/v9"`},
		{"a public key", `{"schema":"wimsespec/keys/v1","keys":{"a":{"kty":"OKP","crv":"Ed25519",
			"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}}`, `key "a" is no private signature key`},
		{"a symmetric key", `{"schema":"wimsespec/keys/v1","keys":{"a":{"kty":"oct","k":"AA"}}}`, `key "a" is no private`},
		{"no key", `{"schema":"wimsespec/keys/v1","keys":{"a":{}}}`, ""},
	} {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := keys.Load(path)
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	if _, err := keys.Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there is read")
	}
}

func TestUnknownNames(t *testing.T) {
	ring := keys.Published()
	if _, err := ring.Get("nobody/ES256"); err == nil || err.Error() != `keys: no key "nobody/ES256"` {
		t.Errorf("%v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Must gives a key that is not there")
		}
	}()
	ring.Must("nobody/ES256")
}
