package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"

	gojose "github.com/go-jose/go-jose/v4"
)

// PrivateKey signs with one algorithm.
type PrivateKey struct {
	// Algorithm is the name of the algorithm in JOSE, KeyID the kid of the key; either may be empty.
	Algorithm, KeyID string
	// Deterministic has the same input signed to the same signature: ECDSA by RFC 6979. There is no
	// such thing for RSASSA-PSS.
	Deterministic bool
	signer        crypto.Signer
}

// ParsePrivateKey decodes a private JWK. Its alg is the algorithm; where it names none, the one that
// its type and curve suggest is taken.
func ParsePrivateKey(jwk json.RawMessage) (PrivateKey, error) {
	var k gojose.JSONWebKey
	if err := k.UnmarshalJSON(jwk); err != nil {
		return PrivateKey{}, errors.New("not a usable JWK") // the text of the error could quote the key
	}
	signer, ok := k.Key.(crypto.Signer)
	if !ok {
		return PrivateKey{}, errors.New("the JWK holds no private key for signatures")
	}
	return NewPrivateKey(signer, k.Algorithm, k.KeyID)
}

// NewPrivateKey makes a private key of a signer; an empty algorithm is the one that suits it.
func NewPrivateKey(signer crypto.Signer, algorithm, kid string) (PrivateKey, error) {
	public := Key{Public: signer.Public()}
	if algorithm == "" {
		algorithm = public.Natural()
	}
	if err := public.Fits(algorithm); err != nil {
		return PrivateKey{}, err
	}
	return PrivateKey{Algorithm: algorithm, KeyID: kid, signer: signer}, nil
}

// Public gives the public half, with the algorithm and the kid.
func (k PrivateKey) Public() Key {
	return Key{KeyID: k.KeyID, Algorithm: k.Algorithm, Public: k.signer.Public()}
}

// PublicJWK gives the public half as a JWK that names its algorithm.
func (k PrivateKey) PublicJWK() (json.RawMessage, error) {
	return gojose.JSONWebKey{Key: k.signer.Public(), KeyID: k.KeyID, Algorithm: k.Algorithm}.MarshalJSON()
}

// Sign makes a JWS signature (RFC 7518, Section 3; RFC 8037, Section 3.1). RFC 9421, Section 3.3.7
// has HTTP message signatures made by the same rules over the signature base.
func (k PrivateKey) Sign(input string) ([]byte, error) {
	a := algorithms[k.Algorithm]
	sum := digest(a, input)
	switch s := k.signer.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(s, sum), nil
	case *ecdsa.PrivateKey:
		der, err := s.Sign(k.random(), sum, a.hash)
		if err != nil {
			return nil, fmt.Errorf("jose: %w", err)
		}
		return fixedLength(der, (s.Curve.Params().BitSize+7)/8)
	case *rsa.PrivateKey:
		var opts crypto.SignerOpts = a.hash
		if a.pss && k.Deterministic {
			return nil, fmt.Errorf("jose: signatures by %s are never the same twice", k.Algorithm)
		}
		if a.pss {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: a.hash}
		}
		return s.Sign(rand.Reader, sum, opts)
	}
	return nil, fmt.Errorf("jose: no key for %q", k.Algorithm)
}

// random is what package ecdsa signs with; nil has it sign by RFC 6979.
func (k PrivateKey) random() io.Reader {
	if k.Deterministic {
		return nil
	}
	return rand.Reader
}

// fixedLength writes an ECDSA signature as R and S side by side (RFC 7518, Section 3.4).
func fixedLength(der []byte, size int) ([]byte, error) {
	var sig struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &sig); err != nil {
		return nil, fmt.Errorf("jose: %w", err)
	}
	if sig.R.Sign() < 0 || sig.S.Sign() < 0 || sig.R.BitLen() > 8*size || sig.S.BitLen() > 8*size {
		return nil, errors.New("jose: a signature of another curve")
	}
	return append(sig.R.FillBytes(make([]byte, size)), sig.S.FillBytes(make([]byte, size))...), nil
}

// FixedLength writes an ECDSA signature that is in DER in the form of JWS, for a key.
func FixedLength(der []byte, key Key) ([]byte, error) {
	public, ok := key.Public.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("jose: not a key of an elliptic curve")
	}
	return fixedLength(der, (public.Curve.Params().BitSize+7)/8)
}

// SignToken makes a JWT in the compact serialization. The header's alg is that of the key.
func (k PrivateKey) SignToken(header, claims map[string]any) (string, error) {
	full := map[string]any{"alg": k.Algorithm}
	for name, v := range header {
		full[name] = v
	}
	h, err := json.Marshal(full)
	if err != nil {
		return "", fmt.Errorf("jose: %w", err)
	}
	c, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("jose: %w", err)
	}
	enc := base64.RawURLEncoding.EncodeToString
	input := enc(h) + "." + enc(c)
	signature, err := k.Sign(input)
	return input + "." + enc(signature), err
}
