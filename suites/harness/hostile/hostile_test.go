package hostile_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/suites/harness/hostile"
)

// TestTable: each row has a name of its own, says what it does, and says what has to be said of it.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range hostile.Behaviours() {
		if b.Name == "" || b.Does == "" || seen[b.Name] {
			t.Errorf("%q does %q", b.Name, b.Does)
		}
		if (len(b.Verdicts) > 0) == (b.Status != "") {
			t.Errorf("%s: verdicts %q, status %q", b.Name, b.Verdicts, b.Status)
		}
		seen[b.Name] = true
	}
	if len(seen) < 30 {
		t.Errorf("there are %d", len(seen))
	}
}
