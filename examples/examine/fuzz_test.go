package examine_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
)

// FuzzJudge asks that no figure makes a check fall over, whatever it shows.
func FuzzJudge(f *testing.F) {
	documents, err := examples.Published()
	if err != nil {
		f.Fatal(err)
	}
	for _, d := range documents {
		if d.Folder != "http-signature-07" && d.Folder != "wpt-02" {
			continue
		}
		printed, err := d.Printed()
		if err != nil {
			f.Fatal(err)
		}
		for _, figure := range printed.Figures {
			f.Add(figure.Printed, figure.Type, figure.Title)
		}
	}
	f.Fuzz(func(t *testing.T, text, kind, title string) {
		d := &draft.Document{Name: "draft-ietf-wimse-http-signature-07", Form: draft.FormText}
		for range 2 {
			d.Add(draft.Figure{Number: 1, Title: title, Type: kind, Printed: text, Section: "1"})
		}
		for _, revision := range []string{"", "s2s-00", "wpt-02"} {
			if _, err := examine.Judge(d, revision, []*draft.Document{d}); err != nil {
				t.Error(err)
			}
		}
	})
}
