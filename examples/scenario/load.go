package scenario

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/examples"
)

// Default gives the scenario that comes with this package.
func Default() *Scenario {
	s, err := Parse("examples/scenario.yaml", examples.Scenario())
	if err != nil {
		panic("scenario: internal error: " + err.Error())
	}
	return s
}

// Load reads a scenario file. Every error is about the file: it names the file, the line, the key
// and what was expected there.
func Load(name string) (*Scenario, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	return Parse(name, text)
}

// Parse is [Load] for a text that has been read; the name stands in errors.
func Parse(name string, text []byte) (*Scenario, error) {
	f := file{name: name}
	if err := yaml.Unmarshal(text, &f.root); err != nil {
		return nil, f.yamlError(err)
	}
	if len(f.root.Content) == 0 {
		return nil, fmt.Errorf("scenario: %s: the file is empty; "+
			"`wimsespec examples scenario` prints an example", name)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	var s Scenario
	if err := dec.Decode(&s); err != nil {
		return nil, f.yamlError(err)
	}
	return &s, f.check(&s)
}

// file knows where in the text each key stands.
type file struct {
	name string
	root yaml.Node
}

// wrong makes an error about the key of a dotted path, in which members of lists are numbers.
func (f file) wrong(path, format string, args ...any) error {
	return fmt.Errorf("scenario: %s:%d: %s: %s", f.name, f.line(path), path, fmt.Sprintf(format, args...))
}

// line gives the line of the deepest part of a path that the file has.
func (f file) line(path string) int {
	node, line := f.root.Content[0], 1
	for key := range strings.SplitSeq(path, ".") {
		at, below := child(node, key)
		if below == nil {
			break
		}
		node, line = below, at.Line
	}
	return line
}

// child gives the place and the value of a member of a mapping or a list.
func child(n *yaml.Node, key string) (at, below *yaml.Node) {
	if i, err := strconv.Atoi(key); err == nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
		return n.Content[i], n.Content[i]
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

var (
	unknownKey = regexp.MustCompile(`line (\d+): field (\S+) not found`)
	badValue   = regexp.MustCompile(`line (\d+): cannot unmarshal (.*) into (\S+)`)
	badTime    = regexp.MustCompile(`parsing time "([^"]*)" as`)
	otherwise  = regexp.MustCompile(`line (\d+): (.*)`)
)

// expected says what a Go type is in a YAML file.
var expected = map[string]string{
	"time.Time": "a time such as 2025-04-24T15:35:10Z", "time.Duration": "a span of time such as 5m",
	"string": "a text", "int": "a whole number", "message.Fields": "a list such as [[Name, value]]",
	"message.Field": "a pair such as [Name, value]", "[]string": "a list such as [a, b]",
}

// yamlError puts a YAML error into the form of the others.
func (f file) yamlError(err error) error {
	text := err.Error()
	if m := unknownKey.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("scenario: %s:%s: %s: unknown key; "+
			"`wimsespec examples scenario` prints a file with the known ones", f.name, m[1], m[2])
	}
	if m := badValue.FindStringSubmatch(text); m != nil {
		want := expected[m[3]]
		if want == "" {
			want = "an object or a list of objects"
		}
		return fmt.Errorf("scenario: %s:%s: %s%s does not fit here; expected is %s",
			f.name, m[1], f.keyAt(m[1]), m[2], want)
	}
	if m := badTime.FindStringSubmatch(text); m != nil {
		at := f.find(func(_, value *yaml.Node) bool { return value.Value == m[1] })
		return fmt.Errorf("scenario: %s:%d: %s: %q does not fit here; expected is %s",
			f.name, at.Line, at.Value, m[1], expected["time.Time"])
	}
	if m := otherwise.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("scenario: %s:%s: %s", f.name, m[1], m[2])
	}
	return fmt.Errorf("scenario: %s: %s", f.name, strings.TrimPrefix(text, "yaml: "))
}

// keyAt gives the last key on a line, with a colon and a space behind it.
func (f file) keyAt(line string) string {
	at := f.find(func(key, _ *yaml.Node) bool { return strconv.Itoa(key.Line) == line })
	if at.Line == 0 {
		return ""
	}
	return at.Value + ": "
}

// find gives the last key of the file that is wanted; an empty node where none is.
func (f file) find(wanted func(key, value *yaml.Node) bool) *yaml.Node {
	found := &yaml.Node{}
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		for i, below := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 && wanted(below, n.Content[i+1]) {
				found = below
			}
			visit(below)
		}
	}
	visit(&f.root)
	return found
}
