package jose

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"

	gojose "github.com/go-jose/go-jose/v4"
)

// Key is a public key, with the algorithm it is for where its JWK names one.
type Key struct {
	KeyID     string
	Algorithm string
	// Public is an *ecdsa.PublicKey, ed25519.PublicKey or *rsa.PublicKey, or the []byte of an oct key.
	Public crypto.PublicKey
	// JWK is the key as it was written.
	JWK json.RawMessage
}

// ParseKey decodes a JWK. It refuses what no key can be (missing members, a point off its curve),
// and leaves policy to the caller: see [Key.Fits] and [IsPrivate].
func ParseKey(jwk json.RawMessage) (Key, error) {
	var k gojose.JSONWebKey
	if err := k.UnmarshalJSON(jwk); err != nil {
		return Key{}, fmt.Errorf("not a usable JWK: %w", err)
	}
	if _, symmetric := k.Key.([]byte); !symmetric && !k.Valid() {
		return Key{}, errors.New("not a usable JWK")
	}
	public := k.Key
	if p := k.Public(); p.Key != nil {
		public = p.Key
	}
	return Key{KeyID: k.KeyID, Algorithm: k.Algorithm, Public: public, JWK: jwk}, nil
}

// privateMembers are the JWK members that hold secrets (RFC 7518, Sections 6.2.2, 6.3.2 and 6.4.1).
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}

// PrivateMember names a member of a JWK that holds a secret; empty where there is none.
func PrivateMember(jwk map[string]any) string {
	for _, m := range privateMembers {
		if _, there := jwk[m]; there {
			return m
		}
	}
	return ""
}

// Fits says why the key cannot be used with an algorithm: another type or curve, or too few bits
// (RFC 7518, Sections 3.3 to 3.5; RFC 8037, Section 3.1; RFC 9864, Section 2).
func (k Key) Fits(algorithm string) error {
	a, known := algorithms[algorithm]
	if !known {
		return fmt.Errorf("algorithm %q is not known here", algorithm)
	}
	switch pub := k.Public.(type) {
	case *ecdsa.PublicKey:
		if a.curve == nil || pub.Curve != a.curve {
			return fmt.Errorf("a key on %s does not fit %s", pub.Curve.Params().Name, algorithm)
		}
	case ed25519.PublicKey:
		if !a.edwards {
			return fmt.Errorf("an Ed25519 key does not fit %s", algorithm)
		}
	case *rsa.PublicKey:
		return fitsRSA(pub, a, algorithm)
	default:
		return fmt.Errorf("a key of this type does not fit %s", algorithm)
	}
	return nil
}

func fitsRSA(pub *rsa.PublicKey, a algorithm, name string) error {
	if !a.rsa {
		return fmt.Errorf("an RSA key does not fit %s", name)
	}
	if bits := pub.N.BitLen(); bits < 2048 {
		return fmt.Errorf("an RSA key of %d bits is shorter than 2048", bits)
	}
	return nil
}

// Natural gives the algorithm that the key's type and curve suggest; empty where there is no one.
func (k Key) Natural() string {
	switch pub := k.Public.(type) {
	case *ecdsa.PublicKey:
		return map[elliptic.Curve]string{
			elliptic.P256(): "ES256", elliptic.P384(): "ES384", elliptic.P521(): "ES512",
		}[pub.Curve]
	case ed25519.PublicKey:
		return "EdDSA"
	case []byte:
		return "HS256"
	}
	return ""
}
