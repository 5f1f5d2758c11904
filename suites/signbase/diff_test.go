package signbase_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/suites/signbase"
)

func TestDiff(t *testing.T) {
	long := strings.Repeat("A", 200)
	for name, tc := range map[string]struct{ expected, used, want string }{
		"nothing":   {"\"a\": 1\n\"b\": 2", "\"a\": 1\n\"b\": 2", "  \"a\": 1\n  \"b\": 2"},
		"a value":   {"\"a\": 1\n\"b\": 2\n\"c\": 3", "\"a\": 1\n\"b\": 4\n\"c\": 3", "  \"a\": 1\n- \"b\": 2\n+ \"b\": 4\n  \"c\": 3"},
		"a name":    {"\"a\": 1\n\"b\": 2", "\"A\": 1\n\"B\": 2", "- \"a\": 1\n+ \"A\": 1\n- \"b\": 2\n+ \"B\": 2"},
		"left out":  {"\"a\": 1\n\"b\": 2\n\"c\": 3", "\"a\": 1\n\"c\": 3", "  \"a\": 1\n- \"b\": 2\n  \"c\": 3"},
		"too many":  {"\"a\": 1", "\"a\": 1\n\"b\": 2", "  \"a\": 1\n+ \"b\": 2"},
		"moved":     {"\"a\": 1\n\"b\": 2", "\"b\": 2\n\"a\": 1", "- \"a\": 1\n  \"b\": 2\n+ \"a\": 1"},
		"line feed": {"\"a\": 1", "\"a\": 1\n", "  \"a\": 1\n+ (nothing: the base ends in a line feed)"},
		"CRLF":      {"\"a\": 1\n\"b\": 2", "\"a\": 1\r\n\"b\": 2", "- \"a\": 1\n+ \"a\": 1\\r\n  \"b\": 2"},
		"spaces":    {"\"a\": 1", "\"a\": 1  ", "- \"a\": 1\n+ \"a\": 1\\x20\\x20"},
		"look-alike": {"\"a\": paypal", "\"a\": p\u0430ypal",
			"- \"a\": paypal\n+ \"a\": p\\u0430ypal"},
		"escape": {"\"a\": \x1b[2J", "\"a\": \\x1b[2J", "- \"a\": \\x1b[2J\n+ \"a\": \\\\x1b[2J"},
		"long and the same": {"\"a\": " + long, "\"a\": " + long,
			"  \"a\": " + long[:75] + "…[95 bytes]…" + long[:30]},
		"long with a difference": {"\"a\": " + long + "1" + long, "\"a\": " + long + "2" + long,
			"- \"a\": " + long[:45] + "…[125 bytes]…" + long[:30] + "1" + long[:30] + "…[150 bytes]…" + long[:20] + "\n" +
				"+ \"a\": " + long[:45] + "…[125 bytes]…" + long[:30] + "2" + long[:30] + "…[150 bytes]…" + long[:20]},
		"long and longer": {"\"a\": " + long, "\"a\": " + long + "A",
			"- \"a\": " + long[:45] + "…[125 bytes]…" + long[:30] + "\n" +
				"+ \"a\": " + long[:45] + "…[125 bytes]…" + long[:30] + "A"},
		"only empty": {"", "", ""},
	} {
		if got := signbase.Diff(tc.expected, tc.used); got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, tc.want)
		}
	}
}

// However long lines are, two that differ never look alike, and the text stays short.
func TestDiffHidesNothing(t *testing.T) {
	for _, n := range []int{0, 1, 20, 79, 80, 81, 100, 500, 5000} {
		text := strings.Repeat("ä ", n)
		for at := 0; at <= len(text); at += 1 + len(text)/7 {
			other := text[:at] + "\u200b" + text[at:]
			lines := strings.Split(signbase.Diff(`"x": `+text, `"x": `+other), "\n")
			if len(lines) != 2 || lines[0][1:] == lines[1][1:] {
				t.Fatalf("%d, %d: %q", n, at, lines)
			}
		}
	}
	for _, rest := range []string{"", "x", strings.Repeat("\U000e0042", 500)} {
		hidden := strings.Repeat("\U000e0041", 500)
		for _, l := range strings.Split(signbase.Diff(hidden+rest+hidden, hidden+hidden+rest), "\n") {
			if n := utf8.RuneCountInString(l); n > 900 {
				t.Errorf("a line has %d characters", n)
			}
		}
	}
	var many strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&many, "\"f%d\": %s\n", i, strings.Repeat("\U000e0041", 500))
	}
	got := signbase.Diff(many.String(), strings.ToUpper(many.String()))
	if len(got) > 1<<20 || strings.Count(got, "\n") > 300 {
		t.Errorf("%d bytes, %d lines", len(got), strings.Count(got, "\n"))
	}
	assertPrintable(t, got)
}

func assertPrintable(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (!unicode.IsPrint(r) || r == unicode.ReplacementChar) {
			t.Fatalf("%U came through in %q", r, text)
		}
	}
}
