package live

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/wimsespec/wimsespec/suites/harness"
)

// Filter selects cases: by a comma-separated list of case ids (in which * stands for any letters),
// requirement IDs and mechanisms, or by a Ginkgo label expression, which is what holds && || ! ( ).
type Filter struct {
	text string
	fits func(harness.Case) bool
}

// ParseFilter reads a filter; the empty one selects everything.
func ParseFilter(text string) (Filter, error) {
	if strings.ContainsAny(text, "&|!()") {
		return labelFilter(text)
	}
	var words []string
	for _, w := range strings.Split(text, ",") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
		if _, err := path.Match(w, ""); err != nil {
			return Filter{}, fmt.Errorf("live: filter %q: %w", w, err)
		}
	}
	return Filter{text, func(c harness.Case) bool {
		return slices.ContainsFunc(words, func(w string) bool { return fitsWord(w, c) })
	}}, nil
}

func labelFilter(text string) (Filter, error) {
	fits, err := types.ParseLabelFilter(text)
	if err != nil {
		return Filter{}, fmt.Errorf("live: filter %q: %w", text, err)
	}
	return Filter{text, func(c harness.Case) bool { return fits(Labels(c)) }}, nil
}

func fitsWord(word string, c harness.Case) bool {
	ok, _ := path.Match(word, c.ID) // it was parsed before
	return ok || word == c.Mechanism || slices.Contains(c.Requirements, word)
}

// String gives the text of the filter.
func (f Filter) String() string { return f.text }

func (f Filter) apply(cases []harness.Case) []harness.Case {
	if f.text == "" {
		return cases
	}
	return slices.DeleteFunc(slices.Clone(cases), func(c harness.Case) bool { return !f.fits(c) })
}

// Labels are the Ginkgo labels of a case.
func Labels(c harness.Case) []string {
	return append(slices.Clone(c.Requirements),
		"level: "+c.Level, "mechanism: "+c.Mechanism, "algorithm: "+c.Algorithm, "role: "+c.Role)
}
