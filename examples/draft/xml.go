package draft

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// rfcXML is where the reader of RFC XML stands (RFC 7991). Figures inside of it are numbered as they
// come; source code and artwork outside of a figure have no number.
type rfcXML struct {
	doc     *Document
	dec     *xml.Decoder
	outline outline
	depth   int
	figures int
	// figure is the one that is open, text what gathers in the open paragraph or block.
	figure  *Figure
	text    *strings.Builder
	started int
	inName  bool
}

var (
	blocksOfText = []string{"t", "li", "dt", "dd"}
	blocksOfData = []string{"artwork", "sourcecode"}
)

func readXML(d *Document, text string) error {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.Strict = false
	dec.Entity = map[string]string{
		"nbsp": " ", "zwsp": "", "nbhy": "-", "wj": "",
	}
	r := &rfcXML{doc: d, dec: dec}
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("is no well-formed XML: %w", err)
		}
		r.token(t)
	}
	return nil
}

func (r *rfcXML) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		r.start(t)
	case xml.EndElement:
		r.end(t.Name.Local)
	case xml.CharData:
		if r.text != nil {
			r.text.Write(t)
		}
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *rfcXML) start(t xml.StartElement) {
	name := t.Name.Local
	switch {
	case name == "rfc":
		r.doc.Name = attribute(t, "docName")
	case name == "middle" || name == "back":
		r.outline.part(name == "back")
	case name == "section":
		r.depth++
		r.outline.enter(r.depth, attribute(t, "title"), attribute(t, "numbered") == "false")
	case name == "figure":
		r.figures++
		r.figure = &Figure{
			Number: r.figures, Anchor: attribute(t, "anchor"), Title: attribute(t, "title"),
			Section: r.outline.String(),
		}
	case name == "xref" && r.text != nil:
		r.text.WriteString("{{" + attribute(t, "target") + "}}") // as kramdown source has it
	case name == "name":
		r.inName, r.text = true, &strings.Builder{}
	case slices.Contains(blocksOfData, name):
		r.data(t)
	case slices.Contains(blocksOfText, name) && r.figure == nil:
		r.flush()
		r.open()
	}
}

func (r *rfcXML) open() {
	r.text = &strings.Builder{}
	r.started, _ = r.dec.InputPos()
}

func (r *rfcXML) data(t xml.StartElement) {
	if r.figure == nil {
		r.figure = &Figure{Section: r.outline.String()}
	}
	r.figure.Type = attribute(t, "type")
	r.open()
}

func (r *rfcXML) end(name string) {
	switch {
	case name == "section":
		r.depth--
	case name == "name" && r.inName && r.text != nil:
		title := strings.Join(strings.Fields(r.text.String()), " ")
		if r.figure != nil {
			r.figure.Title = title
		} else {
			r.outline.title = title
		}
		r.inName, r.text = false, nil
	case slices.Contains(blocksOfData, name):
		r.endData()
	case name == "figure":
		r.endFigure()
	case slices.Contains(blocksOfText, name):
		r.flush()
	}
}

// endData ends a block of data. The line break behind the opening tag and the indentation before
// the closing one are no part of what it shows.
func (r *rfcXML) endData() {
	if r.text == nil || r.figure == nil {
		return // its beginning was within another one
	}
	text := strings.TrimRight(r.text.String(), " \t")
	r.figure.Line = r.started
	if strings.HasPrefix(text, "\n") {
		text, r.figure.Line = text[1:], r.started+1
	}
	r.figure.Printed, r.text = text, nil
	if r.figure.Number == 0 {
		r.endFigure()
	}
}

func (r *rfcXML) endFigure() {
	if r.figure != nil {
		r.doc.Add(*r.figure)
	}
	r.figure = nil
}

func (r *rfcXML) flush() {
	if r.text == nil || r.figure != nil {
		return
	}
	if text := strings.Join(strings.Fields(r.text.String()), " "); text != "" {
		r.doc.Prose = append(r.doc.Prose, Paragraph{
			Section: r.outline.String(), Line: r.started, Text: text,
		})
	}
	r.text = nil
}
