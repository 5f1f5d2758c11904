package wit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentCompact takes for a token what is nearly one: with something behind its parts, without the last of
// them, or with a payload that a lenient parser makes an object of.
var bentCompact = []check.Bent[*state]{
	{Name: "more-parts", Run: func(s *state) (err error) {
		parts := strings.Split(s.text(), ".")
		s.token, err = jose.Parse(strings.Join(parts[:min(3, len(parts))], "."))
		return err
	}},
	nearly("two-parts", func(_ *state, parts []string) bool { return len(parts) == 2 }),
	nearly("detached", func(s *state, parts []string) bool {
		return len(parts) == 3 && parts[1] == "" && len(s.req.Body) > 0
	}),
	nearly("text-behind", func(_ *state, parts []string) bool { return begins(parts, "{") }),
	nearly("in-an-array", func(_ *state, parts []string) bool { return begins(parts, "[") }),
	nearly("in-a-string", func(_ *state, parts []string) bool { return begins(parts, `"`) }),
	nearly("bad-characters", func(_ *state, parts []string) bool {
		return len(parts) == 3 && !utf8.Valid(jose.Decode(parts[1]))
	}),
}

// begins says whether the payload of three parts is UTF-8 and begins with some text.
func begins(parts []string, with string) bool {
	if len(parts) != 3 {
		return false
	}
	payload := jose.Decode(parts[1])
	return utf8.Valid(payload) && strings.HasPrefix(string(payload), with)
}

// nearly reads a token leniently where it has one kind of flaw.
func nearly(name string, flawed func(s *state, parts []string) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) (err error) {
		if s.token, err = jose.Parse(s.text()); err == nil || !flawed(s, strings.Split(s.text(), ".")) {
			return err
		}
		s.token, err = jose.ParseLenient(s.text(), s.req.Body)
		return err
	}}
}

// bentUnique looks for one name alone.
var bentUnique = []check.Bent[*state]{{Name: "alg-alone", Run: func(s *state) error {
	bad := slices.Contains(s.token.Header.Duplicates, "alg")
	return check.FailIf(bad, "alg stands in the header twice")
}}}
