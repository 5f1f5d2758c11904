package inspect

import (
	"crypto"
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// confirmationRows look at cnf.jwk (draft-ietf-wimse-workload-creds-02, Section 5.1; RFC 7800,
// Section 3.2).
var confirmationRows = []row[*issued]{
	{"WIT-CNF-REQUIRED", (*issued).confirmation},
	{"WIT-CNF-JWK-MEMBER", (*issued).embedded},
	{"WIT-CNF-ISSUED", (*issued).keyAsked},
	{"WIT-CNF-PUBLIC", confirming((*issued).keyAsymmetric)},
	{"WIT-CNF-NO-PRIVATE", confirming((*issued).public)},
	{"WIT-CNF-ALG-REQUIRED", confirming((*issued).keyNamesAlgorithm)},
	{"WIT-CNF-ALG-NOT-NONE", confirming((*issued).keyNotNone)},
	{"WIT-CNF-ALG-NOT-SYMMETRIC", confirming((*issued).keyAsymmetric)},
	{"WIT-CNF-ALG-NOT-ENC", confirming((*issued).keySigns)},
	{"WIT-CNF-KEY-VALID", confirming((*issued).keyValid)},
}

// confirming looks at the confirmation key of a WIT that has one.
func confirming(look func(w *issued, jwk jose.Object) error) func(*issued) error {
	return func(w *issued) error {
		jwk := object(object(w.Claims.Members, "cnf"), "jwk")
		if jwk == nil {
			return nil
		}
		return look(w, jose.Object{Members: jwk})
	}
}

func (w *issued) confirmation() error {
	if object(w.Claims.Members, "cnf") == nil {
		return errors.New("it has no cnf claim that is an object")
	}
	return nil
}

// keyAsked: the key is the one for which the WIT was asked.
func (w *issued) keyAsked() error {
	jwk := object(object(w.Claims.Members, "cnf"), "jwk")
	if jwk == nil || w.Issue == nil || w.Issue.JWK == nil {
		return nil
	}
	got, ok := keyOf(jwk)
	asked, known := keyOf(w.Issue.JWK)
	if ok && known && !same(got.Public, asked.Public) {
		return errors.New("cnf.jwk is another key than the one that was handed in")
	}
	return nil
}

func same(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

func (w *issued) embedded() error {
	cnf := object(w.Claims.Members, "cnf")
	if cnf != nil && object(cnf, "jwk") == nil {
		return errors.New("cnf has no jwk that is an object")
	}
	return nil
}

// public leaves symmetric keys, which are nothing but secret, to another check.
func (w *issued) public(jwk jose.Object) error {
	if m := jose.PrivateMember(jwk.Members); m != "" && !symmetricKey(jwk) {
		return fmt.Errorf("cnf.jwk has the private member %q", m)
	}
	return nil
}

func symmetricKey(jwk jose.Object) bool {
	alg, _ := jwk.String("alg")
	return jwk.Members["kty"] == "oct" || jose.IsSymmetric(alg)
}

// keyNamesAlgorithm asks for the alg of the key that was handed in, where one was.
func (w *issued) keyNamesAlgorithm(jwk jose.Object) error {
	alg, ok := jwk.String("alg")
	if !ok || alg == "" {
		return errors.New("cnf.jwk names no alg")
	}
	if w.Issue == nil {
		return nil
	}
	asked, known := keyOf(w.Issue.JWK)
	if known && asked.Algorithm != "" && jose.IsSignature(alg) && alg != asked.Algorithm {
		return fmt.Errorf("cnf.jwk.alg is %s, and %s was handed in", short(alg), short(asked.Algorithm))
	}
	return nil
}

func (w *issued) keyNotNone(jwk jose.Object) error {
	if alg, _ := jwk.String("alg"); jose.IsNone(alg) {
		return errors.New("cnf.jwk.alg is none")
	}
	return nil
}

func (w *issued) keyAsymmetric(jwk jose.Object) error {
	if symmetricKey(jwk) {
		return errors.New("cnf.jwk is for a symmetric algorithm")
	}
	return nil
}

func (w *issued) keySigns(jwk jose.Object) error {
	if alg, _ := jwk.String("alg"); jose.IsEncryption(alg) {
		return fmt.Errorf("cnf.jwk.alg %s is for encryption", short(alg))
	}
	return nil
}

// keyValid asks that the key is one, and suits the algorithm that it names. Algorithms that nothing
// here knows are not held against it.
func (w *issued) keyValid(jwk jose.Object) error {
	if symmetricKey(jwk) {
		return nil
	}
	key, ok := keyOf(jwk.Members)
	if !ok {
		return errors.New("cnf.jwk is no key that can be read")
	}
	if key.Algorithm == "" && key.Natural() == "" {
		return key.Fits("RS256") // long enough, whichever RSA algorithm it is for
	}
	if jose.IsSignature(key.Algorithm) {
		return key.Fits(key.Algorithm)
	}
	return nil
}
