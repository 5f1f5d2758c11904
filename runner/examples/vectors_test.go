package examples

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVectorsInTree compares the vectors that lie in the tree with what the printed figures give.
func TestVectorsInTree(t *testing.T) {
	root := filepath.Join("..", "..", "vectors")
	want, err := vectorFiles()
	if err != nil {
		t.Fatal(err)
	}
	if len(want) < 18 {
		t.Errorf("there are only %d files", len(want))
	}
	for name, text := range want {
		lying, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || !bytes.Equal(lying, text) {
			t.Errorf("vectors/%s is not what the figures give (%v): run wimsespec examples published", name, err)
		}
	}
	err = fs.WalkDir(os.DirFS(root), "published", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".json") && want[filepath.FromSlash(path)] == nil {
			t.Errorf("vectors/%s is made of no figure", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPublished writes everything anew into another tree.
func TestPublished(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "docs"), 0o755); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := execute(t, "published", "--root", root)
	page := read(t, filepath.Join(root, "docs", "published-examples.md"))
	if status != 0 || page != read(t, filepath.Join("..", "..", "docs", "published-examples.md")) {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	if _, err := os.Stat(filepath.Join(root, "vectors", "published", "wpt-02", "wpt.json")); err != nil {
		t.Error(err)
	}
	if status, _, _ := execute(t, "published", "--specs", filepath.Join(root, "none")); status != 2 {
		t.Errorf("status %d without documents", status)
	}
}
