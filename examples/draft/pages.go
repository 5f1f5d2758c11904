package draft

import (
	"regexp"
	"strings"
)

var (
	pageEnd   = regexp.MustCompile(`\[Page [0-9ivx]+\]$`)
	pageStart = regexp.MustCompile(`^(Internet-Draft|RFC [0-9]+) {2,}.*[0-9]{4}$`)
)

// full is how long a line is at least that was broken because it was full.
const full = 60

// block is a run of lines without an empty one between them.
type block struct {
	line  int
	lines []string
}

// blocks splits a text at empty lines and takes out what belongs to its pages. The empty lines about
// the end of a page are those of the page where what stands behind it goes on with a figure.
func blocks(text string) []block {
	var out []block
	open, turned := false, false
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(strings.TrimLeft(line, "\f"), " ")
		page := pageEnd.MatchString(line) || pageStart.MatchString(line)
		if line == "" || page {
			open, turned = false, turned || page
			continue
		}
		if !open && !(turned && len(out) > 0 && out[len(out)-1].goesOn(line)) {
			out = append(out, block{line: i + 1})
		}
		open, turned = true, false
		out[len(out)-1].lines = append(out[len(out)-1].lines, line)
	}
	return out
}

// goesOn says that the line at the top of the next page belongs to the block: the last line is folded,
// or the block is the head of a message and the line is a field, or the rest of one.
func (b block) goesOn(line string) bool {
	last := strings.TrimSpace(b.lines[len(b.lines)-1])
	if strings.HasSuffix(last, `\`) {
		return true
	}
	if !begins(b) || notice.MatchString(last) {
		return false
	}
	line = strings.TrimSpace(line)
	head := !strings.HasPrefix(strings.TrimSpace(b.lines[0]), "{")
	return head && (fieldLine.MatchString(line) || bareRest.MatchString(line) && len(last) >= full)
}
