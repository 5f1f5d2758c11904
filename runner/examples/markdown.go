package examples

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/examples/examine"
)

// section is a part of an issue: what it is called, and which findings it has.
type section struct {
	title string
	has   func(examine.Finding) bool
}

var sections = []section{
	{"What is wrong", func(f examine.Finding) bool { return f.Verdict == examine.Fail }},
	{"What may be worth a look", func(f examine.Finding) bool { return f.Odd }},
	{"What could not be checked", func(f examine.Finding) bool { return f.Verdict == examine.Unchecked }},
}

// printMarkdown writes each report as the text of an issue to the authors.
func printMarkdown(w io.Writer, reports []examine.Report) error {
	var b strings.Builder
	for i, r := range reports {
		if i > 0 {
			b.WriteString("\n")
		}
		issue(&b, r)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func issue(b *strings.Builder, r examine.Report) {
	name := r.Name
	if name == "" {
		name = r.Document
	}
	fmt.Fprintf(b, "## Examples in %s\n\n", escaped(name))
	fmt.Fprintf(b, "Checked with `wimsespec examples check` (%s); %s.\n", escaped(judgedBy(r)), summary(r))
	for _, s := range sections {
		s.write(b, r)
	}
	var right []string
	for _, one := range r.Results {
		if one.Verdict == examine.Pass {
			right = append(right, "- "+escaped(one.Label()))
		}
	}
	if len(right) > 0 {
		fmt.Fprintf(b, "\n### What is right\n\n%s\n", strings.Join(right, "\n"))
	}
}

func (s section) write(b *strings.Builder, r examine.Report) {
	begun := false
	for _, one := range r.Results {
		var items []string
		for _, f := range one.Findings {
			if s.has(f) {
				items = append(items, fmt.Sprintf("- %s: %s", f.Check, escaped(f.Detail)))
			}
		}
		if len(items) == 0 {
			continue
		}
		if !begun {
			fmt.Fprintf(b, "\n### %s\n", s.title)
			begun = true
		}
		fmt.Fprintf(b, "\n**%s**%s\n\n%s\n", escaped(one.Label()), where(one), strings.Join(items, "\n"))
	}
}

func where(r examine.Result) string {
	parts := []string{}
	if r.Section != "" && !strings.HasSuffix(r.Label(), r.Section) {
		parts = append(parts, "section "+escaped(r.Section))
	}
	return " (" + strings.Join(append(parts, fmt.Sprintf("line %d", r.Line)), ", ") + ")"
}

var special = regexp.MustCompile("[\\\\`*_{}\\[\\]<>#|~@&]")

// escaped writes what a document says so that it stays text in Markdown, and calls nobody.
func escaped(text string) string {
	return special.ReplaceAllStringFunc(plain(text), func(c string) string {
		if named := map[string]string{"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;"}[c]; named != "" {
			return named
		}
		return `\` + c
	})
}
