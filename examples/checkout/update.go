package checkout

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/examples/generate"
)

// Report is what was done to a checkout, and what is left to do by hand.
type Report struct {
	Files []File `json:"files"`
	// Absent are the names of examples that the checkout does not have. None was added.
	Absent []string `json:"absent"`
	Prose  []Place  `json:"prose"`
}

// File is what became of a file of the checkout, by its path below the root.
type File struct {
	generate.Change
	// Reason says why a file was skipped.
	Reason string `json:"reason,omitempty"`
	// Values are those in the file that are others now. The folded form of a file that lies beside it
	// has none of its own.
	Values []Value `json:"values,omitempty"`
}

// Value is a value in an example, such as claims.exp, before and now. Either is empty where there is
// none.
type Value struct {
	Name string `json:"name"`
	Was  string `json:"was"`
	Now  string `json:"now"`
}

// ErrNone says that a folder has none of the files.
var ErrNone = errors.New("it has none of the example files: is it a checkout of the drafts?")

// Update puts examples into the checkout at root. A file that has the name of an example and does not
// look like one is left alone. Nothing is written before everything was read.
func Update(root string, files generate.Files) (*Report, error) {
	found, err := find(root, files)
	if err != nil {
		return nil, fmt.Errorf("checkout: %w", err)
	}
	if len(found.examples) == 0 {
		return nil, fmt.Errorf("checkout: %s: %w", root, ErrNone)
	}
	report := &Report{Absent: found.absent(files)}
	for _, e := range found.examples {
		file, err := e.update(root, files)
		if err != nil {
			return report, fmt.Errorf("checkout: %w", err)
		}
		if found.unfolded(e) {
			file.Values = nil
		}
		report.Files = append(report.Files, file)
	}
	report.Prose = search(found.prose, stale(found.examples, files))
	return report, nil
}

// found is what is in a checkout.
type found struct {
	examples []example
	prose    []prose
}

// example is a file with the name of an example.
type example struct {
	path string
	text []byte
}

func (e example) name() string { return filepath.Base(e.path) }

// prose is a draft in Markdown.
type prose struct {
	path string
	text string
}

// find reads the checkout. Folders of tools and of version control are passed over, and links are not
// followed.
func find(root string, files generate.Files) (found, error) {
	var out found
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		hidden := path != root && strings.HasPrefix(d.Name(), ".")
		switch {
		case err != nil:
			return err
		case d.IsDir() && (hidden || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir() || !d.Type().IsRegular():
			return nil
		}
		return out.take(root, path, files)
	})
	return out, err
}

func (f *found) take(root, path string, files generate.Files) error {
	_, ours := files[filepath.Base(path)]
	if !ours && filepath.Ext(path) != ".md" {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	below, err := filepath.Rel(root, path)
	if ours {
		f.examples = append(f.examples, example{path: below, text: text})
	} else {
		f.prose = append(f.prose, prose{path: below, text: string(text)})
	}
	return err
}

// absent lists the examples that are nowhere.
func (f *found) absent(files generate.Files) []string {
	there := map[string]bool{}
	for _, e := range f.examples {
		there[e.name()] = true
	}
	var out []string
	for _, name := range files.Names() {
		if !there[name] {
			out = append(out, name)
		}
	}
	return out
}

// unfolded says whether an example is the folded form of one beside it.
func (f *found) unfolded(e example) bool {
	plain, folded := strings.CutSuffix(e.path, generate.FoldedEnding)
	return folded && slices.ContainsFunc(f.examples, func(o example) bool { return o.path == plain })
}

// update writes one file, if it is an example of the same kind as the one that is made.
func (e example) update(root string, files generate.Files) (File, error) {
	text := files[e.name()]
	was, now := kindOf(string(e.text)), kindOf(string(text))
	if was != now && len(e.text) > 0 {
		change := generate.Change{Path: e.path, Status: generate.StatusSkipped, Old: generate.Sum(e.text)}
		return File{Change: change, Reason: fmt.Sprintf("it holds %s, the example %s", was, now)}, nil
	}
	change, err := generate.Replace(filepath.Join(root, e.path), text)
	change.Path = e.path
	return File{Change: change, Values: differing(string(e.text), string(text))}, err
}
