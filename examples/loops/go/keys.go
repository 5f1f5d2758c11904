package wimse

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/lestrrat-go/jwx/v3/jwk"
)

// algorithm is a signature algorithm that is accepted here: those for two parties with key pairs.
type algorithm struct {
	curve string // of the key; empty for RSA
	http  string // its name in RFC 9421, Section 3.3, where it has one
}

// algorithms go by their JOSE names (RFC 7518, Section 3.1; RFC 8037; RFC 9864).
var algorithms = map[string]algorithm{
	"ES256":   {"P-256", "ecdsa-p256-sha256"},
	"ES384":   {"P-384", "ecdsa-p384-sha384"},
	"ES512":   {"P-521", ""},
	"EdDSA":   {"Ed25519", "ed25519"},
	"Ed25519": {"Ed25519", "ed25519"},
	"PS256":   {"", ""},
	"PS384":   {"", ""},
	"PS512":   {"", "rsa-pss-sha512"},
	"RS256":   {"", "rsa-v1_5-sha256"},
	"RS384":   {"", ""},
	"RS512":   {"", ""},
}

// publicKey reads a JWK that holds a public key.
func publicKey(member any) (jwk.Key, error) {
	text, err := json.Marshal(member)
	if err != nil {
		return nil, err
	}
	key, err := jwk.ParseKey(text)
	if err != nil {
		return nil, err
	}
	if private, err := jwk.IsPrivateKey(key); err != nil || private {
		return nil, errors.New("no public key")
	}
	return key, nil
}

// suits says whether a key may be used with an algorithm: its alg, where it has one, must be that
// algorithm (RFC 7517, Section 4.4), and its curve or size what the algorithm asks for.
func suits(key jwk.Key, alg string) error {
	a, known := algorithms[alg]
	if !known {
		return fmt.Errorf("algorithm %q", alg)
	}
	if own, there := key.Algorithm(); there && own.String() != alg {
		return fmt.Errorf("%s with a key for %s", alg, own)
	}
	if !a.fits(key) {
		return fmt.Errorf("%s with another type or size of key", alg)
	}
	return nil
}

// fits looks at curves and at the 2048 bits that RFC 7518 asks for in Sections 3.3 and 3.5.
func (a algorithm) fits(key jwk.Key) bool {
	switch k := key.(type) {
	case jwk.ECDSAPublicKey:
		curve, ok := k.Crv()
		return ok && curve.String() == a.curve
	case jwk.OKPPublicKey:
		curve, ok := k.Crv()
		return ok && curve.String() == a.curve
	case jwk.RSAPublicKey:
		n, _ := k.N()
		return a.curve == "" && new(big.Int).SetBytes(n).BitLen() >= 2048
	}
	return false
}
