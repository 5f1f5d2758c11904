package examine

import (
	"strings"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/examples/draft"
)

// widest is how many columns a line of an RFC may have (RFC 7994, Section 4.3); fitting is what the
// indentation of text leaves of them for figures.
const (
	widest  = 72
	fitting = 69
)

// checkForm looks at the lines and at the folding of a figure as it is printed.
func checkForm(r *Result, f *figure) {
	if f.Folding == draft.FoldingBroken {
		r.fail("folding", "it says that it is folded by RFC 8792 and cannot be unfolded")
	}
	longest, at := 0, 0
	for i, line := range strings.Split(f.Printed, "\n") {
		if n := utf8.RuneCountInString(line); n > longest {
			longest, at = n, i
		}
	}
	switch {
	case f.Section == "" || f.Number == 0:
		return // a file of its own, or a token in a sentence, is not printed with these lines
	case longest > widest:
		r.fail("width", "its line %d has %d columns, and an RFC has %d (RFC 7994, Section 4.3)",
			at+1, longest, widest)
	case longest > fitting:
		r.odd("width", "its line %d has %d columns: with the indentation of text, %d fit",
			at+1, longest, fitting)
	default:
		r.pass("width", "its lines have at most %d columns", longest)
	}
}
