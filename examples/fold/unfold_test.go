package fold_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/fold"
)

// TestByHand unfolds what nobody's program folded: RFC 8792, Sections 7 and 8, let an author choose
// where to fold and indent what follows, and the header's text may stand among other characters.
func TestByHand(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"indented", "[NOTE: '\\' line wrapping per RFC 8792]\n\n<a>\\\n    b\\\n  </a>\n", "<a>b</a>\n"},
		{"indented, doubled", "# NOTE: '\\\\' line wrapping per RFC 8792\n\n<a>\\\n    \\ b\n", "<a> b\n"},
		{"forced", "NOTE: '\\\\' line wrapping per RFC 8792\n\na \\\\\n\\\n\\b\n", "a \\\n\\b\n"},
		{"one mark is text under the other strategy",
			"NOTE: '\\\\' line wrapping per RFC 8792\n\na\\\nb\n", "a\\\nb\n"},
		{"no header", "a\\\nb\n", "a\\\nb\n"},
		{"empty", "", ""},
	} {
		if got, _, err := fold.Unfold(row.text); err != nil || got != row.want {
			t.Errorf("%s: %q (%v), want %q", row.name, got, err, row.want)
		}
	}
}

func TestSecondLine(t *testing.T) {
	_, _, err := fold.Unfold("NOTE: '\\' line wrapping per RFC 8792\nGET / HTTP/1.1\n")
	if !errors.Is(err, fold.ErrSecondLine) {
		t.Error(err)
	}
}

// FuzzFold has what was folded come back, and no line too long.
func FuzzFold(f *testing.F) {
	for _, text := range []string{
		strings.Repeat("x ", 100), strings.Repeat(`\`, 200), "a\\\n" + strings.Repeat("y", 75),
		strings.Repeat(" ", 140) + "\n\n", "\\\n \\" + strings.Repeat("é", 90),
	} {
		f.Add(text, 69)
		f.Add(text, 45)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		if width > 1000 || strings.Contains(text, "RFC 8792") {
			t.Skip("a header line in the text itself is undone where nothing was folded")
		}
		text = strings.ToValidUTF8(text, "?")
		for _, s := range []fold.Strategy{fold.Single, fold.Double, fold.Auto} {
			folded, err := fold.Fold(text, width, s)
			if err != nil {
				continue
			}
			if back, _, err := fold.Unfold(folded); err != nil || back != text {
				t.Errorf("%s: %q came back as %q (%v)", s, text, back, err)
			}
			if widest(folded) > width {
				t.Errorf("%s: %q has a line of %d", s, folded, widest(folded))
			}
		}
	})
}
