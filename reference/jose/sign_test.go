package jose_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"testing"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// TestDeterministic has the signature of RFC 6979, Appendix A.2.5, over "sample" with SHA-256.
func TestDeterministic(t *testing.T) {
	const (
		d   = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
		sig = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" +
			"f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
	)
	raw, err := hex.DecodeString(d)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	key, err := jose.NewPrivateKey(signer, "ES256", "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := key.Sign("sample"); err != nil || hex.EncodeToString(got) == sig {
		t.Errorf("%x (%v), which is to be random", got, err)
	}
	key.Deterministic = true
	if got, err := key.Sign("sample"); err != nil || hex.EncodeToString(got) != sig {
		t.Errorf("%x (%v), want %s", got, err, sig)
	}
}

func TestPSSIsNeverDeterministic(t *testing.T) {
	signer, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for alg, can := range map[string]bool{"PS256": false, "RS256": true} {
		key, err := jose.NewPrivateKey(signer, alg, "")
		if err != nil {
			t.Fatal(err)
		}
		key.Deterministic = true
		if _, err := key.Sign("x"); (err == nil) != can {
			t.Errorf("%s: %v", alg, err)
		}
	}
}
