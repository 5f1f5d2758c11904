package wimsespec_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/faults"
	"github.com/wimsespec/wimsespec/vectors"
)

// TestLicenceOfVectors holds the copy of the licence that goes with the vectors against the original.
func TestLicenceOfVectors(t *testing.T) {
	t.Parallel()
	original, err := os.ReadFile("LICENSE")
	if err != nil || !bytes.Equal(original, vectors.License) {
		t.Errorf("vectors/LICENSE is no copy of LICENSE: %v", err)
	}
}

// TestTotalsOfFaults holds the first columns of the table in docs/testing.md against the faults that
// are in force; the others take the whole sweep, whose command stands there.
func TestTotalsOfFaults(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range spec.ProfileNames() {
		bent, strict := 0, 0
		all := faults.InForce(spec.Must(name))
		for _, f := range all {
			switch {
			case f.Bent():
				bent++
			case f.Strict():
				strict++
			}
		}
		row := fmt.Sprintf("    %-10s %7d %5d %11d ", name, len(all), bent, strict)
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/testing.md has no row that begins with %q: run the command above the table", row)
		}
	}
}
