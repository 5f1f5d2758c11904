package draft

import (
	"regexp"
	"strings"
)

var (
	docname    = regexp.MustCompile(`(?m)^docname: *["']?([A-Za-z0-9-]+)`)
	heading    = regexp.MustCompile(`^(#+) +(.*?) *(\{[:#].*\})?$`)
	fence      = regexp.MustCompile("^ {0,3}(~{3,}|`{3,}) *([A-Za-z0-9/+-]*)[^`]*$")
	attributes = regexp.MustCompile(`^\{:(.*)\}$`)
	anchorIn   = regexp.MustCompile(`#([A-Za-z0-9_-]+)`)
	titleIn    = regexp.MustCompile(`title="([^"]*)"|title='([^']*)'`)
	partLine   = regexp.MustCompile(`^--- (abstract|middle|back|note_.*|contributor)$`)
	listItem   = regexp.MustCompile(`^ *([*+-]|[0-9]+\.) +`)
)

// kramdown is where the reader of kramdown source stands.
type kramdown struct {
	doc     *Document
	lines   []sourced
	at      int
	outline outline
	figures int
	begun   bool
	// paragraph gathers lines of prose.
	paragraph []string
	from      int
}

func readKramdown(d *Document, text string) error {
	if m := docname.FindStringSubmatch(text); m != nil {
		d.Name = m[1]
	}
	lines, err := include(d.Path, text)
	if err != nil {
		return err
	}
	r := &kramdown{doc: d, lines: lines}
	for r.at < len(r.lines) {
		r.line()
	}
	r.endParagraph()
	return nil
}

func (r *kramdown) line() {
	text := r.lines[r.at].text
	if m := fence.FindStringSubmatch(text); m != nil {
		r.endParagraph()
		r.figure(m[1], m[2])
		return
	}
	switch m := heading.FindStringSubmatch(text); {
	case m != nil:
		r.endParagraph()
		r.outline.enter(len(m[1]), m[2], strings.Contains(r.next(), `numbered="false"`))
	case partLine.MatchString(text):
		r.part(text)
	case strings.TrimSpace(text) == "":
		r.endParagraph()
	case attributes.MatchString(text):
	default:
		r.prose(text)
	}
	r.at++
}

// part begins a part of the document. What stands before the first one is data about the document.
func (r *kramdown) part(text string) {
	r.endParagraph()
	if !r.begun {
		r.doc.Prose, r.begun = nil, true
	}
	if text == "--- middle" || text == "--- back" {
		r.outline.part(text == "--- back")
	}
}

func (r *kramdown) next() string {
	if r.at+1 < len(r.lines) {
		return r.lines[r.at+1].text
	}
	return ""
}

func (r *kramdown) prose(text string) {
	if listItem.MatchString(text) {
		r.endParagraph()
		text = listItem.ReplaceAllString(text, "")
	}
	if len(r.paragraph) == 0 {
		r.from = r.lines[r.at].line
	}
	r.paragraph = append(r.paragraph, strings.TrimSpace(text))
}

func (r *kramdown) endParagraph() {
	if len(r.paragraph) > 0 {
		p := Paragraph{
			Section: r.outline.String(), Line: r.from, Text: strings.Join(r.paragraph, " "),
		}
		r.doc.Prose = append(r.doc.Prose, p)
		r.doc.inline(p)
	}
	r.paragraph = nil
}

// figure reads a fenced block, and the attributes behind it. A block with neither title nor anchor
// becomes no numbered figure.
func (r *kramdown) figure(mark, language string) {
	var body []string
	closing := regexp.MustCompile("^ {0,3}" + regexp.QuoteMeta(mark[:1]) + "{" + itoa(len(mark)) + ",} *$")
	f := Figure{Type: language, Section: r.outline.String()}
	for r.at++; r.at < len(r.lines) && !closing.MatchString(r.lines[r.at].text); r.at++ {
		if len(body) == 0 {
			f.Line = r.lines[r.at].line
		}
		body = append(body, r.lines[r.at].text+"\n")
	}
	r.at++
	f.Printed = strings.Join(body, "")
	if r.at < len(r.lines) && attributes.MatchString(r.lines[r.at].text) {
		f.Anchor, f.Title = attributed(r.lines[r.at].text)
		r.at++
	}
	if f.Anchor != "" || f.Title != "" {
		r.figures++
		f.Number = r.figures
	}
	r.doc.Add(f)
}

func attributed(text string) (anchor, title string) {
	if m := titleIn.FindStringSubmatch(text); m != nil {
		title = m[1] + m[2]
		text = strings.Replace(text, m[0], "", 1)
	}
	if m := anchorIn.FindStringSubmatch(text); m != nil {
		anchor = m[1]
	}
	return anchor, title
}
