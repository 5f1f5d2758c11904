package signbase

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/suites/linediff"
)

// Diff shows how one signature base departs from another, line by line: "-" is expected, "+"
// was used, and lines that are the same are kept. Long values are shortened in the middle,
// never where they differ. It is safe to print.
func Diff(expected, used string) string {
	old, new := linesOf(expected), linesOf(used)
	var out []string
	var gone, come []string
	script := linediff.Edits(old, new, func(a, b string) bool { return a == b })
	for _, e := range append(script, linediff.Edit[string]{Mark: ' '}) {
		switch e.Mark {
		case '-':
			gone = append(gone, e.Line)
			continue
		case '+':
			come = append(come, e.Line)
			continue
		}
		out = append(out, changed(gone, come)...)
		gone, come = nil, nil
		keeps := keepSame
		if strings.HasPrefix(e.Line, paramsName) {
			keeps = keepParams
		}
		out = append(out, strings.TrimRight("  "+shortened(e.Line, keeps), " "))
	}
	return strings.Join(out[:len(out)-1], "\n") // the last one is no line of either
}

const (
	// maxLines bounds the lines of a base that are shown.
	maxLines = 100
	moreText = "…[more lines]…"
	// endText stands for what is behind a line feed at the end.
	endText = "(nothing: the base ends in a line feed)"
)

func linesOf(base string) []string {
	lines := strings.SplitN(base, "\n", maxLines+1)
	switch last := len(lines) - 1; {
	case last == maxLines:
		lines = append(lines[:maxLines], moreText+lines[maxLines])
	case last > 0 && lines[last] == "":
		lines[last] = endText
	}
	return lines
}

// changed gives the lines that went and those that came, each beside the one that stands for
// the same component.
func changed(gone, come []string) []string {
	var out []string
	come = slices.Clone(come)
	for _, g := range gone {
		i := slices.IndexFunc(come, func(c string) bool { return strings.EqualFold(idOf(c), idOf(g)) })
		if i < 0 {
			out = append(out, "- "+spaced(shortened(g, keepOne)))
			continue
		}
		for _, c := range come[:i] {
			out = append(out, "+ "+spaced(shortened(c, keepOne)))
		}
		before, after := pair(g, come[i])
		out, come = append(out, "- "+before, "+ "+after), come[i+1:]
	}
	for _, c := range come {
		out = append(out, "+ "+spaced(shortened(c, keepOne)))
	}
	return out
}

// idOf gives what stands in front of the colon, without what signers get wrong about it.
func idOf(text string) string {
	name, _, _ := strings.Cut(text, ":")
	return strings.Replace(strings.ReplaceAll(name, `"`, ""), ";req", "", 1)
}
