package examples_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
)

// TestNode compares what published/confirm.mjs prints with the index, line by line.
func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("node is not installed, and CI is set")
	}
	if err != nil {
		t.Skip("node is not installed")
	}
	out, err := exec.Command(node, "published/confirm.mjs").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	printed, recorded := lines(string(out)), recordedLines(t)
	for i := range max(len(printed), len(recorded)) {
		if got, want := at(printed, i), at(recorded, i); got != want {
			t.Errorf("line %d: node prints %q, the index says %q", i+1, got, want)
		}
	}
}

func recordedLines(t *testing.T) []string {
	var out []string
	for _, d := range must(examples.Published())(t) {
		for _, f := range d.Figures {
			if f.Kind == examples.KindJWK {
				continue
			}
			line := d.Folder + "/" + f.File + " " + string(f.Outcome)
			if len(f.Reasons) > 0 {
				line += ": " + strings.Join(f.Reasons, "; ")
			}
			out = append(out, line)
		}
	}
	return out
}

func lines(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
