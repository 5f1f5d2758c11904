package httpsig

import (
	"errors"
	"net/url"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentAudiences compare the audience with the recipient's own name by another rule than that they are
// equal.
var bentAudiences = []check.Bent[*state]{
	{Name: "prefix", Run: bentAudience(func(audience, own string) bool {
		return audience != "" && strings.HasPrefix(own, audience)
	})},
	{Name: "begins-with-the-right-one", Run: bentAudience(strings.HasPrefix)},
	{Name: "ends-with-the-right-one", Run: bentAudience(strings.HasSuffix)},
	{Name: "empty", Run: bentAudience(func(audience, _ string) bool { return audience == "" })},
	{Name: "host-alone", Run: bentAudience(sameParts(func(u *url.URL) string { return u.Host }))},
	{Name: "path-alone", Run: bentAudience(sameParts(func(u *url.URL) string { return u.Path }))},
	{Name: "any-scheme", Run: bentAudience(sameParts(func(u *url.URL) string {
		return u.Host + u.RequestURI()
	}))},
	{Name: "any-port", Run: bentAudience(sameParts(func(u *url.URL) string {
		return u.Scheme + "://" + u.Hostname() + u.RequestURI()
	}))},
}

func bentAudience(alike func(audience, own string) bool) func(*state) error {
	return func(s *state) error {
		audience, there := s.audience()
		bad := there && audience != s.Audience && !s.believed(audience) && !alike(audience, s.Audience)
		return check.FailIf(bad, "the audience is nothing like this recipient")
	}
}

// sameParts compares what is picked of two URLs with a host.
func sameParts(part func(*url.URL) string) func(audience, own string) bool {
	return func(audience, own string) bool {
		a, errA := url.Parse(audience)
		b, errB := url.Parse(own)
		return errA == nil && errB == nil && a.Host != "" && part(a) == part(b)
	}
}

// bentTrusted believe one of the fields by which a request claims to be for a host.
var bentTrusted = []check.Bent[*state]{
	{Name: "host-believed", Run: believing("Host")},
	{Name: "forwarded-host-believed", Run: believing("X-Forwarded-Host")},
}

func believing(field string) func(*state) error {
	return func(s *state) error {
		audience, there := s.audience()
		if !there || audience == s.Audience {
			return nil
		}
		s.recognized = s.claimedBy(audience, field)
		if !s.recognized && s.claimed(audience) {
			return errors.New("the audience is another host, which the request claims to be")
		}
		return nil
	}
}
