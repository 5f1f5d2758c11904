package generate_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
)

// TestNode has confirm.mjs, which shares no code with what makes the examples, verify those of every
// profile, and refuse one in which a character was changed.
func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("node is not installed, and CI is set")
	}
	if err != nil {
		t.Skip("node is not installed")
	}
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, w := t.TempDir(), made(t, name)
			if _, err := w.files.Save(dir, w.profile, false); err != nil {
				t.Fatal(err)
			}
			if lines := confirmed(t, node, dir); strings.Count(lines, " verifies\n") != 8 {
				t.Errorf("node says:\n%s", lines)
			}
			put(t, dir, "sigs-response.txt",
				strings.Replace(text(t, dir, "sigs-response.txt"), "No ice cream", "An ice cream", 1))
			lines := confirmed(t, node, dir)
			if !strings.Contains(lines, "sigs-response.txt: Content-Digest is wrong\n") {
				t.Errorf("node says of an altered response:\n%s", lines)
			}
		})
	}
}

func confirmed(t *testing.T, node, dir string) string {
	t.Helper()
	out, err := exec.Command(node, "confirm.mjs", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}
