package survey_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
	"github.com/wimsespec/wimsespec/examples/survey"
)

const remedy = "; if it is right, write both anew: wimsespec examples published --specs DIR"

// TestDocuments examines the documents themselves, which are not part of this project.
func TestDocuments(t *testing.T) {
	dir := os.Getenv("WIMSESPEC_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the drafts are not at %s; WIMSESPEC_SPECS can name the folder", dir)
	}
	made := must(survey.Make(dir))(t)
	text := must(survey.Write(made))(t)
	if kept := must(os.ReadFile("survey.yaml"))(t); !bytes.Equal(text, kept) {
		t.Errorf("survey.yaml is not what the documents give: %s%s", difference(string(kept), string(text)), remedy)
	}
}

// difference gives the first line in which two texts differ.
func difference(kept, made string) string {
	a, b := strings.Split(kept, "\n"), strings.Split(made, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) {
			return "one of them is longer"
		}
		if a[i] != b[i] {
			return "kept is " + a[i] + ", made is " + b[i]
		}
	}
	return "nothing differs"
}

func TestPage(t *testing.T) {
	page := must(survey.Page(must(survey.Recorded())(t)))(t)
	kept := string(must(os.ReadFile(filepath.Join("..", "..", "docs", "published-examples.md")))(t))
	if page != kept {
		t.Errorf("docs/published-examples.md: %s%s", difference(kept, page), remedy)
	}
}

// TestConfirmed asks for a confirmation of everything that is listed as wrong.
func TestConfirmed(t *testing.T) {
	page := must(survey.Page(must(survey.Recorded())(t)))(t)
	if strings.Contains(page, "*Confirmed: *") {
		t.Error("something is listed as wrong and not confirmed")
	}
	if strings.Count(page, "*Confirmed: ") < 40 {
		t.Error("fewer defects are listed than are known")
	}
}

// TestKept examines what is kept of the documents, and finds of each figure what was found in the
// document: all but its form and what takes other text.
func TestKept(t *testing.T) {
	recorded := must(survey.Recorded())(t)
	documents := must(examples.Published())(t)
	seen := 0
	for _, d := range documents {
		t.Run(d.Folder, func(t *testing.T) {
			report := must(examine.Judge(must(d.Printed())(t), "", beside(t, d, documents)))(t)
			want := entry(t, recorded, d.Folder)
			for _, got := range survey.EntryOf(report).Figures {
				seen++
				compare(t, got, want)
			}
		})
	}
	if seen < 160 {
		t.Errorf("only %d figures were compared", seen)
	}
}

// beside gives the document in whose folder the index has the keys, where it is another one.
func beside(t *testing.T, d examples.Document, all []examples.Document) []*draft.Document {
	var out []*draft.Document
	for _, other := range all {
		if other.Folder == d.Keys.Issuer.Folder && other.Folder != d.Folder {
			printed := must(other.Printed())(t)
			printed.Path = other.Folder
			out = append(out, printed)
		}
	}
	return out
}

func entry(t *testing.T, list []survey.Entry, folder string) survey.Entry {
	i := slices.IndexFunc(list, func(e survey.Entry) bool { return e.Document == folder+".md" })
	if i < 0 {
		t.Fatalf("%s.md is not in the survey", folder)
	}
	return list[i]
}

func compare(t *testing.T, got survey.Figure, e survey.Entry) {
	i := slices.IndexFunc(e.Figures, func(f survey.Figure) bool { return f.Number == got.Number })
	if i < 0 {
		t.Errorf("figure %d is not in the survey", got.Number)
		return
	}
	want := e.Figures[i]
	want.Passed = slices.DeleteFunc(slices.Clone(want.Passed), func(c string) bool { return c == "width" })
	if got.Title != want.Title || got.Kind != want.Kind || got.Verdict != want.Verdict ||
		!slices.Equal(got.Passed, want.Passed) || !slices.Equal(got.Wrong, want.Wrong) ||
		!slices.Equal(got.Open, want.Open) || !slices.Equal(got.Odd, want.Odd) {
		t.Errorf("figure %d:\n got %+v\nwant %+v", got.Number, got, want)
	}
}

// must passes a value on, or ends the test with the error that came with it.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
