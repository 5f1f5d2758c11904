package wpt

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// headerChecks read the JOSE header (wpt-02, Section 2).
var headerChecks = []check.Check[*state]{
	{ID: "WPT-ALG-ASYMMETRIC", Run: func(s *state) error {
		return check.FailIf(s.unsuited(), "alg %.40q is no asymmetric signature algorithm", s.token.Algorithm())
	}},
	{ID: "WPT-ALG-STRING-EQUAL", Run: func(s *state) error {
		want := s.wit.Confirmation.Algorithm
		bad := want != "" && s.token.Algorithm() != want && !s.unsuited()
		return check.FailIf(bad, "alg %.40q is not the confirmation key's %q", s.token.Algorithm(), want)
	}},
	{ID: "WPT-ALG-CORRESPOND", Run: func(s *state) error {
		if s.wit.Confirmation.Public == nil || s.unsuited() {
			return nil // the one is a matter of the WIT, the other of the check before
		}
		return s.wit.Confirmation.Fits(s.token.Algorithm())
	}},
	{ID: "WPT-ALG-CLAIMED", Strict: func(s *state) error {
		return check.FailIf(s.token.Algorithm() != "ES256", "alg is not ES256")
	}},
	{ID: "WPT-TYP-CHECK", Run: func(s *state) error {
		bad := !jose.Conveys(s.token.Header, s.facts.Typ)
		return check.FailIf(bad, "typ does not convey %s", s.facts.Typ)
	}, Bent: typBends},
	{ID: "WPT-TYP-PREFIX", Strict: func(s *state) error {
		typ, _ := s.token.Header.String("typ")
		return check.FailIf(typ != s.facts.Typ, "typ is not the text %q", s.facts.Typ)
	}},
	{ID: "WPT-CRIT", Run: func(s *state) error { return jose.RefuseCritical(s.token.Header) }},
	{ID: "WPT-HEADER-IGNORE", Strict: func(s *state) error {
		return jose.RefuseOthers(s.token.Header, "alg", "typ")
	}},
}

// unsuited says that alg is none, a MAC or an encryption algorithm. One that the confirmation key
// names as well was for the checks of the WIT to refuse.
func (s *state) unsuited() bool {
	alg := s.token.Algorithm()
	if alg == s.wit.Confirmation.Algorithm && s.anyConfirmation() {
		return false
	}
	return alg == "none" || jose.IsSymmetric(alg) || jose.IsEncryption(alg)
}

// anyConfirmation says that a check on cnf.jwk.alg is switched off.
func (s *state) anyConfirmation() bool {
	return slices.ContainsFunc([]string{
		"WIT-CNF-ALG-NOT-NONE", "WIT-CNF-ALG-NOT-SYMMETRIC", "WIT-CNF-ALG-NOT-ENC",
	}, s.Faults.On)
}

// audienceChecks hold aud against the recipient's own name, which is configuration (wpt-02,
// Section 3.1.7).
var audienceChecks = []check.Check[*state]{
	{Run: func(s *state) error {
		s.forMe = s.names(s.Audience)
		return nil
	}},
	{ID: "WPT-AUD-NO-HOST", Run: func(s *state) error {
		bad := !s.forMe && s.namesAny("Host", "X-Forwarded-Host")
		return check.FailIf(bad, "aud names the host that the request claims, which is not this one")
	}, Lenient: func(s *state) error {
		s.forMe = s.forMe || s.namesAny("Host", "X-Forwarded-Host")
		return nil
	}, Bent: hostBends},
	{ID: "WPT-AUD-NO-UNTRUSTED", Run: func(s *state) error {
		bad := !s.forMe && s.namesAny("Forwarded")
		return check.FailIf(bad, "aud names a host that only the request vouches for")
	}, Lenient: func(s *state) error {
		s.forMe = s.forMe || s.namesAny("Forwarded")
		return nil
	}},
	{ID: "WPT-AUD-CHECK", Run: func(s *state) error {
		return check.FailIf(!s.forMe, "aud does not name this recipient")
	}, Bent: audienceBends},
	{ID: "WPT-AUD-IGNORE-QUERY", Strict: func(s *state) error {
		_, query, _ := strings.Cut(s.req.URL, "?")
		return check.FailIf(query != "", "aud is not the target URI with its query")
	}},
	{ID: "WPT-AUD-QUERY", Strict: func(s *state) error {
		aud, _ := s.token.Claims.String("aud")
		return check.FailIf(strings.ContainsAny(aud, "?#"), "aud carries a query or fragment")
	}},
	{ID: "WPT-AUD-ARRAY", Strict: func(s *state) error {
		_, ok := s.token.Claims.String("aud")
		return check.FailIf(!ok, "aud is not a single string")
	}},
}

// names says whether aud is, or as an array holds, a URI; query and fragment play no part, nor does
// the case of scheme and host (RFC 3986, Section 6.2.2.1).
func (s *state) names(uri string) bool {
	if s.audiences == nil {
		s.audiences = map[string]bool{}
		values, ok := s.token.Claims.Members["aud"].([]any)
		if !ok {
			values = []any{s.token.Claims.Members["aud"]}
		}
		for _, v := range values {
			if text, ok := v.(string); ok {
				s.audiences[bare(text)] = true
			}
		}
	}
	return s.audiences[bare(uri)]
}

// bare cuts query and fragment off and puts scheme and host in lower case.
func bare(uri string) string {
	uri, _, _ = strings.Cut(uri, "#")
	uri, _, _ = strings.Cut(uri, "?")
	scheme, rest, isURI := strings.Cut(uri, "://")
	if !isURI {
		return uri
	}
	host, path, _ := strings.Cut(rest, "/")
	return lowerASCII(scheme+"://"+host) + "/" + path
}

// lowerASCII leaves all letters but those of ASCII alone: some of the others have an ASCII letter for
// their lower case.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, s)
}

// namesAny says whether aud is the configured audience with its host replaced by one that stands in
// a field of the request.
func (s *state) namesAny(fields ...string) bool {
	u, err := url.Parse(s.Audience)
	if err != nil {
		return false
	}
	for _, f := range fields {
		for _, v := range s.req.Fields.Values(f) {
			u.Host = strings.TrimPrefix(v, "host=")
			if s.names(u.String()) {
				return true
			}
		}
	}
	return false
}

// timeChecks compare NumericDate values with the clock, without leeway (RFC 7519, Section 4.1.4).
var timeChecks = []check.Check[*state]{
	{ID: "WPT-EXP-PRESENT", Run: func(s *state) error {
		return check.FailIf(!s.token.Claims.Has("exp"), "it has no exp claim")
	}},
	{ID: "WPT-EXP-NUMERIC", Run: func(s *state) error {
		return jose.RequireNumber(s.token.Claims, "exp")
	}, Bent: numberBends},
	{Run: func(s *state) error {
		s.expires = jose.Moment(s.token.Claims, "exp", s.now.Add(time.Minute))
		return nil
	}},
	{ID: "WPT-EXP-PASSED", Run: func(s *state) error {
		return check.FailIf(!s.now.Before(s.expires), "it expired at %d", s.expires.Unix())
	}, Bent: expiryBends},
	{ID: "WPT-EXP-FAR", Run: func(s *state) error {
		bad := s.expires.Sub(s.now) > s.MaxLifetime
		return check.FailIf(bad, "it expires unreasonably late, at %d", s.expires.Unix())
	}},
	{ID: "WPT-NBF", Run: func(s *state) error {
		if err := jose.RequireNumber(s.token.Claims, "nbf"); err != nil {
			return err
		}
		from := jose.Moment(s.token.Claims, "nbf", s.now)
		return check.FailIf(from.After(s.now), "it is not valid before %d", from.Unix())
	}, Bent: notBeforeBends},
}
