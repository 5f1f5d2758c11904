package wit

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentBearer refuses the scheme as it is mostly written, and takes the token under any other case.
var bentBearer = []check.Bent[*state]{{Name: "one-case", Run: func(s *state) error {
	usual := func(v string) bool { return strings.HasPrefix(v, "Bearer ") }
	if slices.ContainsFunc(s.req.Fields.Values("Authorization"), usual) {
		return refuseBearer(s)
	}
	return takeBearer(s)
}}}

// bentName looks for the token where it is not, or needs none.
var bentName = []check.Bent[*state]{
	{Name: "absent", Run: func(s *state) error {
		if !s.req.Fields.Has(s.facts.Field) {
			return check.ErrDone
		}
		return requireField(s)
	}},
	{Name: "x-in-front", Run: alsoUnder(func(name string) string { return "X-" + name })},
}

// alsoUnder takes a field of another name where the right one is missing.
func alsoUnder(other func(name string) string) func(*state) error {
	return func(s *state) error {
		values := s.req.Fields.Values(other(s.facts.Field))
		if len(values) > 0 && !s.req.Fields.Has(s.facts.Field) {
			s.wit.Value = values[0]
			return nil
		}
		return requireField(s)
	}
}

// bentOne takes one of several fields.
var bentOne = []check.Bent[*state]{
	{Name: "last-of-several", Run: func(s *state) error {
		if values := s.req.Fields.Values(s.facts.Field); len(values) > 0 {
			s.wit.Value = values[len(values)-1]
		}
		return nil
	}},
	{Name: "equal", Run: func(s *state) error {
		n := len(slices.Compact(slices.Clone(s.req.Fields.Values(s.facts.Field))))
		return check.FailIf(n > 1, "there are %d different %s fields", n, s.facts.Field)
	}},
}

// bentValue reads past one kind of flaw in the field value, as a lenient decoder does.
var bentValue = []check.Bent[*state]{
	{Name: "empty", Run: func(s *state) error {
		if s.wit.Value == "" {
			return check.ErrDone
		}
		return requireValue(s.wit.Value)
	}},
	{Name: "first-of-a-list", Run: func(s *state) error {
		s.wit.Value, _, _ = strings.Cut(s.wit.Value, ", ")
		return requireValue(s.wit.Value)
	}},
	mended("padding", strings.NewReplacer("=", "").Replace),
	mended("standard-alphabet", strings.NewReplacer("+", "-", "/", "_").Replace),
	mended("white-space", strings.NewReplacer(" ", "", "\t", "").Replace),
	mended("quotes", func(value string) string { return strings.Trim(value, `"`) }),
	mended("json", func(value string) string {
		if strings.HasPrefix(value, "{") {
			return jose.Mend(value)
		}
		return value
	}),
}

// mended reads a value that is not well formed as another one.
func mended(name string, mend func(string) string) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		if !isFieldValue(s.wit.Value) {
			s.mended = mend(s.wit.Value)
		}
		return requireValue(s.text())
	}}
}
