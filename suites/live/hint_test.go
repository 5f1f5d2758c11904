package live_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// TestHintsNameTheProfile: what a report points to is the vector of the profile that was run, or the
// evidence where the revisions were pinned and no profile can be looked up.
func TestHintsNameTheProfile(t *testing.T) {
	t.Parallel()
	filter, err := live.ParseFilter("wpt/exp-passed")
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := spec.Pin(spec.Must("latest"), spec.Revisions{WPT: "wpt-01"})
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[*spec.Profile]string{
		spec.Must("s2s-01"): "show 'wpt/exp-passed' --profile 's2s-01' ", pinned: "evidence.jsonl",
	} {
		got := put(t, serving(t, always("accept")), p, filter)
		if len(got) != 1 || !strings.Contains(got[0].Curl, want) {
			t.Errorf("%s: the hint is not %s: %+v", p.Name, want, got)
		}
	}
}
