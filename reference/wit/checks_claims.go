package wit

import (
	"encoding/json"
	"math"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// subjectChecks read the Workload Identifier and find its trust domain among the trusted ones.
var subjectChecks = []check.Check[*state]{
	{ID: "WIT-SUB-REQUIRED", Run: func(s *state) error {
		return check.FailIf(!s.token.Claims.Has("sub"), "it has no sub claim")
	}},
	{ID: "WIT-SUB-IDENTIFIER", Run: requireSubject, Bent: bentSubject},
	{Run: func(s *state) error {
		sub, ok := s.token.Claims.String("sub")
		if !ok {
			return nil // only a switched-off check lets this come here
		}
		id, refusal := s.reader.Parse(sub)
		if refusal != nil {
			return refusal
		}
		s.wit.Subject = id
		s.domain = s.Domains[id.TrustDomain]
		return nil
	}},
	{ID: "ID-DOMAIN-TRUSTED", Run: requireDomain, Bent: bentDomain},
	{ID: "WIT-ANCHOR-BIND", Strict: func(s *state) error {
		return check.FailIf(s.wit.Subject.TrustDomain == "partner.example", "only one trust domain is known")
	}},
}

func requireSubject(s *state) error {
	_, ok := s.token.Claims.String("sub")
	return check.FailIf(s.token.Claims.Has("sub") && !ok, "sub is not a string")
}

func requireDomain(s *state) error {
	bad := s.domain == nil && s.wit.Subject.TrustDomain != ""
	return check.FailIf(bad, "trust domain %.40q is not trusted here", s.wit.Subject.TrustDomain)
}

// timeChecks compare NumericDate values with the clock, without leeway (RFC 7519, Sections 4.1.4
// and 4.1.5).
var timeChecks = []check.Check[*state]{
	{ID: "WIT-EXP-REQUIRED", Run: func(s *state) error {
		return check.FailIf(!s.token.Claims.Has("exp"), "it has no exp claim")
	}},
	{ID: "WIT-EXP-NUMERIC", Run: func(s *state) error {
		return jose.RequireNumber(s.token.Claims, "exp")
	}, Bent: bentNumber, Strict: func(s *state) error {
		exp, _ := s.token.Claims.Members["exp"].(json.Number)
		_, err := exp.Int64()
		return check.FailIf(err != nil, "exp is not a whole number")
	}},
	{Run: func(s *state) error {
		s.wit.Expires = jose.Moment(s.token.Claims, "exp", time.Unix(math.MaxInt32, 0))
		return nil
	}},
	{ID: "WIT-EXP-PASSED", Run: func(s *state) error {
		return check.FailIf(!s.now.Before(s.wit.Expires), "it expired at %d", s.wit.Expires.Unix())
	}, Bent: bentExpiry},
	{ID: "WIT-EXP-FAR", Run: requireLifetime, Bent: bentLifetime},
	{ID: "WIT-NBF", Run: notBefore(asItIs), Bent: bentNotBefore, Strict: func(s *state) error {
		return check.FailIf(s.token.Claims.Has("nbf"), "nbf is not known here")
	}},
}

func requireLifetime(s *state) error {
	bad := s.numericExp() && s.wit.Expires.Sub(s.now) > s.MaxLifetime
	return check.FailIf(bad, "it expires unreasonably late, at %d", s.wit.Expires.Unix())
}

// notBefore compares nbf, as somebody reads it, with the clock.
func notBefore(read func(from time.Time) time.Time) func(*state) error {
	return func(s *state) error {
		if err := jose.RequireNumber(s.token.Claims, "nbf"); err != nil {
			return err
		}
		from := read(jose.Moment(s.token.Claims, "nbf", s.now))
		return check.FailIf(from.After(s.now), "it is not valid before %d", from.Unix())
	}
}

func asItIs(from time.Time) time.Time { return from }

func (s *state) numericExp() bool {
	_, ok := s.token.Claims.Members["exp"].(json.Number)
	return ok
}

// claimChecks look at the claims that some revisions require and others leave free.
var claimChecks = []check.Check[*state]{
	{ID: "WIT-ISS-REQUIRED", Run: requireClaim("iss")},
	{ID: "WIT-ISS-NOT-NEEDED", Strict: requireClaim("iss")},
	{ID: "WIT-JTI-REQUIRED", Run: requireClaim("jti")},
	{ID: "WIT-JTI-OPTIONAL", Strict: requireClaim("jti")},
	{ID: "WIT-CLAIMS-IGNORE", Strict: func(s *state) error {
		return jose.RefuseOthers(s.token.Claims, "iss", "sub", "exp", "nbf", "iat", "jti", "cnf")
	}},
}

func requireClaim(name string) func(*state) error {
	return func(s *state) error {
		return check.FailIf(!s.token.Claims.Has(name), "it has no %s claim", name)
	}
}
