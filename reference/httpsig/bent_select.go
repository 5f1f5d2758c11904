package httpsig

import (
	"errors"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentTags compare the tag by another rule than that it is equal.
var bentTags = map[string][]check.Bent[*state]{
	"SIG-PARAM-TAG": {
		{Name: "same-beginning", Run: bentTag(sameBeginning)},
		{Name: "any-case", Run: bentTag(strings.EqualFold)},
		{Name: "contains", Run: bentTag(strings.Contains)},
	},
	"SIG-TAG-LEGACY": {
		{Name: "same-beginning", Run: bentTag(sameBeginning)},
		{Name: "any-case", Run: bentTag(strings.EqualFold)},
		{Name: "contains", Run: bentTag(strings.Contains)},
	},
}

// bentTag takes the first signature whose tag is alike where none has the right one.
func bentTag(alike func(tag, right string) bool) func(*state) error {
	return func(s *state) error {
		if !s.untagged() {
			return nil
		}
		i := slices.IndexFunc(s.all, func(g *signature) bool {
			tag, _ := g.text("tag")
			return tag != "" && alike(tag, s.facts.Tag)
		})
		if i < 0 {
			return errors.New("no signature has a tag that is anything like the right one")
		}
		s.sig = s.all[i]
		return nil
	}
}

// sameBeginning compares what stands in front of the first hyphen.
func sameBeginning(tag, right string) bool {
	one, _, _ := strings.Cut(tag, "-")
	other, _, _ := strings.Cut(right, "-")
	return one == other
}

// bentUnique let several signatures have the tag.
var bentUnique = []check.Bent[*state]{
	{Name: "last-of-several", Run: func(s *state) error {
		if list := s.tagged(); s.facts.TagSelects && len(list) > 1 {
			s.sig = list[len(list)-1]
		}
		return nil
	}},
	{Name: "several-that-verify", Run: func(s *state) error {
		for _, g := range s.tagged() {
			if len(s.tagged()) > 1 && !s.verifiesAs(g, reading{}) {
				return errors.New("one of several signatures with the tag does not verify")
			}
		}
		return nil
	}},
}
