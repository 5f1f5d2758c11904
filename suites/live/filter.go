package live

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/wimsespec/wimsespec/suites/harness"
)

// Filter selects cases: by a comma-separated list of case ids (in which * stands for any letters),
// requirement IDs, mechanisms, algorithms, roles and labels in letters of either case, or by a Ginkgo
// label expression, which is what holds && || ! ( ).
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

// FilterBy makes a filter of a function; the text says what it selects.
func FilterBy(text string, fits func(harness.Case) bool) Filter { return Filter{text, fits} }

// keyed is a label such as "role: caller" in an expression, with the word behind it.
var keyed = regexp.MustCompile(`\b(level|mechanism|algorithm|role): *([\w.-]+)`)

// setOperations are the words of Ginkgo's that may stand behind a key.
var setOperations = []string{"isempty", "containsany", "containsall", "consistsof", "issubsetof"}

// inSets writes each label with a key as the set operation that Ginkgo wants there.
func inSets(text string) string {
	return keyed.ReplaceAllStringFunc(text, func(label string) string {
		parts := keyed.FindStringSubmatch(label)
		if slices.Contains(setOperations, strings.ToLower(parts[2])) {
			return label
		}
		return parts[1] + ": consistsOf " + parts[2]
	})
}

func labelFilter(text string) (Filter, error) {
	fits, err := types.ParseLabelFilter(inSets(text))
	if err != nil {
		return Filter{}, fmt.Errorf("live: filter %q: %s", text, plain(err))
	}
	return Filter{text, func(c harness.Case) bool { return fits(Labels(c)) }}, nil
}

// escape is a code with which Ginkgo colours its errors, whatever they are printed on.
var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// plain gives what an error of Ginkgo's says, in one line and without the manual that it names.
func plain(err error) string {
	text, _, _ := strings.Cut(escape.ReplaceAllString(err.Error(), ""), "Learn more at")
	return harness.Printable(strings.Join(strings.Fields(text), " "), 0)
}

func fitsWord(word string, c harness.Case) bool {
	ok, _ := path.Match(strings.ToLower(word), strings.ToLower(c.ID)) // it was parsed before
	names := append([]string{c.Mechanism, c.Algorithm, c.Role}, Labels(c)...)
	return ok || slices.ContainsFunc(names, func(name string) bool {
		return strings.EqualFold(word, name)
	})
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
