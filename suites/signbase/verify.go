package signbase

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	_ "crypto/sha1" // for signers that use it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// method verifies a signature that was made in some way, right or wrong.
type method func(key jose.Key, base string, signature []byte) bool

// rightly verifies as RFC 9421, Section 3.3.7 has it, with any algorithm that the key may be for.
func rightly(key jose.Key, base string, signature []byte) bool {
	for _, alg := range algorithms(key) {
		if jose.Verify(alg, key, base, signature) == nil {
			return true
		}
	}
	return false
}

func inDER(key jose.Key, base string, signature []byte) bool {
	raw, err := jose.FixedLength(signature, key)
	return err == nil && rightly(key, base, raw)
}

// swapped has S in front of R, or either with its lowest byte first.
func swapped(key jose.Key, base string, signature []byte) bool {
	if _, ok := key.Public.(*ecdsa.PublicKey); !ok || len(signature)%2 != 0 {
		return false
	}
	half := len(signature) / 2
	return rightly(key, base, append(append([]byte{}, signature[half:]...), signature[:half]...))
}

// hashed verifies with a hash that the algorithm does not have.
func hashed(hash crypto.Hash) method {
	return func(key jose.Key, base string, signature []byte) bool {
		h := hash.New()
		h.Write([]byte(base))
		return underDigest(key, hash, h.Sum(nil), signature)
	}
}

func underDigest(key jose.Key, hash crypto.Hash, digest, signature []byte) bool {
	switch pub := key.Public.(type) {
	case *ecdsa.PublicKey:
		if raw, err := jose.FixedLength(signature, key); err == nil {
			signature = raw
		}
		size := (pub.Curve.Params().BitSize + 7) / 8
		if len(signature) != 2*size {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
		return ecdsa.Verify(pub, digest, r, s)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(pub, hash, digest, signature) == nil ||
			rsa.VerifyPSS(pub, hash, digest, signature, nil) == nil
	}
	return false
}

// hashedFirst signs the hash of the base in place of the base, so that it is hashed twice.
func hashedFirst(key jose.Key, base string, signature []byte) bool {
	short, long := sha256.Sum256([]byte(base)), sha512.Sum512([]byte(base))
	return rightly(key, string(short[:]), signature) || rightly(key, string(long[:]), signature)
}

// padded verifies RSA with the other padding, or with a salt of any length.
func padded(key jose.Key, base string, signature []byte) bool {
	if _, ok := key.Public.(*rsa.PublicKey); !ok {
		return false
	}
	sum := sha256.Sum256([]byte(base))
	return underDigest(key, crypto.SHA256, sum[:], signature)
}

// prehashed is Ed25519ph (RFC 8032, Section 5.1).
func prehashed(key jose.Key, base string, signature []byte) bool {
	pub, ok := key.Public.(ed25519.PublicKey)
	sum := sha512.Sum512([]byte(base))
	opts := &ed25519.Options{Hash: crypto.SHA512}
	return ok && ed25519.VerifyWithOptions(pub, sum[:], signature, opts) == nil
}

// asText takes the signature's bytes for a text that holds them.
func asText(key jose.Key, base string, signature []byte) bool {
	text := string(signature)
	plain := strings.TrimRight(text, "=")
	for _, decode := range []func(string) ([]byte, error){
		base64.RawURLEncoding.DecodeString, base64.RawStdEncoding.DecodeString, hex.DecodeString,
	} {
		if raw, err := decode(plain); err == nil && rightly(key, base, raw) {
			return true
		}
	}
	return false
}

// encodedBase signs the base in base64url, as a JWS does its payload.
func encodedBase(key jose.Key, base string, signature []byte) bool {
	return rightly(key, base64.RawURLEncoding.EncodeToString([]byte(base)), signature)
}
