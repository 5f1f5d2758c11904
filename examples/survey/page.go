package survey

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/examples/examine"
	"github.com/wimsespec/wimsespec/spec"
)

//go:embed head.md
var head string

// Page writes docs/published-examples.md.
func Page(list []Entry) (string, error) {
	confirmed, err := confirmations()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(head)
	table(&b, list)
	b.WriteString("\n## What is wrong\n\nEach was confirmed with other tools before it was listed here; " +
		"the line in italics says how.\n")
	for _, e := range list {
		defects(&b, e, confirmed)
	}
	remarks(&b, "What is odd", "No text forbids these, and they fail nothing.", list,
		func(f Figure) []string { return f.Odd })
	remarks(&b, "What could not be checked", "", list, func(f Figure) []string { return f.Open })
	folders(&b, list)
	return b.String(), nil
}

// columns say which figures stand where in the table, by what they show.
var columns = []struct {
	name string
	is   func(Figure) bool
}{
	{"WIT", func(f Figure) bool { return f.Kind == "wit" }},
	{"header", func(f Figure) bool { return f.Kind == "header" && !proof.MatchString(f.Title) }},
	{"claims", func(f Figure) bool { return f.Kind == "claims" && !proof.MatchString(f.Title) }},
	{"text", func(f Figure) bool { return f.Kind == "prose" }},
	{"keys", func(f Figure) bool { return f.Kind == "jwk" }},
	{"WIT field", func(f Figure) bool { return f.Kind == "field" && !proof.MatchString(f.Title) }},
	{"WPT", func(f Figure) bool { return f.Kind == "wpt" }},
	{"header", func(f Figure) bool { return f.Kind == "header" && proof.MatchString(f.Title) }},
	{"claims", func(f Figure) bool { return f.Kind == "claims" && proof.MatchString(f.Title) }},
	{"request", func(f Figure) bool { return f.Kind == "request" && proof.MatchString(f.Title) }},
	{"signed request", func(f Figure) bool { return f.Kind == "request" && !proof.MatchString(f.Title) }},
	{"signed response", func(f Figure) bool { return f.Kind == "response" }},
}

var proof = regexp.MustCompile(`\bWPT\b`)

var words = map[examine.Verdict]string{
	examine.Pass: "pass", examine.Fail: "**FAIL**", examine.Unchecked: "open",
}

func table(b *strings.Builder, list []Entry) {
	row, rule := "| document | tagged |", "|---|---|"
	for _, c := range columns {
		row, rule = row+" "+c.name+" |", rule+"---|"
	}
	b.WriteString(row + "\n" + rule + "\n")
	var none []string
	for _, e := range list {
		switch {
		case e.folder():
		case len(e.Figures) == 0:
			none = append(none, "`"+e.name()+"`")
		default:
			fmt.Fprintf(b, "| %s | %s |%s\n", e.name(), e.date(), cells(e))
		}
	}
	fmt.Fprintf(b, "\nNo example data: %s.\n", strings.Join(none, ", "))
}

func cells(e Entry) string {
	out := ""
	for _, c := range columns {
		var cell []string
		for _, f := range e.Figures {
			if c.is(f) {
				cell = append(cell, strings.TrimSpace(number(f)+" "+words[f.Verdict]))
			}
		}
		if len(cell) == 0 {
			cell = []string{"–"}
		}
		out += " " + strings.Join(cell, ", ") + " |"
	}
	return out
}

func number(f Figure) string {
	if f.Number == 0 {
		return ""
	}
	return fmt.Sprint(f.Number)
}

// folder says that the entry is one of raw figures, not of a document.
func (e Entry) folder() bool { return !strings.Contains(e.Document, ".") }

func (e Entry) name() string { return strings.TrimSuffix(e.Document, ".md") }

// date is when the document was tagged, for the document itself and no other copy of it.
func (e Entry) date() string {
	if d, known := spec.FindDocument(e.Revision); known && d.Date != "" && e.name() == e.Revision {
		return d.Date
	}
	return "–"
}
