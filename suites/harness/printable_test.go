package harness

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"plain ünïcode 字", 0, "plain ünïcode 字"},
		{"a\x1b[31m\x00\n\r\t\x7f", 0, `a\x1b[31m\x00\n\r\t\x7f`},
		{"\u202e\u2066\u200b\u2028\ufeff\u0085", 0, `\u202e\u2066\u200b\u2028\ufeff\u0085`},
		{"\xff\xc3(", 0, `\xff\xc3(`},
		{"\U000e0041", 0, `\U000e0041`},
		{"0123456789", 10, "0123456789"},
		{"0123456789", 5, "01…89"},
		{"0123456789", 1, "…"},
		{"\x1b\x1b\x1b\x1b", 11, `\x1b…\x1b`},
		{strings.Repeat("字", 1000), 4, "字字…字"},
		{"<b>&\"'\\", 0, "<b>&\"'\\"},
		{"", 3, ""},
	} {
		if got := Printable(c.text, c.limit); got != c.want {
			t.Errorf("%q, %d: got %s, want %s", c.text, c.limit, got, c.want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("a\x1b\u202e\xff", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit %= 1000
		got := Printable(s, limit)
		if !utf8.ValidString(got) || Printable(got, limit) != got {
			t.Errorf("%q becomes %q", s, got)
		}
		if limit > 0 && utf8.RuneCountInString(got) > limit {
			t.Errorf("%q is longer than %d", got, limit)
		}
	})
}
