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
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/schema"
)

// What begins with a part's name and a hyphen is a further signature, and nothing else is one.
func TestSignaturesAreThoseOfForge(t *testing.T) {
	exchange := definition(t, "recipe.schema.json", "exchange")
	described := map[string]bool{}
	for name, member := range exchange["properties"].(map[string]any) {
		described[name] = member.(map[string]any)["$ref"] == "#/$defs/signature"
	}
	for pattern := range exchange["patternProperties"].(map[string]any) {
		for _, name := range []string{"sig-a", "rsp-sig-a", "sig2", "rsp-wit-a", "other-sig-a", "rsp-sig2"} {
			described[name] = described[name] || regexp.MustCompile(pattern).MatchString(name)
		}
	}
	for name, is := range described {
		if known := signs(t, name); known != is {
			t.Errorf("%s: forge takes it for a signature: %t, the schema: %t", name, known, is)
		}
	}
}

// signs says whether forge takes a part of a model for a signature: then it knows its label.
func signs(t *testing.T, part string) bool {
	t.Helper()
	book, err := forge.Read(fstest.MapFS{"r.yaml": {Data: []byte("- id: httpsig/a\n  requirement: WIT-SIG-VALID\n" +
		"  comment: a\n  caller: {require_signed_response: true}\n" +
		"  change: {" + part + ": {label: 7}}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = forge.New(book, forge.AtRest(spec.Must("latest"), keys.Published())).Mint(book.List[0])
	return err != nil && strings.Contains(err.Error(), "signaturePart.label")
}

// The members of tokens, signatures, requests and responses are read by types that forge keeps to itself.
func TestModelMembersAreThoseOfForge(t *testing.T) {
	for name, known := range map[string][]string{
		"token":     keysOf(t, "../forge/model.go", "tokenMembers"),
		"request":   taggedFields(t, "../forge/model.go", "request"),
		"response":  taggedFields(t, "../forge/model.go", "response"),
		"signature": taggedFields(t, "../forge/signatures.go", "signaturePart"),

		"peer":            taggedFields(t, "../forge/certificate_model.go", "peer"),
		"certificate":     taggedFields(t, "../forge/certificate_model.go", "certificate"),
		"generalName":     keysOf(t, "../forge/certificate_names.go", "generalNames"),
		"nameConstraints": taggedFields(t, "../forge/certificate_names.go", "nameConstraints"),
		"extension":       taggedFields(t, "../forge/certificate_extensions.go", "extension"),
	} {
		slices.Sort(known)
		if described := members(t, "recipe.schema.json", name); !slices.Equal(known, described) {
			t.Errorf("forge's %s has %v, described is %v", name, known, described)
		}
	}
}

// The words of certificates that stand in lists are those of forge.
func TestWordsOfCertificatesAreThoseOfForge(t *testing.T) {
	properties := definition(t, "recipe.schema.json", "certificate")["properties"].(map[string]any)
	items := func(name string) map[string]any {
		return properties[name].(map[string]any)["items"].(map[string]any)
	}
	var usages, hashes []string
	for _, u := range items("key_usage")["enum"].([]any) {
		usages = append(usages, u.(string))
	}
	for _, h := range properties["hash"].(map[string]any)["enum"].([]any) {
		hashes = append(hashes, h.(string))
	}
	purposes := strings.Split(items("eku")["pattern"].(string)[len("^("):], "|")
	purposes = purposes[:len(purposes)-1] // the last stands for object identifiers
	for name, described := range map[string][]string{
		"keyUsages": usages, "purposes": purposes, "certificateHashes": hashes,
	} {
		file := "../forge/certificate_extensions.go"
		if name == "certificateHashes" {
			file = "../forge/certificate_sign.go"
		}
		slices.Sort(described)
		if known := keysOf(t, file, name); !slices.Equal(known, described) {
			t.Errorf("forge's %s are %v, described is %v", name, known, described)
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
		if name, _, _ := strings.Cut(of.Field(i).Tag.Get(key), ","); name != "" && name != "-" {
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
