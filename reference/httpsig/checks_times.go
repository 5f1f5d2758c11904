package httpsig

import (
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
)

// timeChecks compare the times of a request's signature with the clock (http-signature-07, Section
// 5.1).
var timeChecks = []check.Check[*state]{
	{Run: readTimes},
	{ID: "SIG-EXPIRES-ORDER", Run: func(s *state) error {
		bad := s.bothTimes() && s.expires.Before(s.created)
		return check.FailIf(bad, "it expires before it was created")
	}},
	{ID: "SIG-EXPIRES-PASSED", Run: refusePassed, Bent: append([]check.Bent[*state]{theSecondItself}, bentPassed...)},
	{ID: "SIG-CREATED-FUTURE", Run: func(s *state) error {
		bad := s.created.Sub(s.now) > s.Skew
		return check.FailIf(bad, "it was created in the future, at %d", s.created.Unix())
	}, Bent: bentFuture},
	{ID: "SIG-EXPIRES-FAR", Run: func(s *state) error {
		bad := s.expires.Sub(s.now) > s.MaxLifetime
		return check.FailIf(bad, "it expires unreasonably late, at %d", s.expires.Unix())
	}, Bent: bentFar, Strict: func(s *state) error {
		bad := s.expires.Sub(s.now) > 30*time.Second
		return check.FailIf(bad, "it expires later than in half a minute")
	}},
}

func refusePassed(s *state) error {
	return check.FailIf(!s.now.Before(s.expires), "it expired at %d", s.expires.Unix())
}

// readTimes takes now, and a minute from now, for what a switched-off check let be absent.
func readTimes(s *state) error {
	s.created, s.expires = s.now, s.now.Add(time.Minute)
	if v, ok := s.sig.integer("created"); ok {
		s.created = time.Unix(v, 0)
	}
	if v, ok := s.sig.integer("expires"); ok {
		s.expires = time.Unix(v, 0)
	}
	return nil
}

func (s *state) bothTimes() bool {
	_, created := s.sig.integer("created")
	_, expires := s.sig.integer("expires")
	return created && expires
}
