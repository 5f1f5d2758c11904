package httpsig

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// keyChecks tell a signature that does not verify, but would if a wrong turn were taken.
var keyChecks = []check.Check[*state]{
	{ID: "SIG-ALG-PARAM-CONFLICT", Run: contradicted, Bent: bentConflict},
	withBent(wrongTurn("SIG-ALG-FROM-CNF", "by another algorithm than that of the key", otherAlgorithm),
		bentAlgorithm),
	wrongTurn("SIG-COMP-QUERY-EMPTY", "where an empty @query is no question mark", withBareQuery),
	wrongTurn("SIG-SIGNATURE-ENCODING", "where a signature in DER is read", inDER),
	{ID: "SIG-COMP-CANONICAL", Strict: func(s *state) error {
		return check.FailIf(slices.ContainsFunc(s.covered, s.untidy), "a field is not in its plain form")
	}},
}

// wrongTurn makes a check that refuses a signature that verifies by a wrong turn alone. Without the
// check that turn is taken.
func wrongTurn(id, how string, verifies func(*state) bool) check.Check[*state] {
	return check.Check[*state]{ID: id, Run: func(s *state) error {
		return check.FailIf(!s.verified && verifies(s), "it verifies only %s", how)
	}, Lenient: func(s *state) error {
		s.verified = s.verified || verifies(s)
		return nil
	}}
}

// otherAlgorithm tries every algorithm that fits the key.
func otherAlgorithm(s *state) bool {
	return slices.ContainsFunc(jose.Algorithms(), func(alg string) bool {
		return s.verifies(s.sig, alg, reading{})
	})
}

func withBareQuery(s *state) bool { return s.verifiesAs(s.sig, reading{bareQuery: true}) }

func inDER(s *state) bool {
	value, err := jose.FixedLength(s.sig.value, s.wit.Confirmation)
	g := *s.sig
	g.value = value
	return err == nil && s.verifiesAs(&g, reading{})
}

// untidy says that a component is a field that is repeated or has space around its value.
func (s *state) untidy(c Component) bool {
	values := s.msg.fieldsOf(c).Values(c.Name)
	return !c.Derived() && (len(values) > 1 || len(values) == 1 && values[0] != unfold(values[0]))
}

// verifyChecks have the last word on the signature.
var verifyChecks = []check.Check[*state]{
	{ID: "SIG-VERIFY", Run: refuseBad, Bent: bentSignatures, Strict: refuseAll},
}

var responseVerifyChecks = []check.Check[*state]{
	{ID: "RSP-SIGNED-VALIDATE", Run: refuseBadResponse, Bent: bentResponseSignatures, Strict: refuseAll},
}

func refuseAll(*state) error { return errors.New("no signature is good enough") }

// refuseBad gives the reason why the signature does not verify.
func refuseBad(s *state) error {
	if s.verified {
		return nil
	}
	if _, err := s.sig.base(s.msg, reading{}); err != nil {
		return fmt.Errorf("there is no signature base: %w", err)
	}
	return errors.New("its signature does not verify under the confirmation key")
}

// refuseBadResponse does what for a request are several checks.
func refuseBadResponse(s *state) error {
	if alg := s.algorithm(); len(s.Algorithms) > 0 && !slices.Contains(s.Algorithms, alg) {
		return fmt.Errorf("algorithm %.40q is not accepted here", alg)
	}
	if err := contradicted(s); err != nil {
		return err
	}
	return refuseBad(s)
}

// try finds out whether the signature verifies.
func try(s *state) error {
	s.verified = s.waived || s.verifiesAs(s.sig, reading{}) || s.how != nil && s.verifiesAs(s.sig, *s.how)
	return nil
}

// verifiesAs checks a signature by the algorithm of the confirmation key, with the message read in
// some way.
func (s *state) verifiesAs(g *signature, how reading) bool {
	return s.verifies(g, s.algorithm(), how)
}

// verifies checks a signature by an algorithm. One that does not fit the key verifies nothing; past
// a switched-off check of the WIT the key decides in its place.
func (s *state) verifies(g *signature, alg string, how reading) bool {
	key := s.wit.Confirmation
	switch {
	case key.Public == nil:
		return s.anyConfirmation()
	case key.Fits(alg) != nil && !s.anyConfirmation():
		return false
	case key.Fits(alg) != nil:
		alg = key.Natural()
	}
	base, err := g.base(s.msg, how)
	if err != nil {
		return false
	}
	s.Checked.Add(alg)
	return jose.Verify(alg, key, base, g.value) == nil
}

// anyConfirmation says that a check on the confirmation key is switched off.
func (s *state) anyConfirmation() bool {
	return s.anyOff(
		"WIT-CNF-REQUIRED", "WIT-CNF-JWK-MEMBER", "WIT-CNF-KEY-VALID", "WIT-CNF-ALG-REQUIRED",
		"WIT-CNF-ALG-NOT-NONE", "WIT-CNF-ALG-NOT-SYMMETRIC", "WIT-CNF-ALG-NOT-ENC", "WIT-HDR-NAME",
	)
}
