package target

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
)

// Load reads a target file. Every error is about the file: it names the file, the line, the key and
// what was expected there.
func Load(name string) (*Target, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("target: %w", err)
	}
	return Parse(name, text)
}

// Parse is [Load] for a text that has been read; the name stands in errors.
func Parse(name string, text []byte) (*Target, error) {
	f := file{name: name}
	if err := yaml.Unmarshal(text, &f.root); err != nil {
		return nil, f.yamlError(err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	var t Target
	if err := dec.Decode(&t); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("target: %s: the file is empty; `wimsespec reference` prints an example", name)
	} else if err != nil {
		return nil, f.yamlError(err)
	}
	if err := f.check(&t); err != nil {
		return nil, err
	}
	t.defaults()
	return &t, nil
}

// file knows where in the text each key stands.
type file struct {
	name string
	root yaml.Node
}

// wrong makes an error about the key of a dotted path.
func (f file) wrong(path, format string, args ...any) error {
	line := strconv.Itoa(f.line(strings.Split(path, ".")))
	return f.at(line, path+": "+fmt.Sprintf(format, args...))
}

// maxComplaint bounds an error behind the name of the file, in characters.
const maxComplaint = 400

// at makes an error about a line, which may be unknown, and quotes nothing that cannot be printed.
func (f file) at(line, complaint string) error {
	place := f.name
	if line != "" {
		place += ":" + line
	}
	return fmt.Errorf("target: %s: %s", place, reports.Printable(complaint, maxComplaint))
}

// line gives the line of the deepest key of a path that the file has.
func (f file) line(path []string) int {
	line, node := 1, &f.root
	if len(node.Content) > 0 {
		node = node.Content[0]
	}
	for _, key := range path {
		i := 0
		for ; i+1 < len(node.Content) && node.Content[i].Value != key; i += 2 {
		}
		if i+1 >= len(node.Content) {
			break
		}
		line, node = node.Content[i].Line, node.Content[i+1]
	}
	return line
}

var (
	unknownKey = regexp.MustCompile(`line (\d+): field (\S+) not found in type (\S+)`)
	wrongValue = regexp.MustCompile("line (\\d+): cannot unmarshal !!\\w+ (`[^`]*` )?into (\\S+)")
	wrongType  = regexp.MustCompile(`line (\d+): (.*)`)
)

// keysOf lists the keys of the part of a target file that a type of this package describes.
func keysOf(typeName string) []string {
	for _, part := range []any{Target{}, Recipient{}, Role{}, Issuer{}, Verifier{}, Place{}, spec.Revisions{}} {
		t := reflect.TypeOf(part)
		if t.String() != typeName {
			continue
		}
		var keys []string
		for i := range t.NumField() {
			key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
			keys = append(keys, key)
		}
		return keys
	}
	return nil
}

// keyAt gives the dotted path of the last key that begins on a line, with a colon and a space behind
// it; empty where none does.
func (f file) keyAt(line string) string {
	found := ""
	var visit func(n *yaml.Node, path string)
	visit = func(n *yaml.Node, path string) {
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if strconv.Itoa(key.Line) == line {
				found = path + key.Value + ": "
			}
			visit(n.Content[i+1], path+key.Value+".")
		}
	}
	if len(f.root.Content) > 0 {
		visit(f.root.Content[0], "")
	}
	return found
}

// plainType says what a Go type is in a YAML file.
func plainType(name string) string {
	switch {
	case strings.HasPrefix(name, "[]"):
		return "a list, such as [ES256]"
	case name == "bool":
		return "true or false"
	case name == "string":
		return "a text"
	}
	return "an object with keys of its own"
}

// yamlError puts a YAML error into the form of the others.
func (f file) yamlError(err error) error {
	text := err.Error()
	if m := unknownKey.FindStringSubmatch(text); m != nil {
		return f.at(m[1], m[2]+": unknown key; known here: "+strings.Join(keysOf(m[3]), ", "))
	}
	if m := wrongValue.FindStringSubmatch(text); m != nil {
		return f.at(m[1], f.keyAt(m[1])+"does not fit here; expected is "+plainType(m[3]))
	}
	if m := wrongType.FindStringSubmatch(text); m != nil {
		return f.at(m[1], m[2])
	}
	if strings.HasPrefix(text, "time: ") {
		return f.wrong("ready_timeout", "expected is a span of time such as 10s")
	}
	return f.at("", strings.TrimPrefix(text, "yaml: "))
}
