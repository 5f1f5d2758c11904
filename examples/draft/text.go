package draft

import (
	"regexp"
	"slices"
	"strings"
)

var (
	textHeading = regexp.MustCompile(`^(([0-9]+|[A-Z])(\.[0-9]+)*\.|Appendix [A-Z]\.) {1,2}(\S.*)$`)
	caption     = regexp.MustCompile(`^ {3,}Figure ([0-9]+)(: (.*))?$`)
	draftName   = regexp.MustCompile(`\bdraft-[a-z0-9]+(-[a-z0-9]+)+-[0-9]{2}\b`)
	notice      = regexp.MustCompile(`NOTE: '\\+' line wrapping per RFC 8792`)
	tokenStart  = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{20,}`)
)

// rendered is where the reader of rendered text stands.
type rendered struct {
	doc     *Document
	section string
	// window are the blocks since the last heading or caption, of which nobody knows yet whether
	// they are prose or the figure over the next caption.
	window []block
}

func readText(d *Document, text string) error {
	d.Name = draftName.FindString(text)
	r := &rendered{doc: d}
	for _, b := range blocks(text) {
		first := b.lines[0]
		if m := textHeading.FindStringSubmatch(first); m != nil && len(b.lines) <= 2 {
			r.flush()
			r.section = strings.TrimPrefix(strings.Join(strings.Fields(strings.Join(b.lines, " ")), " "), "Appendix ")
			r.section = strings.Replace(r.section, ". ", " ", 1)
		} else if m := caption.FindStringSubmatch(first); m != nil {
			r.captioned(m[1], m[3], b.lines[1:])
		} else {
			r.window = append(r.window, b)
		}
	}
	r.flush()
	return nil
}

// captioned makes a figure of what stands over a caption: from the first block that begins like
// data, or the last block alone where none does.
func (r *rendered) captioned(number, title string, more []string) {
	n := 0
	for _, digit := range number {
		n = n*10 + int(digit-'0')
	}
	for _, line := range more {
		title += " " + strings.TrimSpace(line)
	}
	at := slices.IndexFunc(r.window, begins)
	if at < 0 {
		at = max(0, len(r.window)-1)
	}
	r.prose(r.window[:at])
	f := Figure{Number: n, Title: title, Section: r.section}
	if at < len(r.window) {
		f.Line, f.Printed = r.window[at].line, printed(r.window[at:])
	}
	r.doc.Add(f)
	r.window = nil
}

// flush takes what stands over no caption for prose, but for blocks that begin like data.
func (r *rendered) flush() {
	for len(r.window) > 0 {
		at := slices.IndexFunc(r.window, begins)
		if at < 0 {
			r.prose(r.window)
			break
		}
		r.prose(r.window[:at])
		end := r.extent(at)
		r.doc.Add(Figure{
			Section: r.section, Line: r.window[at].line, Printed: printed(r.window[at:end]),
		})
		r.window = r.window[end:]
	}
	r.window = nil
}

// extent says where a figure without a caption ends: a notice of folding is followed by what is
// folded.
func (r *rendered) extent(at int) int {
	end := at + 1
	if notice.MatchString(r.window[at].lines[0]) {
		end++
	}
	return min(end, len(r.window))
}

func begins(b block) bool {
	line := strings.TrimSpace(b.lines[0])
	name, _, _ := strings.Cut(line, ":")
	return notice.MatchString(line) || strings.HasPrefix(line, "{") || tokenStart.MatchString(line) ||
		requestLine.MatchString(line) || statusLine.MatchString(line) ||
		fieldLine.MatchString(line) && carrier[strings.ToLower(name)]
}

func printed(list []block) string {
	least := -1
	for _, b := range list {
		for _, line := range b.lines {
			if n := len(line) - len(strings.TrimLeft(line, " ")); least < 0 || n < least {
				least = n
			}
		}
	}
	var parts []string
	for _, b := range list {
		var lines []string
		for _, line := range b.lines {
			lines = append(lines, line[least:])
		}
		parts = append(parts, strings.Join(lines, "\n")+"\n")
	}
	return strings.Join(parts, "\n")
}

func (r *rendered) prose(list []block) {
	for _, b := range list {
		text := ""
		for _, line := range b.lines {
			line = strings.TrimSpace(line)
			if strings.HasSuffix(text, "/") || strings.HasSuffix(text, "-") {
				text += line // a renderer breaks long words behind these
			} else {
				text = strings.TrimSpace(text + " " + line)
			}
		}
		r.doc.Prose = append(r.doc.Prose, Paragraph{
			Section: r.section, Line: b.line, Text: listItem.ReplaceAllString(text, ""),
		})
	}
}
