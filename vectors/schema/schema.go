// Package schema holds the JSON Schemas of recipes and of minted vectors, which document both
// formats member by member, and validates files against them. Start with [Recipes] and [Vectors].
package schema

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// Files holds the schemas: recipe.schema.json and vectors.schema.json.
//
//go:embed recipe.schema.json vectors.schema.json
var Files embed.FS

var (
	recipe  = sync.OnceValue(func() *jsonschema.Schema { return compile("recipe.schema.json") })
	vectors = sync.OnceValue(func() *jsonschema.Schema { return compile("vectors.schema.json") })
)

// Recipes validates a recipe file in YAML. The error is of type [Faults]; path is for its text.
func Recipes(path string, text []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return Faults{{Path: path, Reason: err.Error()}}
	}
	value, err := fromYAML(&root)
	if err != nil {
		return Faults{{Path: path, Reason: err.Error()}}
	}
	faults := validate(recipe(), path, value)
	for i := range faults {
		faults[i].Line = lineOf(&root, faults[i].tokens)
	}
	return faults.sorted()
}

// Vectors validates a minted file in JSON. The error is of type [Faults]; path is for its text.
func Vectors(path string, text []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return Faults{{Path: path, Reason: "not JSON: " + err.Error()}}
	}
	return validate(vectors(), path, value).sorted()
}

// fromYAML gives the value that JSON has in place of a YAML document.
func fromYAML(root *yaml.Node) (any, error) {
	var value any
	if err := root.Decode(&value); err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("it cannot be written as JSON: %w", err)
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

func validate(s *jsonschema.Schema, path string, value any) Faults {
	var refused *jsonschema.ValidationError
	if !errors.As(s.Validate(value), &refused) {
		return nil
	}
	var faults Faults
	for _, leaf := range leaves(refused) {
		faults = append(faults, faultsOf(path, leaf)...)
	}
	return faults
}

// compile reads an embedded schema; a fault in it is a bug.
func compile(name string) *jsonschema.Schema {
	text, err := Files.ReadFile(name)
	if err != nil {
		panic("schema: internal error: " + err.Error())
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic("schema: internal error: " + err.Error())
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, document); err != nil {
		panic("schema: internal error: " + err.Error())
	}
	return c.MustCompile(name)
}
