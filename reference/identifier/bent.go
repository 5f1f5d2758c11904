package identifier

import (
	"net/netip"
	"strings"
	"unicode"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentSyntax are ways to be content with what is no URI: each reads past one kind of flaw.
var bentSyntax = []check.Bent[*state]{
	readsPast("trimmed", strings.TrimSpace),
	readsPast("space", func(uri string) string { return strings.ReplaceAll(uri, " ", "+") }),
	readsPast("any-letter", func(uri string) string { return strings.Map(letterOfASCII, uri) }),
	readsPast("control-characters", func(uri string) string { return strings.Map(notControl, uri) }),
	readsPast("bare-percent", func(uri string) string { return strings.ReplaceAll(uri, "%", "") }),
	readsPast("brackets", func(uri string) string { return strings.NewReplacer("[", "", "]", "").Replace(uri) }),
	readsPast("quotes", func(uri string) string { return strings.ReplaceAll(uri, `"`, "") }),
	readsPast("path-alone", func(uri string) string { return "a://a" + split(uri).path }),
}

// readsPast holds the syntax against a text from which a flaw is gone.
func readsPast(name string, mend func(string) string) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		bad := !s.wellFormedURI && !split(mend(s.uri)).wellFormedURI
		return check.FailIf(bad, "it does not follow the syntax of RFC 3986")
	}}
}

func letterOfASCII(r rune) rune {
	if r > unicode.MaxASCII {
		return 'a'
	}
	return r
}

func notControl(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// bentAbsolute takes the scheme for granted in front of two slashes.
var bentAbsolute = []check.Bent[*state]{{Name: "network-path", Run: func(s *state) error {
	bad := !s.hasScheme && !strings.HasPrefix(s.uri, "//")
	return check.FailIf(bad, "it has no scheme, so it is no absolute URI")
}}}

// bentAuthority looks for the slashes, or at what stands behind them.
var bentAuthority = []check.Bent[*state]{
	{Name: "empty", Run: func(s *state) error {
		return check.FailIf(!s.hasAuthority, "it has no authority component to name a trust domain")
	}},
	{Name: "absent", Run: func(s *state) error {
		return check.FailIf(s.hasAuthority && s.authority == "", "its authority component is empty")
	}},
}

// bentUserinfo, bentPort, bentQuery and bentFragment ask a parser for the text of a component that must
// not be there, and go by the text: by whether it is empty, a password, or the number nought.
var (
	bentUserinfo = []check.Bent[*state]{
		goesBy("empty", userinfoOf, isEmpty),
		goesBy("without-password", userinfoOf, func(text string) bool { return !strings.Contains(text, ":") }),
	}
	bentPort = []check.Bent[*state]{
		goesBy("empty", portOf, isEmpty),
		goesBy("zero", portOf, func(text string) bool { return text == "0" }),
	}
	bentQuery = []check.Bent[*state]{
		goesBy("empty", func(s *state) component { return s.query }, isEmpty),
	}
	bentFragment = []check.Bent[*state]{
		goesBy("empty", func(s *state) component { return s.fragment }, isEmpty),
	}
)

func isEmpty(text string) bool { return text == "" }

func userinfoOf(s *state) component { return s.userinfo }

func portOf(s *state) component { return s.port }

// goesBy lets a component stand whose text is harmless.
func goesBy(name string, of func(*state) component, harmless func(string) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		c := of(s)
		return check.FailIf(c.there && !harmless(c.text), "it carries a component that must not be there")
	}}
}

// bentAddress knows addresses of one family.
var bentAddress = []check.Bent[*state]{
	{Name: "ipv4-alone", Run: func(s *state) error {
		_, err := netip.ParseAddr(s.host)
		return check.FailIf(err == nil, "its trust domain is an IPv4 address")
	}},
	{Name: "brackets-alone", Run: func(s *state) error {
		return check.FailIf(strings.HasPrefix(s.host, "["), "its trust domain is an IP address in brackets")
	}},
}
