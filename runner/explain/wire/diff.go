package wire

import (
	"strings"

	"github.com/wimsespec/wimsespec/suites/linediff"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Compare gives the lines that the last of two messages does not share with the one before, with a
// little around them, and the first token that was changed: its name, and what it says.
func Compare(before, last vector.Step) (lines []string, token string, decoded []string) {
	old, new := documentOf(before, last), documentOf(last, before)
	token, decoded = firstChangedToken(old, new)
	return difference(old, new), token, decoded
}

// around is how many common lines stand before and behind a difference.
const around = 1

// difference gives the lines that two documents do not share, marked with - and +, under the names
// of their parts and with a little around them.
func difference(old, new []docLine) []string {
	script := edits(old, new)
	near := make([]bool, len(script))
	for i, e := range script {
		for j := max(0, i-around); e.mark != " " && j <= min(len(script)-1, i+around); j++ {
			near[j] = near[j] || script[j].part == e.part
		}
	}
	var out []string
	part, last := "", 0
	for i, e := range script {
		switch {
		case !near[i]:
			continue
		case e.part != part:
			out = append(out, e.part)
			part = e.part
		case i > last+1:
			out = append(out, "    ...")
		}
		out, last = append(out, "  "+e.mark+" "+e.text), i
	}
	return out
}

// edit is a line of the way from one document to another.
type edit struct {
	docLine
	mark string // "-" goes, "+" comes, " " stays
}

func edits(old, new []docLine) []edit {
	var script []edit
	for _, e := range linediff.Edits(old, new, alike) {
		script = append(script, edit{e.Line, string(e.Mark)})
	}
	return script
}

// alike compares lines; whether a member of a JSON object is the last one plays no part.
func alike(a, b docLine) bool {
	return a.part == b.part && strings.TrimSuffix(a.text, ",") == strings.TrimSuffix(b.text, ",")
}

// firstChangedToken gives the name of the first token with a changed line, and its lines.
func firstChangedToken(old, new []docLine) (string, []string) {
	for _, e := range edits(old, new) {
		name, part, found := strings.Cut(e.part, ", ")
		if e.mark == " " || !found || part == "signature" {
			continue
		}
		if lines := decodedToken(name, new); len(lines) > 0 {
			return name, lines
		}
	}
	return "", nil
}

// decodedToken gives the header and the claims of a token.
func decodedToken(name string, doc []docLine) []string {
	var lines []string
	part := ""
	for _, l := range doc {
		if l.part != name+", header" && l.part != name+", claims" {
			continue
		}
		if l.part != part {
			lines = append(lines, strings.TrimPrefix(l.part, name+", "))
			part = l.part
		}
		lines = append(lines, "  "+l.text)
	}
	return lines
}
