package signbase

import (
	"slices"
	"strings"
)

// Diff shows how one signature base departs from another, line by line: "-" is expected, "+"
// was used, and lines that are the same are kept. Long values are shortened in the middle,
// never where they differ. It is safe to print.
func Diff(expected, used string) string {
	old, new := linesOf(expected), linesOf(used)
	var out []string
	var gone, come []string
	for _, e := range append(edits(old, new), edit{mark: ' '}) {
		switch e.mark {
		case '-':
			gone = append(gone, e.text)
			continue
		case '+':
			come = append(come, e.text)
			continue
		}
		out = append(out, changed(gone, come)...)
		gone, come = nil, nil
		keeps := keepSame
		if strings.HasPrefix(e.text, paramsName) {
			keeps = keepParams
		}
		out = append(out, strings.TrimRight("  "+shortened(e.text, keeps), " "))
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

// edit is a line on the way from one base to another: '-' goes, '+' comes, ' ' stays.
type edit struct {
	mark byte
	text string
}

// edits finds the way with the fewest changes, by the longest common subsequence.
func edits(old, new []string) []edit {
	common := commonLengths(old, new)
	var script []edit
	i, j := 0, 0
	for i < len(old) || j < len(new) {
		switch {
		case i < len(old) && j < len(new) && old[i] == new[j]:
			script = append(script, edit{' ', old[i]})
			i, j = i+1, j+1
		case j == len(new) || i < len(old) && common[i+1][j] >= common[i][j+1]:
			script = append(script, edit{'-', old[i]})
			i++
		default:
			script = append(script, edit{'+', new[j]})
			j++
		}
	}
	return script
}

// commonLengths gives at [i][j] how many lines are common to old from i on and new from j on.
func commonLengths(old, new []string) [][]int {
	common := make([][]int, len(old)+1)
	common[len(old)] = make([]int, len(new)+1)
	for i := len(old) - 1; i >= 0; i-- {
		common[i] = make([]int, len(new)+1)
		for j := len(new) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if old[i] == new[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	return common
}
