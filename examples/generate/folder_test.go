package generate_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/spec"
)

func save(t *testing.T, f generate.Files, dir string, force bool) (map[generate.Status]int, error) {
	t.Helper()
	changes, err := f.Save(dir, spec.Must("latest"), force)
	counts := map[generate.Status]int{}
	for _, c := range changes {
		counts[c.Status]++
	}
	return counts, err
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSaveAgain writes what changed, removes what is made no more, and leaves alone what somebody
// edited or added.
func TestSaveAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	first := generate.Files{"a": []byte("1"), "b": []byte("2"), "c": []byte("3"), "d": []byte("4")}
	if got, err := save(t, first, dir, false); err != nil || got[generate.StatusNew] != 4 {
		t.Fatalf("%v, %v", got, err)
	}
	if got, err := save(t, first, dir, false); err != nil || got[generate.StatusUnchanged] != 4 {
		t.Errorf("again: %v, %v", got, err)
	}
	put(t, dir, "d", "edited")
	put(t, dir, "mine", "x")
	got, err := save(t, generate.Files{"a": []byte("1"), "b": []byte("other")}, dir, false)
	if err != nil || got[generate.StatusUnchanged] != 1 || got[generate.StatusChanged] != 1 ||
		got[generate.StatusRemoved] != 1 {
		t.Errorf("other files: %v, %v", got, err)
	}
	if text(t, dir, "b") != "other" || text(t, dir, "d") != "edited" || text(t, dir, "mine") != "x" {
		t.Error("the folder does not hold what it is to hold")
	}
	if _, err := os.Stat(filepath.Join(dir, "c")); err == nil {
		t.Error("c is still there")
	}
}

func TestSaveRefusesAForeignFolder(t *testing.T) {
	files := generate.Files{"a": []byte("1")}
	for name, other := range map[string]string{"a": "another", "notes": "1", generate.ManifestFile: "{}"} {
		dir := t.TempDir()
		put(t, dir, name, other)
		if _, err := save(t, files, dir, false); !errors.Is(err, generate.ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if text(t, dir, name) != other {
			t.Errorf("%s was written over", name)
		}
		if _, err := save(t, files, dir, true); err != nil || text(t, dir, "a") != "1" {
			t.Errorf("%s, by force: %v", name, err)
		}
	}
	dir := t.TempDir()
	put(t, dir, "a", "1")
	if _, err := save(t, files, dir, false); err != nil {
		t.Errorf("a folder that holds the same: %v", err)
	}
}

// TestManifestNamesNoOtherFolder leaves alone what a manifest names outside of the folder.
func TestManifestNamesNoOtherFolder(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "in")
	put(t, outer, "x", "1")
	files := generate.Files{"a": []byte("1")}
	if _, err := save(t, files, dir, false); err != nil {
		t.Fatal(err)
	}
	put(t, dir, generate.ManifestFile, `{"schema": "`+generate.ManifestSchema+`", "files": {"../x": "`+
		generate.Sum([]byte("1"))+`"}}`)
	if _, err := save(t, files, dir, false); err != nil || text(t, outer, "x") != "1" {
		t.Error(err)
	}
}
