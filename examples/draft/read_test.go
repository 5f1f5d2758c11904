package draft_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/draft"
)

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"binary.txt":  {"a\x00b", "is not a text"},
		"broken.xml":  {"<rfc><front></rfc", "is no well-formed XML"},
		"include.md":  {"--- middle\n\n# S\n\n~~~\n{::include none.txt}\n~~~\n", "line 6: the include none.txt"},
		"absent":      {"", "no such file"},
		"empty-d/a.b": {"", ""},
	} {
		path := filepath.Join(dir, name)
		if name != "absent" {
			put(t, path, c.text)
		}
		_, err := draft.Read(path)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestUnfold has each way in which drafts break lines.
func TestUnfold(t *testing.T) {
	token := "eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln"
	note := func(mark string) string { return "=== NOTE: '" + mark + "' line wrapping per RFC 8792 ===\n\n" }
	for name, c := range map[string]struct {
		printed, text string
		folding       draft.Folding
	}{
		"not at all":       {token + "\n", token, draft.FoldingNone},
		"single backslash": {note(`\`) + "A: b\\\n  c\n", "A: bc\n", draft.FoldingSingle},
		"double backslash": {note(`\\`) + "A: b\\\n  \\ c\n", "A: b c\n", draft.FoldingDouble},
		"indentation":      {"A: b\n  c\nD: e\n\nbody\n  x\n", "A: bc\nD: e\n\nbody\n  x\n", draft.FoldingIndented},
		"no mark, alone":   {"eyJhbGciOiJFUzI1NiJ9.\neyJhIjoxfQ.\nc2ln\n", token, draft.FoldingUnmarked},
		"no mark, field":   {"A: eyJh\nbGci\nD: e\n", "A: eyJhbGci\nD: e\n", draft.FoldingUnmarked},
		"a broken notice":  {"=== NOTE: '\\' line wrapping per RFC 8792 ===\nA: b\n", "", draft.FoldingBroken},
		"JSON":             {"{\n \"a\": 1\n}\n", "{\n \"a\": 1\n}\n", draft.FoldingNone},
	} {
		text, folding := draft.Unfold(c.printed)
		if folding != c.folding || c.text != "" && text != c.text {
			t.Errorf("%s: %q, %q", name, text, folding)
		}
	}
}

func TestParseMessage(t *testing.T) {
	for text, want := range map[string]string{
		"POST /a?b HTTP/1.1\nHost: h.example\nA:  b \n\nbody\n\n": "" +
			"POST https://h.example/a?b [[A b]] \"body\\n\\n\" ",
		"Response:\n\nHTTP/1.1 404 Not Found\nA: b\n": "404 [[A b]] \"\" Response:",
		"A: b\nC: d\n": " [[A b] [C d]] \"\" ",
	} {
		m, err := draft.ParseMessage(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := described(m); got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "hello", "GET /\nHost: h", "GET / HTTP/1.1\nno field"} {
		if _, err := draft.ParseMessage(text); err == nil {
			t.Errorf("%q is taken for a message", text)
		}
	}
}
