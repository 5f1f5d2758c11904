package wit

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentSubject makes do with what is no string.
var bentSubject = []check.Bent[*state]{
	{Name: "first-of-several", Run: func(s *state) error {
		if all, _ := s.token.Claims.Members["sub"].([]any); len(all) > 0 {
			s.token.Claims.Members["sub"] = all[0]
		}
		return requireSubject(s)
	}},
	{Name: "null", Run: func(s *state) error {
		if s.token.Claims.Members["sub"] == nil {
			return nil
		}
		return requireSubject(s)
	}},
}

// bentDomain finds a trusted domain that is nearly the one of the identifier, and its trust anchors.
var bentDomain = []check.Bent[*state]{
	domainIf("sub-domain", func(domain, trusted string) bool { return strings.HasSuffix(domain, "."+trusted) }),
	domainIf("ending", strings.HasSuffix),
	domainIf("prefix", strings.HasPrefix),
}

func domainIf(name string, alike func(domain, trusted string) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		domain := s.wit.Subject.TrustDomain
		for _, trusted := range slices.Sorted(maps.Keys(s.Domains)) {
			if s.domain == nil && alike(domain, trusted) {
				s.domain = s.Domains[trusted]
			}
		}
		return requireDomain(s)
	}}
}

// bentNumber takes for a number what a lenient decoder makes one of, and null for a claim that is absent.
var bentNumber = []check.Bent[*state]{
	{Name: "digits-in-a-string", Run: func(s *state) error {
		text, _ := s.token.Claims.String("exp")
		if text != "" && strings.Trim(text, "0123456789") == "" {
			return nil
		}
		return jose.RequireNumber(s.token.Claims, "exp")
	}},
	{Name: "null", Run: func(s *state) error {
		if s.token.Claims.Members["exp"] == nil {
			return nil
		}
		return jose.RequireNumber(s.token.Claims, "exp")
	}},
}

// bentExpiry compares exp with the clock, and is wrong by one, or in its leeway, its unit, its sign, or
// in what it takes the zero value for.
var bentExpiry = []check.Bent[*state]{
	expiredIf("that-second", func(exp, now time.Time) bool { return now.After(exp) }),
	expiredIf("three-hours-late", func(exp, now time.Time) bool { return !now.Before(exp.Add(3 * time.Hour)) }),
	expiredIf("milliseconds", func(exp, now time.Time) bool { return now.Unix() >= exp.UnixMilli() }),
	expiredIf("unsigned", func(exp, now time.Time) bool { return exp.Unix() >= 0 && !now.Before(exp) }),
	expiredIf("zero", func(exp, now time.Time) bool { return exp.Unix() != 0 && !now.Before(exp) }),
}

func expiredIf(name string, expired func(exp, now time.Time) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		return check.FailIf(expired(s.wit.Expires, s.now), "it expired at %d", s.wit.Expires.Unix())
	}}
}

// bentLifetime measures in the wrong unit, or with a number that has no room for what it is given.
var bentLifetime = []check.Bent[*state]{
	{Name: "milliseconds", Run: func(s *state) error {
		bad := s.numericExp() && s.wit.Expires.Sub(s.now)/1000 > s.MaxLifetime
		return check.FailIf(bad, "it expires unreasonably late, at %d", s.wit.Expires.Unix())
	}},
	{Name: "overflow", Run: func(s *state) error {
		number, _ := s.token.Claims.Members["exp"].(json.Number)
		if seconds, err := number.Float64(); err == nil && seconds > math.MaxInt64 {
			return nil
		}
		return requireLifetime(s)
	}},
}

// bentNotBefore is wrong in its leeway, or in its unit.
var bentNotBefore = []check.Bent[*state]{
	{Name: "an-hour-early", Run: notBefore(func(from time.Time) time.Time { return from.Add(-time.Hour) })},
	{Name: "milliseconds", Run: notBefore(func(from time.Time) time.Time {
		return time.UnixMilli(from.Unix())
	})},
}
