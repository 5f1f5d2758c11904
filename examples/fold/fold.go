package fold

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Width is the width at which text fits into an RFC, in columns (RFC 8792, Section 4.1).
const Width = 69

// Strategy is one of the two ways of RFC 8792 to mark where a line was folded.
type Strategy int

// The strategies. Auto is for [Fold] alone: Single where the text allows it, else Double.
const (
	None   Strategy = iota // not folded
	Single                 // '\' at the end of a line (RFC 8792, Section 7)
	Double                 // '\' there and at the start of the next line (RFC 8792, Section 8)
	Auto
)

// marks are the names of the strategies, as they stand in the header line.
var marks = map[Strategy]string{Single: `'\'`, Double: `'\\'`}

// String gives the name of the strategy, in words for None and Auto.
func (s Strategy) String() string {
	switch s {
	case None:
		return "none"
	case Auto:
		return "auto"
	}
	return marks[s]
}

// Errors of [Fold], wrapped with the line on which they arose.
var (
	ErrTab       = errors.New("has a tab character")
	ErrBackslash = errors.New(`ends with the character '\'`)
	ErrSpace     = errors.New("has a space at the folding column")
	ErrSequence  = errors.New(`ends with '\' and the next one begins with it`)
)

// doubled finds what strategy '\\' would take for a fold of its own.
var doubled = regexp.MustCompile(`\\\n *\\`)

// Fold folds lines that are longer than width, in columns, and puts a header line and an empty line
// before the text. Text without such lines comes back as it is. The error names the line that cannot
// be folded by that strategy; tabs are never allowed (RFC 8792, Sections 7.2.1 and 8.2.1).
func Fold(text string, width int, s Strategy) (string, error) {
	if err := allowed(text, width, s); err != nil {
		return "", err
	}
	if !needed(text, width) {
		return text, nil
	}
	if s == Auto {
		s = Single
		if foldable(text, width, s) != nil {
			s = Double
		}
	}
	if err := foldable(text, width, s); err != nil {
		return "", err
	}
	return header(width, s) + "\n\n" + folded(text, width, s), nil
}

// allowed checks what holds whether or not there is anything to fold.
func allowed(text string, width int, s Strategy) error {
	if s != Single && s != Double && s != Auto {
		return fmt.Errorf("fold: %q is no strategy to fold by", s)
	}
	wider := s
	if s == Auto {
		wider = Double
	}
	// rfcfold wants four columns at least at either side of the header's text.
	if least := len(title(wider)) + 8; width < least {
		return fmt.Errorf("fold: width %d is less than the %d columns of the header line", width, least)
	}
	if at := strings.IndexByte(text, '\t'); at >= 0 {
		return on(text, at, ErrTab)
	}
	return nil
}

func needed(text string, width int) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if utf8.RuneCountInString(line) > width {
			return true
		}
	}
	return false
}

// foldable looks for text that would not come back from unfolding as it was.
func foldable(text string, width int, s Strategy) error {
	if s == Double {
		if at := doubled.FindStringIndex(text); at != nil {
			return on(text, at[0], ErrSequence)
		}
		return nil
	}
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasSuffix(line, `\`) {
			return on(text, at, ErrBackslash)
		}
		if spaced(line, width-1) {
			return on(text, at, ErrSpace)
		}
		at += len(line) + 1
	}
	return nil
}

// spaced says that a space would begin a folded line. As in rfcfold it may stand where no fold comes,
// in the last column of a line that just fits.
func spaced(line string, every int) bool {
	for i, r := range []rune(line) {
		if i > 0 && i%every == 0 && r == ' ' {
			return true
		}
	}
	return false
}

func folded(text string, width int, s Strategy) string {
	start := ""
	if s == Double {
		start = `\`
	}
	var b strings.Builder
	for line := range strings.SplitAfterSeq(text, "\n") {
		rest := []rune(strings.TrimSuffix(line, "\n"))
		for len(rest) > width {
			b.WriteString(string(rest[:width-1]) + "\\\n")
			rest = append([]rune(start), rest[width-1:]...)
		}
		b.WriteString(string(rest) + line[len(strings.TrimSuffix(line, "\n")):])
	}
	return b.String()
}

func title(s Strategy) string { return "NOTE: " + marks[s] + " line wrapping per RFC 8792" }

// header centres the title among '=' characters; an odd one out goes to the right.
func header(width int, s Strategy) string {
	equals := width - len(title(s)) - 2
	left := strings.Repeat("=", equals/2)
	return left + " " + title(s) + " " + strings.Repeat("=", equals-len(left))
}

// on says on which line a place of the text is.
func on(text string, at int, err error) error {
	return fmt.Errorf("fold: line %d %w", strings.Count(text[:at], "\n")+1, err)
}
