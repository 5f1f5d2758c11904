package draft

import (
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/examples/fold"
)

// Folding says how the lines of a figure were broken.
type Folding string

// The ways: not at all, the two strategies of RFC 8792, an indented rest, and no mark; broken is
// text that says it is folded by RFC 8792 and cannot be unfolded.
const (
	FoldingNone     Folding = ""
	FoldingSingle   Folding = "RFC 8792, single backslash"
	FoldingDouble   Folding = "RFC 8792, double backslash"
	FoldingIndented Folding = "indentation"
	FoldingUnmarked Folding = "no mark"
	FoldingBroken   Folding = "broken"
)

var strategies = map[fold.Strategy]Folding{
	fold.None: FoldingNone, fold.Single: FoldingSingle, fold.Double: FoldingDouble,
}

var (
	compact   = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$`)
	fieldLine = regexp.MustCompile(`^[A-Za-z0-9-]+:([ \t]|$)`)
	indented  = regexp.MustCompile(`^[ \t]+\S`)
	bareRest  = regexp.MustCompile(`^[A-Za-z0-9_./+=-]+$`)
	anySpace  = regexp.MustCompile(`\s+`)
)

// Unfold undoes the folding of a figure. RFC 8792 says itself how; older figures break a token or a
// field anywhere, with or without indenting the rest.
func Unfold(printed string) (string, Folding) {
	plain, strategy, err := fold.Unfold(printed)
	switch {
	case err != nil:
		return printed, FoldingBroken
	case strategy != fold.None:
		return plain, strategies[strategy]
	}
	if joined := anySpace.ReplaceAllString(printed, ""); compact.MatchString(joined) && token(printed) {
		if strings.Contains(strings.TrimSpace(printed), "\n") {
			return joined, FoldingUnmarked
		}
		return joined, FoldingNone
	}
	return unfoldFields(printed)
}

// token says that a text without white space between its words is one token and no sentence.
func token(printed string) bool {
	return !strings.Contains(strings.TrimSpace(printed), " ")
}

// unfoldFields joins the lines of a message's head, up to the empty line, that continue a field.
func unfoldFields(printed string) (string, Folding) {
	head, rest, cut := strings.Cut(printed, "\n\n")
	lines := strings.Split(head, "\n")
	how := FoldingNone
	var joined []string
	inField := false
	for _, line := range lines {
		switch {
		case inField && indented.MatchString(line):
			how = FoldingIndented
		case inField && bareRest.MatchString(line):
			how = FoldingUnmarked
		default:
			inField = fieldLine.MatchString(line)
			joined = append(joined, line)
			continue
		}
		joined[len(joined)-1] += strings.TrimSpace(line)
	}
	if how == FoldingNone {
		return printed, how
	}
	text := strings.Join(joined, "\n")
	if cut {
		text += "\n\n" + rest
	}
	return text, how
}
