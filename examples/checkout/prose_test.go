package checkout_test

import (
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/examples/checkout"
)

// TestProse wants each line that repeats a value that is gone, and no other.
func TestProse(t *testing.T) {
	root := lay(t, made(t))
	report, err := checkout.Update(root, made(t, later))
	if err != nil {
		t.Fatal(err)
	}
	want := map[int][]string{
		5: {"1745512510 -> 1745512810", "Thu Apr 24 2025 16:35:10 GMT -> Thu Apr 24 2025 16:40:10 GMT"},
		6: {"April 24, 2025 at 4:35:10 PM UTC -> Thu Apr 24 2025 16:40:10 GMT"},
		7: {"x-_1CTL2cca3CSE4cwb_l -> another-token-id"},
		8: {"wimse://example.com/specific-workload -> wimse://example.com/another"},
	}
	got := map[int][]string{}
	for _, p := range report.Prose {
		got[p.Line] = append(got[p.Line], p.Text+" -> "+p.Now)
		if p.File != "draft-example.md" || p.Of == "" || p.Kind != checkout.KindStale {
			t.Errorf("%+v", p)
		}
	}
	for line := range 12 {
		slices.Sort(got[line])
		if !slices.Equal(got[line], want[line]) {
			t.Errorf("line %d: %q, want %q", line, got[line], want[line])
		}
	}
}

func TestTimeThatContradictsItself(t *testing.T) {
	root := lay(t, made(t))
	write(t, root, "draft-example.md", "Valid until 24 April 2025 16:35 UTC (`1745512570`).\n"+
		"Valid until 24 April 2025 16:35 UTC (`1745512512`).\n")
	report, err := checkout.Update(root, made(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Prose) != 1 || report.Prose[0].Line != 1 ||
		report.Prose[0].Kind != checkout.KindContradiction || report.Prose[0].Of != "1745512570" ||
		report.Prose[0].Now != "Thu Apr 24 2025 16:36:10 GMT" {
		t.Errorf("%+v", report.Prose)
	}
}
