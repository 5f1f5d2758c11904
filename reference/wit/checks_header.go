package wit

import (
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// headerChecks read the JOSE header (workload-creds-02, Section 5.1; RFC 7515, Section 4.1).
var headerChecks = []check.Check[*state]{
	{ID: "WIT-ALG-PRESENT", Run: func(s *state) error {
		return check.FailIf(s.token.Algorithm() == "", "its header names no alg")
	}, Bent: bentPresence},
	{ID: "WIT-ALG-NOT-NONE", Run: func(s *state) error {
		return check.FailIf(jose.IsNone(s.token.Algorithm()), "alg is none")
	}, Bent: bentNone},
	{ID: "WIT-ALG-ASYMMETRIC", Run: func(s *state) error {
		alg := s.token.Algorithm()
		bad := jose.IsSymmetric(alg) || jose.IsEncryption(alg)
		return check.FailIf(bad, "alg %.40q is no asymmetric signature algorithm", alg)
	}, Bent: bentAsymmetric},
	{ID: "WIT-ALG-POLICY", Run: func(s *state) error {
		alg := s.token.Algorithm()
		bad := !jose.IsSignature(alg) && !s.otherwiseRefused(alg)
		return check.FailIf(bad, "alg %.40q is not accepted here", alg)
	}, Bent: bentPolicy, Strict: func(s *state) error {
		return check.FailIf(s.token.Algorithm() != "ES256", "alg is not ES256")
	}},
	{ID: "WIT-ES256-MTI", Strict: func(s *state) error {
		return check.FailIf(s.token.Algorithm() == "ES256", "alg is ES256")
	}},
	{ID: "WIT-TYP-CHECK", Run: func(s *state) error {
		return check.FailIf(!jose.Conveys(s.token.Header, s.facts.Typ), "typ does not convey %s", s.facts.Typ)
	}, Bent: bentTyp},
	{ID: "WIT-TYP-PREFIX", Strict: func(s *state) error {
		typ, _ := s.token.Header.String("typ")
		return check.FailIf(typ != s.facts.Typ, "typ is not the text %q", s.facts.Typ)
	}},
	{ID: "WIT-CRIT", Run: func(s *state) error {
		return jose.RefuseCritical(s.token.Header)
	}, Bent: bentCritical},
	{ID: "WIT-HEADER-IGNORE", Strict: func(s *state) error {
		return jose.RefuseOthers(s.token.Header, "alg", "typ", "kid")
	}},
}

// otherwiseRefused says that another check is there for an algorithm, so that this one leaves it
// be.
func (s *state) otherwiseRefused(alg string) bool {
	return alg == "" || jose.IsNone(alg) || jose.IsSymmetric(alg) || jose.IsEncryption(alg)
}
