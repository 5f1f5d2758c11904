package draft

import "regexp"

// inlineToken is a token that stands in a sentence, between the marks of a literal.
var inlineToken = regexp.MustCompile("`(eyJ[A-Za-z0-9_-]{20,}\\.eyJ[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,})`")

// inline adds the tokens that a paragraph shows as figures without a number.
func (d *Document) inline(p Paragraph) {
	for _, m := range inlineToken.FindAllStringSubmatch(p.Text, -1) {
		d.Add(Figure{Title: "a token in the text", Section: p.Section, Line: p.Line, Printed: m[1]})
	}
}
