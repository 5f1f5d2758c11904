package examples_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
)

// columns are the files of the README's table, left to right.
var columns = []string{
	"wit.jwt", "wit-header.json", "wit-claims.json", "wit-field.http",
	"wpt.jwt", "wpt-header.json", "wpt-claims.json", "request.http",
}

// TestReadmeTable keeps the table of outcomes in step with the index.
func TestReadmeTable(t *testing.T) {
	readme := lines(string(must(os.ReadFile("published/README.md"))(t)))
	for _, row := range rows(t) {
		if !slices.Contains(readme, row) {
			t.Errorf("published/README.md lacks the row %s", row)
		}
	}
}

// rows are the lines of the README's table: a document, and the outcome of each figure.
func rows(t *testing.T) []string {
	var out []string
	for _, d := range must(examples.Published())(t) {
		row := "| " + strings.TrimPrefix(d.Name, "draft-ietf-wimse-") + " | " + d.Date + " |"
		for _, file := range columns {
			i := slices.IndexFunc(d.Figures, func(f examples.Figure) bool { return f.File == file })
			if i < 0 {
				row += " – |"
				continue
			}
			row += " " + string(d.Figures[i].Outcome) + " |"
		}
		out = append(out, row)
	}
	return out
}
