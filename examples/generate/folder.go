package generate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wimsespec/wimsespec/spec"
)

// ManifestFile is the file that marks a folder as one of examples.
const ManifestFile = "examples.json"

// ManifestSchema is the schema of that file.
const ManifestSchema = "wimsespec/examples/v1"

// Manifest says of what revisions the examples in a folder are, and which files they are, with the
// SHA-256 of each in hexadecimal.
type Manifest struct {
	Schema    string            `json:"schema"`
	Profile   string            `json:"profile"`
	Revisions spec.Revisions    `json:"revisions"`
	Files     map[string]string `json:"files"`
}

// Status is what became of a file.
type Status string

// What can become of a file.
const (
	StatusNew       Status = "new"
	StatusChanged   Status = "changed"
	StatusUnchanged Status = "unchanged"
	StatusRemoved   Status = "removed"
	// StatusSkipped is for a file of a checkout that is none of ours in spite of its name.
	StatusSkipped Status = "skipped"
)

// Change is what became of one file. Old and New are SHA-256 in hexadecimal, empty where there is no
// such file.
type Change struct {
	Path   string `json:"path"`
	Status Status `json:"status"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
}

// ErrForeign says that a folder holds something else than examples.
var ErrForeign = errors.New("the folder holds other files and no " + ManifestFile +
	" of ours: name an empty or new one, or use --force, " +
	"which replaces the files of the same names and leaves the others alone")

// Save writes the files into a folder, which it makes, with a manifest. Examples that an earlier call
// wrote there and that are made no more are removed, unless they were edited since. A folder with
// other contents is left alone, [ErrForeign], unless force is set.
func (f Files) Save(dir string, p *spec.Profile, force bool) ([]Change, error) {
	before, err := prepare(dir, f, force)
	if err != nil {
		return nil, fmt.Errorf("generate: %s: %w", dir, err)
	}
	manifest := Manifest{
		Schema: ManifestSchema, Profile: p.Name, Revisions: p.Revisions, Files: map[string]string{},
	}
	var changes []Change
	for _, name := range f.Names() {
		manifest.Files[name] = Sum(f[name])
		change, err := Replace(filepath.Join(dir, name), f[name])
		if err != nil {
			return changes, fmt.Errorf("generate: %w", err)
		}
		changes = append(changes, change)
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return changes, fmt.Errorf("generate: %w", err)
	}
	if _, err := Replace(filepath.Join(dir, ManifestFile), append(text, '\n')); err != nil {
		return changes, fmt.Errorf("generate: %w", err)
	}
	removed, err := before.removeAllBut(dir, f)
	return append(changes, removed...), err
}

// prepare makes the folder, and gives the manifest in it. It refuses a folder that is not ours.
func prepare(dir string, f Files, force bool) (Manifest, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Manifest{}, err
	}
	var m Manifest
	text, err := os.ReadFile(filepath.Join(dir, ManifestFile))
	if err == nil && json.Unmarshal(text, &m) == nil && m.Schema == ManifestSchema {
		return m, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil || force {
		return Manifest{}, err
	}
	for _, e := range entries {
		own, there := f[e.Name()]
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || !there || !bytes.Equal(own, text) {
			return Manifest{}, ErrForeign
		}
	}
	return Manifest{}, nil
}

// removeAllBut removes the files of a manifest that are made no more and are still as they were.
func (m Manifest) removeAllBut(dir string, f Files) ([]Change, error) {
	var changes []Change
	for name, sum := range m.Files {
		if _, made := f[name]; made || filepath.Base(name) != name {
			continue
		}
		path := filepath.Join(dir, name)
		if text, err := os.ReadFile(path); err != nil || Sum(text) != sum {
			continue
		}
		if err := os.Remove(path); err != nil {
			return changes, fmt.Errorf("generate: %w", err)
		}
		changes = append(changes, Change{Path: path, Status: StatusRemoved, Old: sum})
	}
	return changes, nil
}

// Sum gives SHA-256 in hexadecimal.
func Sum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Replace writes a file where it is not there or differs. Whoever reads it meanwhile sees the whole
// of the old or of the new one; its permissions stay.
func Replace(path string, text []byte) (Change, error) {
	change := Change{Path: path, Status: StatusNew, New: Sum(text)}
	mode := fs.FileMode(0o644)
	before, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(before, text):
		change.Status, change.Old = StatusUnchanged, change.New
		return change, nil
	case err == nil:
		change.Status, change.Old = StatusChanged, Sum(before)
		if info, err := os.Stat(path); err == nil {
			mode = info.Mode().Perm()
		}
	case !errors.Is(err, fs.ErrNotExist):
		return change, err
	}
	return change, swap(path, text, mode)
}

func swap(path string, text []byte, mode fs.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".examples-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // it is gone once it was renamed
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Chmod(mode), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
