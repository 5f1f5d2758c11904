package forge_test

import (
	"bytes"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/recipes"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// FuzzRead wants an error that names the file, or recipes of which each knows its line and rests on an
// accepted one.
func FuzzRead(f *testing.F) {
	names, err := fs.Glob(recipes.Files, "*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(recipes.Files, name)
		if err != nil {
			f.Fatal(err)
		}
		for _, one := range firstRecipes(text, 12) {
			f.Add(one)
		}
	}
	for _, text := range []string{
		"[null]\n---\n- id: a\n", valid + departure, "- id: &a wpt/a\n- id: *a\n", "- id: [x]\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		book, err := forge.Read(fstest.MapFS{"r.yaml": {Data: text}})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "forge: r.yaml") {
				t.Errorf("the file is not named: %v", err)
			}
			return
		}
		for _, r := range book.List {
			holdsRecipe(t, book, r, text)
		}
		again, err := forge.Read(fstest.MapFS{"r.yaml": {Data: text}})
		if err != nil || !reflect.DeepEqual(again, book) {
			t.Errorf("read again it is another book: %v", err)
		}
	})
}

// firstRecipes cuts a file into its recipes: one alone is enough for a seed.
func firstRecipes(text []byte, most int) [][]byte {
	parts := bytes.Split(text, []byte("\n- id:"))
	var out [][]byte
	for _, part := range parts[1:min(len(parts), most)] {
		out = append(out, append([]byte("- id:"), append(part, '\n')...))
	}
	return out
}

func holdsRecipe(t *testing.T, book *forge.Recipes, r *forge.Recipe, text []byte) {
	t.Helper()
	_, known := spec.Find(r.Requirement)
	if found, ok := book.Find(r.ID); !ok || found != r || !known || strings.HasSuffix(r.Place(), ":0") {
		t.Errorf("%q at %s is not found, or rests on %q", r.ID, r.Place(), r.Requirement)
	}
	if c, ok := book.Find(r.Control); r.Control != "" && (!ok || c.Expected() != vector.Accept) {
		t.Errorf("the control of %q is %q", r.ID, r.Control)
	}
	if !bytes.Contains(text, []byte("- id:")) {
		t.Errorf("%q is in none of %q", r.ID, text)
	}
}
