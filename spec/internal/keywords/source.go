package keywords

import (
	"fmt"
	"regexp"
	"strings"
)

// paragraph is a paragraph, list item or table row, with single spaces, and where it stands.
type paragraph struct {
	section string
	text    string
	// listed says that it is an item or a row, or stands below one.
	listed bool
}

// source walks through a draft in kramdown: sections get the numbers that a renderer gives them.
type source struct {
	counts [6]int
	back   bool
	// number is that of the current section; empty in front of the first.
	number string
	// fence closes the current figure; empty outside of one.
	fence string
	open  []string
	// listed is that of the open paragraph.
	listed bool
	found  []paragraph
}

var (
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
	heading = regexp.MustCompile(`^(#{1,6})\s+(?:(\d+(?:\.\d+)*)\.\s+)?`)
	quote   = regexp.MustCompile(`^\s*>\s?`)
	item    = regexp.MustCompile(`^\s*(?:[*+|:-]|\d+\.)\s+`)
	fence   = regexp.MustCompile("^\\s*(`{3,}|~{3,})")
	middle  = regexp.MustCompile(`(?m)^--- *middle$`)
	back    = regexp.MustCompile(`^--- *back$`)
)

// paragraphs reads a draft from its first section on. A text without the line `--- middle` is read as
// a whole; a heading that has a number of its own keeps it.
func paragraphs(text string) []paragraph {
	text = comment.ReplaceAllString(text, "")
	if at := middle.FindStringIndex(text); at != nil {
		text = text[at[1]:]
	}
	var s source
	for line := range strings.Lines(text) {
		s.read(quote.ReplaceAllString(strings.TrimRight(line, "\r\n"), ""))
	}
	s.end()
	return s.found
}

func (s *source) read(line string) {
	switch {
	case s.fence != "":
		if strings.HasPrefix(strings.TrimSpace(line), s.fence) {
			s.fence = ""
		}
	case fence.MatchString(line):
		s.end()
		s.fence = fence.FindStringSubmatch(line)[1]
	case back.MatchString(line):
		s.end()
		s.back, s.counts = true, [6]int{}
	case heading.MatchString(line):
		s.end()
		s.enter(heading.FindStringSubmatch(line))
	case strings.TrimSpace(line) == "":
		s.end()
	case item.MatchString(line):
		s.end()
		s.open, s.listed = append(s.open, item.ReplaceAllString(line, "")), true
	default:
		s.listed = s.listed || len(s.open) == 0 && strings.HasPrefix(line, "  ")
		s.open = append(s.open, line)
	}
}

// enter counts a heading: its hash signs, and the number that it has of its own, if any.
func (s *source) enter(heading []string) {
	depth := len(heading[1])
	s.counts[depth-1]++
	clear(s.counts[depth:])
	if s.number = heading[2]; s.number != "" {
		return
	}
	parts := make([]string, depth)
	for i, n := range s.counts[:depth] {
		parts[i] = fmt.Sprint(n)
	}
	if s.back {
		parts[0] = string(rune('A' + s.counts[0] - 1))
	}
	s.number = strings.Join(parts, ".")
}

// end closes the paragraph that is being read.
func (s *source) end() {
	if text := strings.Join(strings.Fields(strings.Join(s.open, " ")), " "); text != "" {
		s.found = append(s.found, paragraph{s.number, text, s.listed})
	}
	s.open, s.listed = nil, false
}
