package schema_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/schema"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// The schema and the code speak of the same words: neither list can go stale.

func TestEditsAreThoseOfForge(t *testing.T) {
	for name, def := range map[string]string{"tokenEdits": "tokenEdit", "wireEdits": "wireEdit"} {
		file := map[string]string{"tokenEdits": "edits.go", "wireEdits": "edits_wire.go"}[name]
		known := keysOf(t, "../forge/"+file, name)
		described := slices.DeleteFunc(members(t, "recipe.schema.json", def), func(s string) bool { return s == "to" })
		if !slices.Equal(known, described) {
			t.Errorf("%s knows %v, $defs/%s describes %v", name, known, def, described)
		}
	}
}

func TestTextEditsSayWhetherTheyTakeAText(t *testing.T) {
	for _, def := range []string{"tokenEdit", "wireEdit"} {
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
		{"vectors.schema.json", "", "json", vector.File{}},
		{"vectors.schema.json", "vector", "json", vector.Vector{}},
		{"vectors.schema.json", "recipient", "json", vector.Recipient{}},
		{"vectors.schema.json", "answer", "json", vector.Answer{}},
	} {
		known := tags(reflect.TypeOf(tc.of), tc.tag)
		if described := members(t, tc.file, tc.def); !slices.Equal(known, described) {
			t.Errorf("%T has %v, %s $defs/%s describes %v", tc.of, known, tc.file, tc.def, described)
		}
	}
	atRest := slices.DeleteFunc(tags(reflect.TypeFor[vector.Step](), "json"), func(s string) bool {
		return s == "new_connection"
	})
	if described := members(t, "vectors.schema.json", "step"); !slices.Equal(atRest, described) {
		t.Errorf("a step at rest has %v, described is %v", atRest, described)
	}
}

// The members of tokens and requests are read by types that forge keeps to itself.
func TestModelMembersAreThoseOfForge(t *testing.T) {
	for name, known := range map[string][]string{
		"token":   keysOf(t, "../forge/model.go", "tokenMembers"),
		"request": taggedFields(t, "../forge/model.go", "request"),
	} {
		slices.Sort(known)
		if described := members(t, "recipe.schema.json", name); !slices.Equal(known, described) {
			t.Errorf("forge's %s has %v, described is %v", name, known, described)
		}
	}
}

func taggedFields(t *testing.T, file, name string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			return true
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`"))
			names = append(names, tag.Get("json"))
		}
		return false
	})
	slices.Sort(names)
	return names
}

func tags(of reflect.Type, key string) []string {
	var names []string
	for i := range of.NumField() {
		if name, _, _ := strings.Cut(of.Field(i).Tag.Get(key), ","); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Every member has a description and an example, and every example fits.
func TestMembersAreExplained(t *testing.T) {
	for _, name := range []string{"recipe.schema.json", "vectors.schema.json"} {
		document := read(t, name)
		c := jsonschema.NewCompiler()
		if err := c.AddResource(name, document); err != nil {
			t.Fatal(err)
		}
		explained := func(member map[string]any, pointer string) {
			s, err := c.Compile(name + "#" + pointer)
			if err != nil {
				t.Fatal(err)
			}
			if s.Description == "" || len(s.Examples) == 0 {
				t.Errorf("%s#%s lacks a description or an example", name, pointer)
			}
			for _, example := range s.Examples {
				if err := s.Validate(example); err != nil && !shortened(example) {
					t.Errorf("%s#%s: the example %v does not fit: %v", name, pointer, example, err)
				}
			}
		}
		if n := walk(document, "", explained); n == 0 {
			t.Errorf("%s describes no member", name)
		}
	}
}

// shortened is true for examples of long texts.
func shortened(example any) bool {
	text, _ := json.Marshal(example)
	return strings.Contains(string(text), `..."`)
}

// walk calls a function with every member that is described: those under properties of the document
// and of its definitions, at any depth. It gives their number.
func walk(schema any, pointer string, each func(member map[string]any, pointer string)) int {
	n := 0
	object, _ := schema.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	for name, member := range properties {
		if m, ok := member.(map[string]any); ok {
			each(m, path.Join(pointer, "/properties", name))
			n += 1 + walk(m, path.Join(pointer, "/properties", name), each)
		}
	}
	defs, _ := object["$defs"].(map[string]any)
	for name, def := range defs {
		if strings.HasPrefix(name, "of") || name == "strictVector" || name == "withoutText" {
			continue // conditions on what another definition describes
		}
		n += walk(def, "/$defs/"+name, each)
	}
	return n
}

func read(t *testing.T, name string) any {
	t.Helper()
	f, err := schema.Files.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	document, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// definition gives a definition of a schema, or all of it.
func definition(t *testing.T, name, def string) map[string]any {
	t.Helper()
	document := read(t, name).(map[string]any)
	if def == "" {
		return document
	}
	return document["$defs"].(map[string]any)[def].(map[string]any)
}

func members(t *testing.T, name, def string) []string {
	t.Helper()
	return slices.Sorted(maps.Keys(definition(t, name, def)["properties"].(map[string]any)))
}
