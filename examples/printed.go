package examples

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/examples/draft"
)

// Printed gives the document as far as it is kept here, in the form in which documents are read: its
// figures, and the one sentence that says whose key the caller uses. Lines are numbers of figures.
func (d Document) Printed() (*draft.Document, error) {
	out := &draft.Document{Path: d.Folder, Name: d.Name, Form: draft.FormText}
	for _, f := range d.all() {
		text, err := read(f.Folder, f.File)
		if err != nil {
			return nil, err
		}
		out.Add(draft.Figure{
			Number: f.Number, Title: f.Title, Line: f.Number, Printed: string(text),
			Type: strings.TrimPrefix(path.Ext(f.File), "."),
		})
		if f.File == d.CallerKey {
			out.Prose = append(out.Prose, draft.Paragraph{
				Text: "the caller is using the keys specified in " + draft.Figure{Number: f.Number}.Label(),
			})
		}
	}
	return out, nil
}

// all lists the figures and the keys that the document prints itself, by number.
func (d Document) all() []Key {
	var list []Key
	for _, k := range []Key{d.Keys.Issuer, d.Keys.Workload} {
		if k.Folder == d.Folder {
			list = append(list, k)
		}
	}
	for _, f := range d.Figures {
		list = append(list, Key{Folder: d.Folder, Number: f.Number, Title: f.Title, File: f.File})
	}
	slices.SortFunc(list, func(a, b Key) int { return cmp.Compare(a.Number, b.Number) })
	return list
}
