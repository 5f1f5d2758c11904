package schema_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// The schema and the code speak of the same words: neither list can go stale.

func TestEditsAreThoseOfForge(t *testing.T) {
	for name, def := range map[string]string{
		"tokenEdits": "tokenEdit", "wireEdits": "wireEdit", "certificateEdits": "certificateEdit",
	} {
		file := map[string]string{
			"tokenEdits": "edits.go", "wireEdits": "edits_wire.go", "certificateEdits": "certificate_edit.go",
		}[name]
		known := keysOf(t, "../forge/"+file, name)
		described := slices.DeleteFunc(members(t, "recipe.schema.json", def), func(s string) bool { return s == "to" })
		if !slices.Equal(known, described) {
			t.Errorf("%s knows %v, $defs/%s describes %v", name, known, def, described)
		}
	}
}

func TestTextEditsSayWhetherTheyTakeAText(t *testing.T) {
	for _, def := range []string{"tokenEdit", "wireEdit", "certificateEdit"} {
		d := definition(t, "recipe.schema.json", def)
		with := slices.Collect(maps.Keys(d["dependentRequired"].(map[string]any)))
		without := slices.Collect(maps.Keys(d["dependentSchemas"].(map[string]any)))
		said := slices.Sorted(slices.Values(append(slices.Concat(with, without), "to")))
		if all := members(t, "recipe.schema.json", def); !slices.Equal(said, all) {
			t.Errorf("$defs/%s says it of %v, describes %v", def, said, all)
		}
	}
}

func TestExpressionsAreThoseOfForge(t *testing.T) {
	known := append(keysOf(t, "../forge/expression.go", "expressions"), "absent", "now", "start")
	text := definition(t, "recipe.schema.json", "text")["description"].(string)
	var described []string
	for _, m := range regexp.MustCompile(`\$\{([a-z0-9]+(?:-[a-z]+[a-z0-9-]*)?)`).FindAllStringSubmatch(text, -1) {
		described = append(described, m[1])
	}
	slices.Sort(known)
	slices.Sort(described)
	if described = slices.Compact(described); !slices.Equal(known, described) {
		t.Errorf("forge knows\n%v\n$defs/text describes\n%v", known, described)
	}
}

// keysOf lists the keys of a map that a Go file declares, sorted.
func keysOf(t *testing.T, file, name string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != name || len(spec.Values) == 0 {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			key, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, key)
		}
		return false
	})
	if len(keys) == 0 {
		t.Fatalf("%s declares no %s", file, name)
	}
	slices.Sort(keys)
	return keys
}

// Every member that Go reads or writes is described, and nothing else is.
func TestMembersAreThoseOfGo(t *testing.T) {
	for _, tc := range []struct {
		file, def, tag string
		of             any
	}{
		{"recipe.schema.json", "recipe", "yaml", forge.Recipe{}},
		{"recipe.schema.json", "step", "yaml", forge.Step{}},
		{"recipe.schema.json", "needs", "yaml", vector.Needs{}},
		{"recipe.schema.json", "answer", "yaml", vector.Answer{}},
		{"recipe.schema.json", "caller", "yaml", vector.Caller{}},
		{"recipe.schema.json", "call", "yaml", forge.Call{}},
		{"recipe.schema.json", "issue", "json", vector.Issue{}},
		{"vectors.schema.json", "", "json", vector.File{}},
		{"vectors.schema.json", "vector", "json", vector.Vector{}},
		{"vectors.schema.json", "recipient", "json", vector.Recipient{}},
		{"vectors.schema.json", "caller", "json", vector.Caller{}},
		{"vectors.schema.json", "needs", "json", vector.Needs{}},
		{"vectors.schema.json", "step", "json", vector.Step{}},
		{"vectors.schema.json", "answer", "json", vector.Answer{}},
		{"vectors.schema.json", "peer", "json", vector.Peer{}},
		{"vectors.schema.json", "request", "json", message.Request{}},
		{"vectors.schema.json", "response", "json", message.Response{}},
	} {
		known := tags(reflect.TypeOf(tc.of), tc.tag)
		if tc.tag == "json" {
			known = slices.DeleteFunc(known, func(s string) bool { return live[tc.def+"."+s] })
		}
		if described := members(t, tc.file, tc.def); !slices.Equal(known, described) {
			t.Errorf("%T has %v, %s $defs/%s describes %v", tc.of, known, tc.file, tc.def, described)
		}
	}
}

// live are members of vectors that never lie in a file.
var live = map[string]bool{
	"step.new_connection": true, "step.call": true, "step.issue": true, "answer.signed": true,
}

func TestLiveMembersAreThere(t *testing.T) {
	known := map[string][]string{
		"step":   tags(reflect.TypeFor[vector.Step](), "json"),
		"answer": tags(reflect.TypeFor[vector.Answer](), "json"),
	}
	for name := range live {
		of, member, _ := strings.Cut(name, ".")
		if !slices.Contains(known[of], member) {
			t.Errorf("no vector has %s", name)
		}
	}
}
