package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rsa"
	_ "crypto/sha256" // for the algorithms whose names end in 256
	_ "crypto/sha512" // for those whose names end in 384 and 512
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// algorithm says what a signature algorithm needs.
type algorithm struct {
	hash    crypto.Hash
	curve   elliptic.Curve
	edwards bool
	rsa     bool
	pss     bool
}

// algorithms are the signature algorithms of the reference. ML-DSA is not among them: go-jose has
// it only from Go 1.27 on.
var algorithms = map[string]algorithm{
	"ES256":   {hash: crypto.SHA256, curve: elliptic.P256()},
	"ES384":   {hash: crypto.SHA384, curve: elliptic.P384()},
	"ES512":   {hash: crypto.SHA512, curve: elliptic.P521()},
	"EdDSA":   {edwards: true},
	"Ed25519": {edwards: true},
	"PS256":   {hash: crypto.SHA256, rsa: true, pss: true},
	"RS256":   {hash: crypto.SHA256, rsa: true},
}

// Algorithms lists the names of the signature algorithms of the reference.
func Algorithms() []string {
	return []string{"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"}
}

// IsSignature says whether a name is an asymmetric signature algorithm known here.
func IsSignature(alg string) bool { return slices.Contains(Algorithms(), alg) }

// macs and encryption list the names of RFC 7518 that are no asymmetric signatures.
var (
	macs       = map[string]crypto.Hash{"HS256": crypto.SHA256, "HS384": crypto.SHA384, "HS512": crypto.SHA512}
	encryption = []string{
		"RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "A128KW", "A192KW", "A256KW", "dir", "ECDH-ES",
		"ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW",
		"PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW",
		"A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512",
	}
)

// IsSymmetric says whether a name is a MAC algorithm of RFC 7518, Section 3.2.
func IsSymmetric(alg string) bool { return macs[alg] != 0 }

// IsNone says whether a name is that of no signature at all, in whatever case: some libraries read it
// in any.
func IsNone(alg string) bool { return strings.EqualFold(alg, "none") }

// IsEncryption says whether a name is a key management or content encryption algorithm of RFC 7518.
func IsEncryption(alg string) bool { return slices.Contains(encryption, alg) }

var errSignature = errors.New("the signature does not verify")

// Verify checks a JWS signature under a key (RFC 7518, Section 3). It knows "none" and the MACs as a
// careless implementation does, these keyed with the public key's PEM or JWK text; callers refuse
// those names first, and only a switched-off or bent check lets one through.
func Verify(alg string, key Key, input string, signature []byte) error {
	a, known := algorithms[alg]
	switch {
	case alg == "none":
		return nil
	case IsSymmetric(alg):
		return verifyMAC(macs[alg], key, input, signature)
	case !known:
		return fmt.Errorf("algorithm %q is not known here", alg)
	}
	return verifyWith(a, key.Public, digest(a, input), signature)
}

func digest(a algorithm, input string) []byte {
	if a.edwards {
		return []byte(input)
	}
	h := a.hash.New()
	h.Write([]byte(input))
	return h.Sum(nil)
}

func verifyWith(a algorithm, key crypto.PublicKey, digest, signature []byte) error {
	ok := false
	switch pub := key.(type) {
	case *ecdsa.PublicKey:
		ok = a.curve == pub.Curve && verifyECDSA(pub, digest, signature)
	case ed25519.PublicKey:
		ok = a.edwards && ed25519.Verify(pub, digest, signature)
	case *rsa.PublicKey:
		ok = a.rsa && verifyRSA(a, pub, digest, signature)
	}
	if !ok {
		return errSignature
	}
	return nil
}

// verifyECDSA takes R and S side by side, each as long as the curve's order (RFC 7518, Section
// 3.4).
func verifyECDSA(pub *ecdsa.PublicKey, digest, signature []byte) bool {
	size := (pub.Curve.Params().BitSize + 7) / 8
	if len(signature) != 2*size {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
	return ecdsa.Verify(pub, digest, r, s)
}

// verifyRSA expects a salt as long as the hash with PSS (RFC 7518, Section 3.5).
func verifyRSA(a algorithm, pub *rsa.PublicKey, digest, signature []byte) bool {
	if a.pss {
		opts := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}
		return rsa.VerifyPSS(pub, a.hash, digest, signature, opts) == nil
	}
	return rsa.VerifyPKCS1v15(pub, a.hash, digest, signature) == nil
}

func verifyMAC(hash crypto.Hash, key Key, input string, signature []byte) error {
	for _, secret := range macSecrets(key) {
		h := hmac.New(hash.New, secret)
		h.Write([]byte(input))
		if hmac.Equal(h.Sum(nil), signature) {
			return nil
		}
	}
	return errSignature
}

// macSecrets gives the bytes that implementations have been seen to take for an HMAC key.
func macSecrets(key Key) [][]byte {
	if k, ok := key.Public.([]byte); ok {
		return [][]byte{k}
	}
	secrets := [][]byte{key.JWK}
	if der, err := x509.MarshalPKIXPublicKey(key.Public); err == nil {
		secrets = append(secrets, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	return secrets
}
