package forge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	_ "crypto/sha512" // for ES384 and ES512
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Sign makes a JWS signature with a key and an algorithm, whether they fit or not. It is
// deterministic: ECDSA by RFC 6979, RSASSA-PSS with a salt of zeros.
//
// A key name may be "pem:NAME" or "jwk:NAME": then the text of that public key is an HMAC key.
func Sign(ring *keys.Ring, name, alg, input string) ([]byte, error) {
	if alg == "none" {
		return nil, nil
	}
	if form, rest, textual := strings.Cut(name, ":"); textual || name == "oct" {
		secret, err := macSecret(ring, form, rest)
		h := hmac.New(macHash(alg).New, secret)
		h.Write([]byte(input))
		return h.Sum(nil), err
	}
	key, err := ring.Get(name)
	if err != nil {
		return nil, err
	}
	switch k := key.Signer.(type) {
	case *ecdsa.PrivateKey:
		return signECDSA(k, input)
	case ed25519.PrivateKey:
		return ed25519.Sign(k, []byte(input)), nil
	case *rsa.PrivateKey:
		return signRSA(k, alg, input)
	}
	return nil, fmt.Errorf("forge: key %q is of no known type", name)
}

// macHash gives the hash of a MAC algorithm (RFC 7518, Section 3.2); of any other name that of HS256.
func macHash(alg string) crypto.Hash {
	switch alg {
	case "HS384":
		return crypto.SHA384
	case "HS512":
		return crypto.SHA512
	}
	return crypto.SHA256
}

// signECDSA writes R and S side by side, with the hash that goes with the key's curve whatever the
// algorithm is called (RFC 7518, Section 3.4).
func signECDSA(k *ecdsa.PrivateKey, input string) ([]byte, error) {
	hash := map[int]crypto.Hash{256: crypto.SHA256, 384: crypto.SHA384, 521: crypto.SHA512}
	bits := k.Curve.Params().BitSize
	h := hash[bits].New()
	h.Write([]byte(input))
	der, err := k.Sign(nil, h.Sum(nil), hash[bits])
	if err != nil {
		return nil, err
	}
	return rawSignature(der, (bits+7)/8)
}

func signRSA(k *rsa.PrivateKey, alg, input string) ([]byte, error) {
	sum := sha256.Sum256([]byte(input))
	if alg == "RS256" {
		return rsa.SignPKCS1v15(nil, k, crypto.SHA256, sum[:])
	}
	opts := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}
	return rsa.SignPSS(zeros{}, k, crypto.SHA256, sum[:], opts)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

var _ io.Reader = zeros{}

// octSecret is the symmetric key that recipes about symmetric keys use.
var octSecret = []byte("a symmetric key of 32 bytes long")

func macSecret(ring *keys.Ring, form, name string) ([]byte, error) {
	if form == "oct" {
		return octSecret, nil
	}
	anchor, alg, kid := anchorOf(name)
	key, err := ring.Get(anchor)
	if err != nil {
		return nil, err
	}
	if form == "jwk" {
		return json.Marshal(key.PublicJWK(alg, kid))
	}
	der, err := x509.MarshalPKIXPublicKey(key.Signer.Public())
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), err
}

// anchorOf splits "trusted.example/es256-1" into what its JWK says, and leaves a workload's key as
// its cnf.jwk says it.
func anchorOf(name string) (key, alg, kid string) {
	_, last, _ := strings.Cut(name, "/")
	for _, a := range keys.Anchors {
		if a.KeyID == last {
			return name, a.Algorithm, a.KeyID
		}
	}
	return name, last, ""
}
