package reports

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// An ANSI parameter: what a text looks like where colour is asked for.
type look string

const (
	bold look = "1"
	dim  look = "2"
)

var colourOf = map[Verdict]look{
	Pass: "1;32", Fail: "1;31", Incomplete: "1;33",
	NotMet: "1;31", ShouldNotMet: "1;33", Inconclusive: "1;33",
}

func (p *page) paint(as look, s string) string {
	if !p.Colour || as == "" {
		return s
	}
	return "\x1b[" + string(as) + "m" + s + "\x1b[0m"
}

// wrapped gives prose as lines, each led by a line break and an indent; none where there is none.
func (p *page) wrapped(prose string, indent int) string {
	lead := "\n" + strings.Repeat(" ", indent)
	var b strings.Builder
	for _, line := range wrap(prose, p.Width-indent) {
		b.WriteString(lead + line)
	}
	return b.String()
}

const labelWidth = len("came back:  ")

// labelled puts prose beside a label, and its further lines under the first.
func (p *page) labelled(label, prose string) string {
	return p.beside(label, wrap(prose, p.Width-4-labelWidth))
}

// maxBroken is how many lines a line of a message may take on the page.
const maxBroken = 6

// message is labelled, for text whose lines are its own: long ones are broken where the page ends,
// and very long ones shortened.
func (p *page) message(label, s string) string {
	if s == "" {
		return ""
	}
	width := p.Width - 4 - labelWidth
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, broken(Printable(line, maxBroken*(width-2)), width)...)
	}
	return p.beside(label, lines)
}

// broken breaks a line that holds no spaces to break at; its further parts are indented.
func broken(line string, width int) []string {
	runes := []rune(line)
	if len(runes) <= width {
		return []string{line}
	}
	lines := []string{string(runes[:width])}
	for rest := range slices.Chunk(runes[width:], width-2) {
		lines = append(lines, "  "+string(rest))
	}
	return lines
}

func (p *page) beside(label string, lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("\n    " + p.paint(dim, text.Pad(label, labelWidth, ' ')) + line)
		label = ""
	}
	return b.String()
}

// wrap breaks prose between words; a word longer than a line has a line of its own.
func wrap(prose string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(prose) {
		if line != "" && text.StringWidth(line)+1+text.StringWidth(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// trimmed takes the spaces from the ends of lines, and ends the last one.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
