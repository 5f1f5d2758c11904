package examples_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestArchive unpacks an exported archive with the system's own tools and gives the vectors in it to
// the loops.
func TestArchive(t *testing.T) {
	tar, sums := tool(t, "tar"), tool(t, "sha256sum")
	dir := t.TempDir()
	wimsespec(t, "vectors", "export", "--out", dir)
	archive := one(t, filepath.Join(dir, "*.tar.gz"))
	in(t, dir, sums, "--check", "--strict", filepath.Base(archive)+".sha256")
	in(t, dir, tar, "-xzf", archive)
	folder := filepath.Dir(one(t, filepath.Join(dir, "*", "SHA256SUMS")))
	in(t, folder, sums, "--check", "--strict", "SHA256SUMS")
	eachLoop(t, func(t *testing.T, language string) { checkLoop(t, language, folder) })
}

// in runs a program in a folder.
func in(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", program, args, err, out)
	}
}

// one gives the one file that a pattern fits.
func one(t *testing.T, pattern string) string {
	t.Helper()
	found := must(filepath.Glob(pattern))(t)
	if len(found) != 1 {
		t.Fatalf("%s fits %q", pattern, found)
	}
	return found[0]
}
