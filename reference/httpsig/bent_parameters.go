package httpsig

import (
	"slices"
	"strconv"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
)

// inAnySignature looks for a parameter in the whole of Signature-Input.
func inAnySignature(name string) []check.Bent[*state] {
	return []check.Bent[*state]{{Name: "of-any-signature", Run: func(s *state) error {
		there := slices.ContainsFunc(s.all, func(g *signature) bool { return g.parameter(name) != nil })
		return check.FailIf(!there, "no signature has a parameter %s", name)
	}}}
}

// bentIntegers take a value of another type for a time, or look at the first one alone.
var bentIntegers = []check.Bent[*state]{
	{Name: "string-of-digits", Run: timesOr(func(v any) bool {
		text, _ := v.(string)
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	})},
	{Name: "decimal", Run: timesOr(func(v any) bool { _, ok := v.(float64); return ok })},
	{Name: "created-alone", Run: func(s *state) error {
		_, ok := s.sig.integer("created")
		return check.FailIf(!ok && s.sig.parameter("created") != nil, "parameter created is not an integer")
	}},
}

func timesOr(alike func(any) bool) func(*state) error {
	return func(s *state) error {
		for _, name := range []string{"created", "expires"} {
			v := s.sig.parameter(name)
			if _, ok := v.(int64); !ok && v != nil && !alike(v) {
				return check.FailIf(true, "parameter %s is no time", name)
			}
		}
		return nil
	}
}

// bentPassed let a signature live on: as if clocks differed by hours, or with a look at how long it
// lives and none at the clock.
var bentPassed = []check.Bent[*state]{
	{Name: "two-hours-late", Run: unless(func(s *state) bool {
		return s.now.Sub(s.expires) <= 2*time.Hour
	}, refusePassed)},
	{Name: "lifetime-alone", Run: unless(func(s *state) bool {
		lifetime := s.expires.Sub(s.created)
		return s.bothTimes() && lifetime >= 0 && lifetime <= s.MaxLifetime
	}, refusePassed)},
}

// theSecondItself takes the second of the expiry for one in which the signature is good.
var theSecondItself = check.Bent[*state]{Name: "the-second-itself", Run: func(s *state) error {
	return check.FailIf(s.now.Unix() > s.expires.Unix(), "it expired at %d", s.expires.Unix())
}}

// bentFuture and bentFar have limits that limit little.
var (
	bentFuture = []check.Bent[*state]{{Name: "two-hours-ahead", Run: func(s *state) error {
		bad := s.created.Sub(s.now) > 2*time.Hour
		return check.FailIf(bad, "it was created in the future, at %d", s.created.Unix())
	}}}
	bentFar = []check.Bent[*state]{{Name: "two-years", Run: func(s *state) error {
		bad := s.expires.Sub(s.now) > 2*365*24*time.Hour
		return check.FailIf(bad, "it expires unreasonably late, at %d", s.expires.Unix())
	}}}
)
