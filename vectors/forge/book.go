package forge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/recipes"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Recipes is a book of recipes, in the order in which they are written.
type Recipes struct {
	List []*Recipe
	byID map[string]*Recipe
}

// Find gives the recipe of an ID.
func (b *Recipes) Find(id string) (*Recipe, bool) {
	r, ok := b.byID[id]
	return r, ok
}

// InForce lists the recipes that hold in a profile.
func (b *Recipes) InForce(p *spec.Profile) []*Recipe {
	var out []*Recipe
	for _, r := range b.List {
		if _, ok := p.Rule(r.Requirement); ok {
			out = append(out, r)
		}
	}
	return out
}

// Builtin gives the recipes that come with this program, to be read and not changed.
func Builtin() (*Recipes, error) { return builtin() }

var builtin = sync.OnceValues(func() (*Recipes, error) { return Read(recipes.Files) })

// Read reads every .yaml file of a folder. An error names file, line and key.
func Read(dir fs.FS) (*Recipes, error) {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("forge: %w", err)
	}
	lists := make([][]*Recipe, len(names))
	var group errgroup.Group
	for i, name := range names {
		group.Go(func() (err error) {
			lists[i], err = readFile(dir, name)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("forge: %w", err)
	}
	book := &Recipes{byID: map[string]*Recipe{}}
	for _, r := range slices.Concat(lists...) {
		if b := book.byID[r.ID]; b != nil {
			return nil, fmt.Errorf("forge: %s: id: %s stands at %s as well", r.Place(), r.ID, b.Place())
		}
		book.byID[r.ID] = r
		book.List = append(book.List, r)
	}
	return book, book.link()
}

// readFile reads the recipes of one file.
func readFile(dir fs.FS, name string) ([]*Recipe, error) {
	text, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	var list []*Recipe
	if err := dec.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if dec.Decode(&yaml.Node{}) != io.EOF {
		return nil, fmt.Errorf("%s: it has more than one YAML document", name)
	}
	lines := starts(text)
	if len(lines) != len(list) || slices.Contains(list, nil) {
		return nil, fmt.Errorf("%s: each recipe begins with \"- id:\" at the start of a line", name)
	}
	for i, r := range list {
		r.file, r.line = name, lines[i]
		r.mechanism = spec.Mechanism(path.Dir(r.ID))
	}
	return list, nil
}

// starts gives the lines on which recipes begin, which the decoder does not tell.
func starts(text []byte) []int {
	var lines []int
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if bytes.HasPrefix(line, []byte("- id:")) {
			lines = append(lines, n)
		}
	}
	return lines
}

// link finds references that lead nowhere.
func (b *Recipes) link() error {
	for _, r := range b.List {
		for _, id := range r.Requirements() {
			if _, ok := spec.Find(id); !ok {
				return fmt.Errorf("forge: %s: requirement: the catalogue has no %q", r.Place(), id)
			}
		}
		if r.Control == "" {
			continue
		}
		if c, ok := b.byID[r.Control]; !ok || c.Expected() != vector.Accept {
			return fmt.Errorf("forge: %s: control: %q is no accepted recipe", r.Place(), r.Control)
		}
		if b.departsFromItself(r) {
			return fmt.Errorf("forge: %s: control: %s departs from itself", r.Place(), r.ID)
		}
	}
	for _, r := range b.List {
		r.Caller, r.Usage = b.callerOf(r), b.usageOf(r)
		known := r.Usage == UsageClient || r.Usage == UsageServer
		if known != (r.mechanism == spec.MechanismMTLS) {
			return fmt.Errorf("forge: %s: usage: %s has no usage %q", r.Place(), r.ID, r.Usage)
		}
	}
	return nil
}

func (b *Recipes) departsFromItself(r *Recipe) bool {
	seen := map[string]bool{}
	for c := r; c != nil && c.Control != ""; c = b.byID[c.Control] {
		if seen[c.ID] {
			return true
		}
		seen[c.ID] = true
	}
	return false
}

// callerOf looks for what the caller knows along the controls.
func (b *Recipes) callerOf(r *Recipe) *vector.Caller {
	for r.Caller == nil && r.Call == nil && r.Control != "" {
		r = b.byID[r.Control]
	}
	return r.Caller
}

// usageOf looks for the usage of the certificates along the controls.
func (b *Recipes) usageOf(r *Recipe) string {
	for r.Usage == "" && r.Control != "" {
		r = b.byID[r.Control]
	}
	return r.Usage
}
