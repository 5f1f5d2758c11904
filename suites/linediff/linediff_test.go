package linediff_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/suites/linediff"
)

func TestEdits(t *testing.T) {
	for _, tc := range []struct{ old, new, want string }{
		{"", "", ""},
		{"a", "", "-a"},
		{"", "a b", "+a +b"},
		{"a b c", "a c", " a -b  c"},
		{"a b c", "a x c", " a -b +x  c"},
		{"a b a", "b a b", "-a  b  a +b"},
		{"a B c", "a b c", " a  b  c"},
	} {
		var got []string
		for _, e := range linediff.Edits(strings.Fields(tc.old), strings.Fields(tc.new), strings.EqualFold) {
			got = append(got, string(e.Mark)+e.Line)
		}
		if text := strings.Join(got, " "); text != tc.want {
			t.Errorf("from %q to %q: %q, want %q", tc.old, tc.new, text, tc.want)
		}
	}
}
