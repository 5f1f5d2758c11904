package examine

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
)

func decode(part string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(part) }

// registered are the members of a JWK that RFC 7517 and RFC 7518 define.
var registered = []string{
	"kty", "use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "x5t#S256", "crv", "x", "y", "d", "n",
	"e", "p", "q", "dp", "dq", "qi", "oth", "k",
}

// checkKey looks at a printed JWK by itself and beside the WITs that confirm it.
func (w *world) checkKey(r *Result, f *figure) {
	switch {
	case f.err == nil:
	case abridged(f.Text):
		r.cannot("jwk", "it is abridged")
		return
	case unknownKey(f.object.Members):
		r.cannot("jwk", "keys with kty %v and crv %v are not known here", f.object.Members["kty"],
			f.object.Members["crv"])
		return
	default:
		r.fail("jwk", "it is no JWK: %v", f.err)
		return
	}
	if err := jose.RefuseDuplicates(f.object); err != nil {
		r.fail("jwk", "%v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(f.key.members)) {
		if !slices.Contains(registered, name) {
			r.cannot("jwk", "the member %q is not one that RFC 7517 or RFC 7518 defines", name)
		}
	}
	if alg := f.key.Algorithm; alg != "" {
		err := f.key.Fits(alg)
		r.demand("jwk", err == nil, "alg "+alg+" fits the key", fmt.Sprint("alg does not fit: ", err))
	}
	checkPair(r, f.key)
	w.checkConfirmed(r, f.key)
	w.checkIssuer(r, f.key)
}

var privateTitle = regexp.MustCompile(`(?i)\bprivate\b`)

// checkPair computes the public part of a private key anew.
func checkPair(r *Result, k *key) {
	if _, private := k.members["d"]; !private {
		r.demand("key-pair", !privateTitle.MatchString(k.figure.Title), "it is a public key",
			"it is said to be a private key, and has no d")
		return
	}
	text, _ := k.members["d"].(string)
	d, err := decode(text)
	if err != nil {
		r.fail("key-pair", "d is no base64url text: %v", err)
		return
	}
	same, err := yields(d, k)
	switch {
	case err != nil:
		r.cannot("key-pair", "%v", err)
	default:
		r.demand("key-pair", same, "d yields the public part", "d yields another public key than is printed")
	}
}

func yields(d []byte, k *key) (bool, error) {
	switch public := k.Public.(type) {
	case ed25519.PublicKey:
		if len(d) != ed25519.SeedSize {
			return false, nil
		}
		return public.Equal(ed25519.NewKeyFromSeed(d).Public()), nil
	case *ecdsa.PublicKey:
		point, err := public.ECDH()
		if err != nil {
			return false, fmt.Errorf("a key on %s is not known here", public.Curve.Params().Name)
		}
		private, err := point.Curve().NewPrivateKey(d)
		return err == nil && private.PublicKey().Equal(point), nil
	}
	return false, fmt.Errorf("a private key of kty %v is not computed here", k.members["kty"])
}

// checkConfirmed compares a printed key with cnf.jwk of the WITs that confirm it, member by member.
func (w *world) checkConfirmed(r *Result, k *key) {
	for _, t := range w.tokens {
		jwk := t.confirmation()
		if jwk == nil || !sameKey(jwk, k.members) {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(jwk)) {
			if printed, there := k.members[name]; there && !reflect.DeepEqual(printed, jwk[name]) {
				r.fail("confirmed", "%s is %v, and %v in cnf.jwk of the WIT in %s",
					name, printed, jwk[name], t.figure.cite())
				return
			}
		}
		r.pass("confirmed", "the WIT in %s confirms it", t.figure.cite())
		return
	}
}

// sameKey compares what makes a key the key that it is (RFC 7638, Section 3.2).
func sameKey(a, b map[string]any) bool {
	for _, name := range []string{"kty", "crv", "x", "y", "n", "e"} {
		if !reflect.DeepEqual(a[name], b[name]) {
			return false
		}
	}
	return true
}

// checkIssuer says which WITs a key verifies.
func (w *world) checkIssuer(r *Result, k *key) {
	for _, t := range w.tokens {
		if t.kind != kindWIT || t.err != nil || !verifies(t, k.Key) {
			continue
		}
		if kid := t.kid(); kid != "" && k.KeyID != "" && kid != k.KeyID {
			r.fail("issuer", "its kid is %q, and %q in the WIT of %s that it verifies",
				k.KeyID, kid, t.figure.cite())
		} else {
			r.pass("issuer", "it verifies the WIT in %s", t.figure.cite())
		}
		return
	}
}

// verifies says whether a key verifies a token by the algorithm that the token names.
func verifies(t *token, k jose.Key) bool {
	alg := t.jwt.Algorithm()
	return jose.IsSignature(alg) && k.Fits(alg) == nil &&
		jose.Verify(alg, k, t.jwt.SigningInput, t.jwt.Signature) == nil
}
