package httpsig

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/message"
)

// bentParse reads Signature-Input by hand, up to what cannot be read.
var bentParse = []check.Bent[*state]{{Name: "as-far-as-readable", Run: func(s *state) error {
	err := parse(s)
	if values := s.fields.Values(inputField); err != nil && len(values) > 0 {
		return s.parseBeginning(values[0], err)
	}
	return err
}}}

// parseBeginning reads the members in front of the last comma, and again, until they can be read.
func (s *state) parseBeginning(text string, err error) error {
	for err != nil {
		end := strings.LastIndexByte(text, ',')
		if end < 0 {
			return err
		}
		text = text[:end]
		fields := append(s.fields.Without(inputField), message.Field{inputField, text})
		if s.all, err = signaturesOf(fields); err == nil {
			s.fields = fields
		}
	}
	return nil
}

// bentPairs pairs the members of the two fields by their positions.
var bentPairs = []check.Bent[*state]{{Name: "by-position", Run: func(s *state) error {
	if paired(s) == nil {
		return nil
	}
	values, err := httpsfv.UnmarshalDictionary(s.fields.Values(signatureField))
	if err != nil || len(values.Names()) != len(s.all) {
		return paired(s)
	}
	for i, g := range s.all {
		g.value, _ = byteSequence(values, values.Names()[i])
	}
	return nil
}}}

func allowTwice(s *state) error {
	s.overlook(func(how *reading) { how.twice = true })
	return nil
}

func allowParameters(s *state) error {
	s.overlook(func(how *reading) { how.parameter = true })
	return nil
}

// bentDuplicates compare a component with the one before it alone, or look at derived ones alone.
var bentDuplicates = []check.Bent[*state]{
	{Name: "neighbours-alone", Run: func(s *state) error {
		for i, c := range s.covered {
			if i > 0 && c.String() == s.covered[i-1].String() {
				return fmt.Errorf("component %.80s is covered twice in a row", c)
			}
		}
		return allowTwice(s)
	}},
	{Name: "derived-alone", Run: func(s *state) error {
		fields := slices.DeleteFunc(slices.Clone(s.covered), func(c Component) bool { return !c.Derived() })
		if err := refuseTwice(fields); err != nil {
			return err
		}
		return allowTwice(s)
	}},
}

// bentComponentParameters look at the names of parameters alone, or at the types of known ones alone.
var bentComponentParameters = []check.Bent[*state]{
	{Name: "names-alone", Run: allowWhere(Component.oddlyNamed)},
	{Name: "types-alone", Run: allowWhere(Component.oddlyTyped)},
}

func allowWhere(bad func(Component) bool) func(*state) error {
	return func(s *state) error {
		for _, c := range s.covered {
			// What is wrong with other than names and types remains so.
			fine := !c.oddlyNamed() && !c.oddlyTyped()
			if err := c.check(); bad(c) || fine && err != nil {
				return err
			}
		}
		return allowParameters(s)
	}
}

// bentForeign know one of the two ways in which a component is of a response.
var bentForeign = []check.Bent[*state]{
	{Name: "status-alone", Run: waiveForeign(func(c Component) bool { return c.Name == "@status" })},
	{Name: "req-alone", Run: waiveForeign(func(c Component) bool { return c.flag("req") })},
}

func waiveForeign(bad func(Component) bool) func(*state) error {
	return func(s *state) error {
		for _, c := range s.covered {
			if bad(c) {
				return fmt.Errorf("component %.80s is for responses", c)
			}
			s.waived = s.waived || s.msg.foreign(c)
		}
		return nil
	}
}
