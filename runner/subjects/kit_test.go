package subjects_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/subjects"
)

func TestKit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kit")
	for range 2 { // the second time over its own
		clitest.Page(t, 0, subjects.KitCommand(), dir, "--fresh")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 12 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	foreign := t.TempDir()
	clitest.Write(t, filepath.Join(foreign, "notes.txt"), "mine")
	_, log := clitest.Page(t, 2, subjects.KitCommand(), foreign)
	clitest.Wants(t, log, "other files")
}
