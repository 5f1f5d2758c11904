package identifier

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// maxLength is this implementation's limit in bytes: twice what everybody must support
// (draft-ietf-wimse-identifier-03, Sections 4.1 and 7.1).
const maxLength = 4096

// checks are in order: the shape first, then each component that must not be there.
var checks = []check.Check[*state]{
	{ID: "ID-LEN-REJECT", Run: func(s *state) error {
		if len(s.uri) > maxLength {
			return fmt.Errorf("it has %d bytes; this implementation stops at %d", len(s.uri), maxLength)
		}
		return nil
	}},
	{ID: "ID-SYNTAX", Run: func(s *state) error {
		return check.FailIf(!s.wellFormedURI, "it does not follow the syntax of RFC 3986")
	}, Strict: plainPath, Bent: bentSyntax},
	{ID: "ID-ABSOLUTE-URI", Run: func(s *state) error {
		return check.FailIf(!s.hasScheme, "it has no scheme, so it is no absolute URI")
	}, Bent: bentAbsolute},
	{ID: "ID-AUTHORITY", Run: authority, Bent: bentAuthority},
	{ID: "ID-NO-USERINFO", Run: func(s *state) error {
		return check.FailIf(s.userinfo.there, "it carries user information")
	}, Bent: bentUserinfo},
	{ID: "ID-NO-PORT", Run: func(s *state) error {
		return check.FailIf(s.port.there, "it carries a port")
	}, Bent: bentPort},
	{ID: "ID-NO-QUERY", Run: func(s *state) error {
		return check.FailIf(s.query.there, "it carries a query")
	}, Bent: bentQuery},
	{ID: "ID-NO-FRAGMENT", Run: func(s *state) error {
		return check.FailIf(s.fragment.there, "it carries a fragment")
	}, Bent: bentFragment},
	{ID: "ID-TRUST-DOMAIN-NO-IP", Run: func(s *state) error {
		_, err := netip.ParseAddr(strings.Trim(s.host, "[]"))
		return check.FailIf(err == nil || strings.HasPrefix(s.host, "["), "its trust domain is an IP address")
	}, Bent: bentAddress},
	{ID: "ID-LEN-2048", Strict: func(s *state) error {
		return check.FailIf(len(s.uri) > 255, "it has more than 255 bytes")
	}},
	{ID: "ID-PARSER", Strict: plainPath},
	{ID: "ID-PATH-ABSENT", Strict: func(s *state) error {
		return check.FailIf(s.path == "", "it has no path")
	}},
	{ID: "ID-WIMSE-SCHEME-MAY", Strict: func(s *state) error {
		return check.FailIf(s.scheme == "wimse", "its scheme is not spiffe")
	}},
	{ID: "ID-SCHEME-EXTRA-MAY", Strict: func(s *state) error {
		return check.FailIf(s.scheme != "wimse", "its scheme is not wimse")
	}},
}

// plainPath is what a hand-made parser might allow.
func plainPath(s *state) error {
	return check.FailIf(!plain.MatchString(s.path), "its path holds more than letters, digits and -._")
}

var plain = regexp.MustCompile(`^[A-Za-z0-9/._-]*$`)

func authority(s *state) error {
	switch {
	case !s.hasAuthority:
		return errors.New("it has no authority component to name a trust domain")
	case s.authority == "":
		return errors.New("its authority component is empty")
	}
	return nil
}

type pair struct{ a, b ID }

// comparisons hold what makes two identifiers one.
var comparisons = []check.Check[pair]{
	{
		ID:     "ID-COMPARE-FULL",
		Run:    func(p pair) error { return check.FailIf(p.a.URI != p.b.URI, "the complete URIs differ") },
		Strict: func(p pair) error { return check.FailIf(true, "never the same") },
		Bent:   bentComparison,
	},
}
