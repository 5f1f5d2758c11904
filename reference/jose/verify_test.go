package jose_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// signed makes a token with a library that is not ours; for the name of RFC 9864, which that library
// has not, with crypto/ed25519.
func signed(t *testing.T, alg string, signer crypto.Signer) string {
	t.Helper()
	if alg == "Ed25519" {
		input := b64([]byte(`{"alg":"Ed25519"}`)) + "." + b64([]byte(goodClaims))
		return input + "." + b64(ed25519.Sign(signer.(ed25519.PrivateKey), []byte(input)))
	}
	s, err := gojose.NewSigner(gojose.SigningKey{Algorithm: gojose.SignatureAlgorithm(alg), Key: signer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := s.Sign([]byte(goodClaims))
	if err != nil {
		t.Fatal(err)
	}
	text, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func verify(t *testing.T, alg string, key crypto.PublicKey, text string) error {
	t.Helper()
	token, err := jose.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return jose.Verify(alg, jose.Key{Public: key}, token.SigningInput, token.Signature)
}

func TestVerifyForeignSignatures(t *testing.T) {
	t.Parallel()
	for alg, kind := range fits {
		t.Run(alg, func(t *testing.T) {
			signer := signers()[kind]
			text := signed(t, alg, signer)
			if err := verify(t, alg, signer.Public(), text); err != nil {
				t.Fatal(err)
			}
			refusesEveryOther(t, alg, kind, text)
			refusesFlipped(t, alg, signer.Public(), text)
		})
	}
}

// refusesEveryOther verifies a good token as what it is not.
func refusesEveryOther(t *testing.T, alg, kind, text string) {
	t.Helper()
	same := map[string]string{"EdDSA": "Ed25519", "Ed25519": "EdDSA"} // one algorithm, two names
	for _, other := range jose.Algorithms() {
		if other != alg && other != same[alg] && verify(t, other, signers()[kind].Public(), text) == nil {
			t.Errorf("it verifies as %s as well", other)
		}
	}
	for other, signer := range signers() {
		if other != kind && verify(t, alg, signer.Public(), text) == nil {
			t.Errorf("it verifies under a %s key as well", other)
		}
	}
}

// refusesFlipped turns single bits of the input and of the signature.
func refusesFlipped(t *testing.T, alg string, key crypto.PublicKey, text string) {
	t.Helper()
	token, err := jose.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(token.Signature); i += 1 + len(token.Signature)/16 {
		changed := slices.Clone(token.Signature)
		changed[i] ^= 1 << (i % 8)
		if jose.Verify(alg, jose.Key{Public: key}, token.SigningInput, changed) == nil {
			t.Errorf("byte %d of the signature does not matter", i)
		}
	}
	for _, input := range []string{"", token.SigningInput + "A", strings.ToUpper(token.SigningInput)} {
		if jose.Verify(alg, jose.Key{Public: key}, input, token.Signature) == nil {
			t.Errorf("it verifies over %q", input)
		}
	}
	for _, signature := range [][]byte{nil, token.Signature[1:], append(token.Signature, 0)} {
		if jose.Verify(alg, jose.Key{Public: key}, token.SigningInput, signature) == nil {
			t.Errorf("a signature of %d bytes verifies", len(signature))
		}
	}
}

// TestECDSAForms takes a good signature and writes its two numbers in forms that JWS has not.
func TestECDSAForms(t *testing.T) {
	t.Parallel()
	key := signers()["P-256"].(*ecdsa.PrivateKey)
	sum := sha256.Sum256([]byte("input"))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	der, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	order, zero := elliptic.P256().Params().N, new(big.Int)
	raw := func(r, s *big.Int) []byte {
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}
	for _, tc := range []struct {
		name      string
		signature []byte
		good      bool
	}{
		{"R and S", raw(r, s), true},
		{"S and R", raw(s, r), false},
		{"R zero", raw(zero, s), false},
		{"S zero", raw(r, zero), false},
		{"both zero", make([]byte, 64), false},
		{"R the order", raw(order, s), false},
		{"S the order", raw(r, order), false},
		{"all ones", []byte(strings.Repeat("\xff", 64)), false},
		{"ASN.1", der, false},
		{"63 bytes", raw(r, s)[:63], false},
		{"65 bytes", append(raw(r, s), 0), false},
		{"a zero in front of each", append(append([]byte{0}, r.FillBytes(make([]byte, 33))...), raw(r, s)[32:]...), false},
		{"nothing", nil, false},
	} {
		err := jose.Verify("ES256", jose.Key{Public: key.Public()}, "input", tc.signature)
		if (err == nil) != tc.good {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func TestPSSSaltIsAsLongAsTheHash(t *testing.T) {
	t.Parallel()
	key := signers()["RSA"].(*rsa.PrivateKey)
	sum := sha256.Sum256([]byte("input"))
	for salt, good := range map[int]bool{32: true, 1: false, 20: false, 64: false} {
		opts := &rsa.PSSOptions{SaltLength: salt}
		signature, err := rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], opts)
		if err != nil {
			t.Fatal(err)
		}
		err = jose.Verify("PS256", jose.Key{Public: key.Public()}, "input", signature)
		if (err == nil) != good {
			t.Errorf("a salt of %d bytes: %v", salt, err)
		}
	}
}

func TestVerifyKnowsNoOtherNames(t *testing.T) {
	key := jose.Key{Public: signers()["P-256"].Public()}
	for _, alg := range []string{"", "NONE", "None", "HS384", "HS512", "ES256K", "es256", "RS512", "dir"} {
		if jose.Verify(alg, key, "input", nil) == nil {
			t.Errorf("%q verifies nothing at all", alg)
		}
	}
}

func TestVerifyTakesNoKeyOfAnotherType(t *testing.T) {
	for _, key := range []crypto.PublicKey{nil, []byte("secret"), "text", ed25519.PublicKey(nil)} {
		for _, alg := range jose.Algorithms() {
			if alg == "EdDSA" || alg == "Ed25519" {
				if _, edwards := key.(ed25519.PublicKey); edwards {
					continue // crypto/ed25519 panics: ParseKey never gives such a key
				}
			}
			if jose.Verify(alg, jose.Key{Public: key}, "input", make([]byte, 64)) == nil {
				t.Errorf("%s under a %T verifies", alg, key)
			}
		}
	}
}

// TestSignatureCoversTheTextAsSent takes a token whose header is not canonical base64url: the
// signature over the text as it was sent verifies, and the one over the canonical text does not.
func TestSignatureCoversTheTextAsSent(t *testing.T) {
	key := signers()["Ed25519"].(ed25519.PrivateKey)
	const sent = "eyJhIjoxfSB.eyJhIjoxfSA"
	canonical := strings.Replace(sent, "fSB", "fSA", 1)
	for input, good := range map[string]bool{sent: true, canonical: false} {
		signature := ed25519.Sign(key, []byte(input))
		text := sent + "." + base64.RawURLEncoding.EncodeToString(signature)
		if err := verify(t, "EdDSA", key.Public(), text); (err == nil) != good {
			t.Errorf("signed over %s: %v", input, err)
		}
	}
}
