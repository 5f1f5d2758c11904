package draft

import "fmt"

// Form says in which form a document is written.
type Form string

// The forms: kramdown source, rendered text, RFC XML, a folder of figures, and a file that is one.
const (
	FormKramdown Form = "kramdown"
	FormText     Form = "text"
	FormXML      Form = "xml"
	FormFolder   Form = "folder"
	FormFigure   Form = "figure"
)

// Document is what was read.
type Document struct {
	// Path is where it was read from.
	Path string
	// Name is what the document calls itself, such as "draft-ietf-wimse-wpt-latest"; empty where it
	// does not say.
	Name string
	Form Form
	// Figures and Prose stand in the order of the document.
	Figures []Figure
	Prose   []Paragraph
}

// Figure is one figure of a document.
type Figure struct {
	// Number is the number that a rendered document gives it, 0 for one without title and anchor.
	Number int
	Anchor string
	Title  string
	// Section is number and title of the section, Line the line at which the figure's text begins.
	Section string
	Line    int
	// Type is the media or language that the source names, such as "jwk"; empty where it does not.
	Type string
	Kind Kind
	// Printed is the text as it stands there, Text the same unfolded, Folding how it was folded.
	Printed string
	Text    string
	Folding Folding
}

// Paragraph is a paragraph or an item of a list, on one line.
type Paragraph struct {
	Section string
	Line    int
	Text    string
}

// Label names the figure for people.
func (f Figure) Label() string {
	switch {
	case f.Number > 0 && f.Title != "":
		return fmt.Sprintf("Figure %d, %s", f.Number, f.Title)
	case f.Number > 0:
		return fmt.Sprintf("Figure %d", f.Number)
	case f.Title != "":
		return f.Title
	}
	return fmt.Sprintf("the figure at line %d", f.Line)
}

// Add appends a figure of which all is known but its kind and how it is folded.
func (d *Document) Add(f Figure) {
	f.Text, f.Folding = Unfold(f.Printed)
	f.Kind = kindOf(f)
	d.Figures = append(d.Figures, f)
}
