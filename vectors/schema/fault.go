package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v3"
)

// Fault is one place in which a file departs from its schema.
type Fault struct {
	// Path is the file's, Line the line in it; 0 where it is not known.
	Path string
	Line int
	// Pointer is a JSON Pointer (RFC 6901); the empty one is the whole file.
	Pointer string
	Reason  string

	tokens []string
}

// String writes the fault on one line.
func (f Fault) String() string {
	place, pointer := f.Path, f.Pointer
	if f.Line > 0 {
		place += ":" + strconv.Itoa(f.Line)
	}
	if pointer == "" {
		pointer = "(whole file)"
	}
	return strings.ReplaceAll(fmt.Sprintf("%s: %s: %s", place, pointer, f.Reason), "\n", " ")
}

// Faults are all departures of one file, in the order of the file's lines and then of the pointers.
type Faults []Fault

// Error writes one fault on each line.
func (f Faults) Error() string {
	var lines []string
	for _, fault := range f {
		lines = append(lines, fault.String())
	}
	return strings.Join(lines, "\n")
}

// sorted drops what is said twice, and gives no error where nothing is left.
func (f Faults) sorted() error {
	if len(f) == 0 {
		return nil
	}
	slices.SortFunc(f, func(a, b Fault) int {
		return cmpFirst(a.Line-b.Line, strings.Compare(a.Pointer, b.Pointer),
			strings.Compare(a.Reason, b.Reason))
	})
	return slices.CompactFunc(f, func(a, b Fault) bool { return a.String() == b.String() })
}

func cmpFirst(orders ...int) int {
	for _, o := range orders {
		if o != 0 {
			return o
		}
	}
	return 0
}

// leaves gives the errors that have no cause of their own. The cause of a wrong name does not tell
// where the name stands, so that is left out.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if _, named := e.ErrorKind.(*kind.PropertyNames); named || len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

// faultsOf words an error. A member that nobody knows is pointed at itself.
func faultsOf(path string, leaf *jsonschema.ValidationError) []Fault {
	at := leaf.InstanceLocation
	switch k := leaf.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		var faults []Fault
		for _, name := range k.Properties {
			member := append(slices.Clone(at), name)
			faults = append(faults, newFault(path, member, "nothing has this name here"))
		}
		return faults
	case *kind.PropertyNames:
		member := append(slices.Clone(at), k.Property)
		return []Fault{newFault(path, member, "nothing may have this name here")}
	case *kind.Required:
		return []Fault{newFault(path, at, "it lacks "+strings.Join(k.Missing, ", "))}
	case *kind.FalseSchema:
		return []Fault{newFault(path, at, "it must not stand here")}
	}
	return []Fault{newFault(path, at, leaf.BasicOutput().Error.String())}
}

func newFault(path string, tokens []string, reason string) Fault {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	f := Fault{Path: path, Reason: reason, tokens: tokens}
	for _, t := range tokens {
		f.Pointer += "/" + escape.Replace(t)
	}
	return f
}

// lineOf gives the line of the node that a pointer leads to, or of the last one on the way.
func lineOf(node *yaml.Node, tokens []string) int {
	for node.Kind == yaml.DocumentNode || node.Kind == yaml.AliasNode {
		if node.Alias != nil {
			node = node.Alias
		} else if node = node.Content[0]; node == nil {
			return 0
		}
	}
	if len(tokens) > 0 {
		if child := childOf(node, tokens[0]); child != nil {
			return lineOf(child, tokens[1:])
		}
	}
	return node.Line
}

func childOf(node *yaml.Node, token string) *yaml.Node {
	switch node.Kind {
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i < len(node.Content) {
			return node.Content[i]
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == token {
				return node.Content[i+1]
			}
		}
	}
	return nil
}
