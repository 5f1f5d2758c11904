package draft_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/draft"
)

// figures are those of draft-ietf-wimse-wpt-02, which are kept in this project.
func figures(t *testing.T) []draft.Figure {
	for _, d := range must(examples.Published())(t) {
		if d.Folder == "wpt-02" {
			return must(d.Printed())(t).Figures
		}
	}
	t.Fatal("wpt-02 is not there")
	return nil
}

// TestForms writes one document in every form, and reads the same figures out of each.
func TestForms(t *testing.T) {
	want := figures(t)
	for name, write := range map[string]func(*testing.T, string, []draft.Figure) string{
		"draft.md": asKramdown, "included.md": asIncludes, "draft.txt": asText, "draft.xml": asXML,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			put(t, path, write(t, filepath.Dir(path), want))
			got := must(draft.Read(path))(t)
			if !strings.HasPrefix(got.Name, "draft-example-proof-") {
				t.Errorf("its name is %q", got.Name)
			}
			compare(t, got, want)
			if n := count(got, "Words before it"); n != len(want) || count(got, "Some words about it.") != 1 ||
				count(got, "docname") != 0 {
				t.Errorf("the prose is %+v", got.Prose)
			}
		})
	}
}

func count(d *draft.Document, words string) int {
	n := 0
	for _, p := range d.Prose {
		n += strings.Count(strings.ReplaceAll(p.Text, "\u00a0", " "), words)
	}
	return n
}

func compare(t *testing.T, got *draft.Document, want []draft.Figure) {
	if len(got.Figures) != len(want) {
		t.Fatalf("%d figures, want %d", len(got.Figures), len(want))
	}
	for i, f := range got.Figures {
		w := want[i]
		if f.Number != i+1 || f.Title != w.Title || f.Kind != w.Kind || f.Folding != w.Folding ||
			f.Section != "1.1 Examples" || strings.TrimRight(f.Text, "\n") != strings.TrimRight(w.Text, "\n") {
			t.Errorf("figure %d is %+v, want %+v", i+1, f, w)
		}
		text := must(os.ReadFile(got.Path))(t)
		line := strings.Split(string(text), "\n")[f.Line-1]
		first, _, _ := strings.Cut(w.Printed, "\n")
		if !strings.Contains(line, "include") && !strings.Contains(line, xmlEscaped(first)) &&
			!strings.Contains(line, first) {
			t.Errorf("figure %d begins at line %d, which is %q", i+1, f.Line, line)
		}
	}
}

const kramdownHead = "---\ntitle: T\ndocname: draft-example-proof-latest\n---\n\n--- abstract\n\n" +
	"Some words about it.\n\n--- middle\n\n# Introduction {#intro}\n\n## Examples\n\n"

func asKramdown(_ *testing.T, _ string, list []draft.Figure) string {
	text := kramdownHead
	for i, f := range list {
		text += fmt.Sprintf("Words before it,\nand more.\n\n~~~ %s\n%s~~~\n{: #fig-%d title=%q}\n\n",
			f.Type, f.Printed, i, f.Title)
	}
	return text
}

func asIncludes(t *testing.T, dir string, list []draft.Figure) string {
	text := kramdownHead
	put(t, filepath.Join(dir, "includes", "0.out"), list[0].Printed)
	for i, f := range list {
		name := fmt.Sprintf("includes/%d.out", i)
		put(t, filepath.Join(dir, name), f.Printed)
		text += fmt.Sprintf("Words before it.\n\n```%s\n{::include %s}\n```\n{: title=%q}\n\n",
			f.Type, name, f.Title)
	}
	return text
}

// asText breaks a page within the last figure.
func asText(_ *testing.T, _ string, list []draft.Figure) string {
	text := "Internet-Draft                     T                     August 2026\n\n" +
		"                        draft-example-proof-00\n\nAbstract\n\n   Some words about it.\n\n" +
		"1.  Introduction\n\n1.1.  Examples\n\n"
	for i, f := range list {
		body := "   " + strings.ReplaceAll(strings.TrimRight(f.Printed, "\n"), "\n", "\n   ")
		if lines := strings.Split(body, "\n"); i == len(list)-1 {
			page := "\n\n\nSomebody              Expires 1 January 2027                [Page 7]\n\f\n" +
				"Internet-Draft                     T                     August 2026\n\n"
			at := len(lines) - 2
			body = strings.Join(lines[:at], "\n") + page + strings.Join(lines[at:], "\n")
		}
		text += fmt.Sprintf("   Words before it.\n\n%s\n\n              Figure %d: %s\n\n", body, i+1, f.Title)
	}
	return text
}

func asXML(_ *testing.T, _ string, list []draft.Figure) string {
	text := "<?xml version='1.0'?>\n<!DOCTYPE rfc [\n  <!ENTITY nbsp \"&#160;\">\n]>\n" +
		"<rfc docName=\"draft-example-proof-00\">\n" +
		"<front><abstract><t>Some words\nabout it.</t></abstract></front>\n" +
		"<middle><section><name>Introduction</name>\n<section anchor=\"e\"><name>Examples</name>\n"
	for _, f := range list {
		text += fmt.Sprintf("<t>Words&nbsp;before it.</t>\n<figure><name>%s</name>"+
			"<sourcecode type=\"%s\">\n%s</sourcecode></figure>\n",
			f.Title, f.Type, xmlEscaped(f.Printed))
	}
	return text + "</section></section></middle></rfc>\n"
}

func xmlEscaped(text string) string {
	var out strings.Builder
	if err := xml.EscapeText(&out, []byte(text)); err != nil {
		return text
	}
	return strings.NewReplacer("&#xA;", "\n", "&#39;", "'", "&#34;", `"`).Replace(out.String())
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
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
