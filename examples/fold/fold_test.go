package fold_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/fold"
)

// TestPublished folds and unfolds the files of the drafts, which rfcfold folded.
func TestPublished(t *testing.T) {
	strategies := map[string]fold.Strategy{
		"sigs-request": fold.Double, "sigs-response": fold.Single, "wit-header": fold.Single,
		"sigs-svcb-jwk": fold.None,
	}
	for name, strategy := range strategies {
		t.Run(name, func(t *testing.T) {
			plain, folded := read(t, name+".txt"), read(t, name+".txt.out")
			if got, err := fold.Fold(plain, fold.Width, fold.Auto); err != nil || got != folded {
				t.Errorf("folded to %s (%v), published is %s", got, err, folded)
			}
			got, s, err := fold.Unfold(folded)
			if err != nil || got != plain || s != strategy {
				t.Errorf("unfolded by %s to %s (%v), published is %s", s, got, err, plain)
			}
		})
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestHeader holds the header lines to those of RFC 8792, Sections 7.1.1 and 8.1.1, at 69 columns.
func TestHeader(t *testing.T) {
	long := strings.Repeat("x", 70)
	for s, header := range map[fold.Strategy]string{
		fold.Single: `=============== NOTE: '\' line wrapping per RFC 8792 ================`,
		fold.Double: `=============== NOTE: '\\' line wrapping per RFC 8792 ===============`,
	} {
		folded, err := fold.Fold(long, fold.Width, s)
		if err != nil || !strings.HasPrefix(folded, header+"\n\nx") {
			t.Errorf("%s: %q (%v)", s, folded, err)
		}
	}
}

func TestEdges(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	single := `=============== NOTE: '\' line wrapping per RFC 8792 ================` + "\n\n"
	double := `=============== NOTE: '\\' line wrapping per RFC 8792 ===============` + "\n\n"
	for _, row := range []struct {
		name, text, want string
		s                fold.Strategy
	}{
		{"empty", "", "", fold.Auto},
		{"just fits", x(69) + "\n", x(69) + "\n", fold.Auto},
		{"one too long", x(70) + "\n", single + x(68) + "\\\nxx\n", fold.Single},
		{"the rest just fits", x(137), single + x(68) + "\\\n" + x(69), fold.Single},
		{"and does not", x(138), single + x(68) + "\\\n" + x(68) + "\\\nxx", fold.Single},
		{"the rest just fits behind its mark", x(136), double + x(68) + "\\\n\\" + x(68), fold.Double},
		{"and does not", x(137), double + x(68) + "\\\n\\" + x(67) + "\\\n\\xx", fold.Double},
		{"backslash at an end", x(70) + "\na\\\n", double + x(68) + "\\\n\\xx\na\\\n", fold.Auto},
		{"space to fold at", x(68) + " x", double + x(68) + "\\\n\\ x", fold.Auto},
		{"space in the last column", x(70) + "\n" + x(68) + " ",
			double + x(68) + "\\\n\\xx\n" + x(68) + " ", fold.Auto},
		{"columns are characters", strings.Repeat("é", 69), strings.Repeat("é", 69), fold.Auto},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := fold.Fold(row.text, fold.Width, row.s)
			if err != nil || got != row.want {
				t.Errorf("folded to\n%s (%v), want\n%s", got, err, row.want)
			}
			if back, _, err := fold.Unfold(got); err != nil || back != row.text {
				t.Errorf("unfolded to\n%s (%v), want\n%s", back, err, row.text)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("x", 70) + "\n"
	for _, row := range []struct {
		name, text string
		s          fold.Strategy
		want       error
		line       string
	}{
		{"tab, though nothing is long", "a\nb\tc", fold.Auto, fold.ErrTab, "line 2"},
		{"backslash", long + "a\\\nb", fold.Single, fold.ErrBackslash, "line 2"},
		{"space", strings.Repeat("x", 68) + " x", fold.Single, fold.ErrSpace, "line 1"},
		{"space at the second fold", strings.Repeat("x", 136) + " x", fold.Single, fold.ErrSpace, "line 1"},
		{"both, by neither", long + "a\\\n  \\b", fold.Auto, fold.ErrSequence, "line 2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := fold.Fold(row.text, fold.Width, row.s)
			if !errors.Is(err, row.want) || !strings.Contains(err.Error(), row.line) {
				t.Errorf("got %v, want %v on %s", err, row.want, row.line)
			}
		})
	}
}

// TestWidth has rfcfold's own least widths: 44 and 45 columns.
func TestWidth(t *testing.T) {
	long := strings.Repeat("x", 100)
	for s, least := range map[fold.Strategy]int{fold.Single: 44, fold.Double: 45, fold.Auto: 45} {
		if _, err := fold.Fold(long, least-1, s); err == nil {
			t.Errorf("%s: folded at %d columns", s, least-1)
		}
		if folded, err := fold.Fold(long, least, s); err != nil || widest(folded) != least {
			t.Errorf("%s: %q, %v", s, folded, err)
		}
	}
	if _, err := fold.Fold(long, fold.Width, fold.None); err == nil {
		t.Error("folded by no strategy")
	}
}

func widest(text string) int {
	widest := 0
	for line := range strings.SplitSeq(text, "\n") {
		widest = max(widest, len([]rune(line)))
	}
	return widest
}
