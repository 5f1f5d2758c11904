package signbase_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// methods are the wrong ways of signing, each with the algorithm of its key.
var methods = map[string]struct {
	alg  string
	sign func(crypto.Signer, string) ([]byte, error)
}{
	"the signature is in DER, not R and S in their fixed sizes": {"ES256", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha256.Sum256([]byte(base))
		return k.Sign(rand.Reader, sum[:], crypto.SHA256)
	}},
	"S stands in front of R in the signature": {"ES256", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha256.Sum256([]byte(base))
		r, s, err := ecdsa.Sign(rand.Reader, k.(*ecdsa.PrivateKey), sum[:])
		return append(s.FillBytes(make([]byte, 32)), r.FillBytes(make([]byte, 32))...), err
	}},
	"the base was hashed with SHA-1, not with the hash of the algorithm": {"RS256", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha1.Sum([]byte(base))
		return k.Sign(rand.Reader, sum[:], crypto.SHA1)
	}},
	"the base was hashed with SHA-256, not with the hash of the algorithm": {"ES384", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha256.Sum256([]byte(base))
		return k.Sign(rand.Reader, sum[:], crypto.SHA256)
	}},
	"the base was hashed with SHA-384, not with the hash of the algorithm": {"ES512", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha512.Sum384([]byte(base))
		r, s, err := ecdsa.Sign(rand.Reader, k.(*ecdsa.PrivateKey), sum[:])
		return append(r.FillBytes(make([]byte, 66)), s.FillBytes(make([]byte, 66))...), err
	}},
	"the base was hashed with SHA-512, not with the hash of the algorithm": {"PS256", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha512.Sum512([]byte(base))
		return rsa.SignPSS(rand.Reader, k.(*rsa.PrivateKey), crypto.SHA512, sum[:], nil)
	}},
	"the hash of the base was signed, so that it was hashed twice": {"Ed25519", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha256.Sum256([]byte(base))
		return ed25519.Sign(k.(ed25519.PrivateKey), sum[:]), nil
	}},
	"the padding, or the length of its salt, is not that of the algorithm": {"PS256", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha256.Sum256([]byte(base))
		return rsa.SignPKCS1v15(rand.Reader, k.(*rsa.PrivateKey), crypto.SHA256, sum[:])
	}},
	"it was signed with Ed25519ph, not Ed25519": {"EdDSA", func(k crypto.Signer, base string) ([]byte, error) {
		sum := sha512.Sum512([]byte(base))
		return k.Sign(rand.Reader, sum[:], &ed25519.Options{Hash: crypto.SHA512})
	}},
	"the bytes of the signature are those of its text in base64 or hexadecimal": {"EdDSA", func(k crypto.Signer, base string) ([]byte, error) {
		raw := ed25519.Sign(k.(ed25519.PrivateKey), []byte(base))
		return []byte(base64.StdEncoding.EncodeToString(raw)), nil
	}},
	"the base was signed in base64url, as a JWS payload is": {"EdDSA", func(k crypto.Signer, base string) ([]byte, error) {
		return ed25519.Sign(k.(ed25519.PrivateKey), []byte(base64.RawURLEncoding.EncodeToString([]byte(base)))), nil
	}},
}

func TestMethodsAreNamed(t *testing.T) {
	for words, tc := range methods {
		value, err := tc.sign(keys.Published().Must("workload-a/"+tc.alg).Signer, rightBase)
		if err != nil {
			t.Fatal(err)
		}
		b := bases(request().sign(value), private(t, tc.alg))
		if b.Mistake != words || b.Used != rightBase {
			t.Errorf("%s: called %q", words, b.Mistake)
		}
	}
}

func TestTwoMistakesAreNamed(t *testing.T) {
	key := private(t, "ES256")
	base := strings.Replace(strings.Replace(rightBase, "POST", "post", 1), ": ?y", ": y", 1) + "\n"
	if b := bases(request().sign(signed(t, key, base)), key); b.Used != "" {
		t.Errorf("three mistakes are called %q", b.Mistake)
	}
	b := bases(request().sign(signed(t, key, strings.TrimSuffix(base, "\n"))), key)
	want := "@query is signed without its question mark; and @method is in lower case"
	if b.Mistake != want || b.Used+"\n" != base {
		t.Errorf("called %q, used\n%s", b.Mistake, b.Used)
	}
}

// Nothing is named for a signature by another key, over another message or of no bytes.
func TestForgedSignatures(t *testing.T) {
	for _, alg := range []string{"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"} {
		key := private(t, alg)
		good := signed(t, key, rightBase)
		flipped := append([]byte{}, good...)
		flipped[len(flipped)/2] ^= 1
		for name, value := range map[string][]byte{
			"another message": signed(t, key, strings.Replace(rightBase, "POST", "DELETE", 1)),
			"a flipped bit":   flipped, "half": good[:len(good)/2], "zeros": make([]byte, len(good)), "nothing": {},
		} {
			b := bases(request().sign(value), key)
			if b.Used != "" || b.Mistake != "" || b.Declared != rightBase {
				t.Errorf("%s, %s: called %q", alg, name, b.Mistake)
			}
		}
	}
	other := private(t, "ES256")
	value, err := keys.Published().Must("attacker/ES256").Signer.Sign(rand.Reader, make([]byte, 32), crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if b := bases(request().sign(value), other); b.Used != "" {
		t.Errorf("the signature of another key is called %q", b.Mistake)
	}
}
