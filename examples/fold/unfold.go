package fold

import (
	"errors"
	"regexp"
	"strings"
)

// ErrSecondLine is that of a header line without an empty line behind it.
var ErrSecondLine = errors.New("fold: the line after the header line is not empty")

// folds are the sequences that unfolding takes out.
var folds = map[Strategy]*regexp.Regexp{
	Single: regexp.MustCompile(`\\\n *`),
	Double: regexp.MustCompile(`\\\n *\\`),
}

// Unfold takes out what folding put in, by this package or by hand, and says by which strategy the
// text was folded. Text without a header line comes back as it is, with None (RFC 8792, Sections
// 7.2.2 and 8.2.2). Unlike rfcfold it adds no line break to a text that ends without one.
func Unfold(text string) (string, Strategy, error) {
	first, rest, _ := strings.Cut(text, "\n")
	for s, sequence := range folds {
		if !strings.Contains(first, title(s)) {
			continue
		}
		second, rest, _ := strings.Cut(rest, "\n")
		if second != "" {
			return "", s, ErrSecondLine
		}
		return sequence.ReplaceAllString(rest, ""), s, nil
	}
	return text, None, nil
}
