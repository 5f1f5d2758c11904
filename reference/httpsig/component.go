package httpsig

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Component is a covered component of a signature (RFC 9421, Section 2): the name of a field in
// lower case, or of a derived component with "@" in front, and its parameters.
type Component struct {
	Name string
	item httpsfv.Item
}

// ParseComponent reads a component as facts and recipes write it: a bare name with its parameters
// behind it, such as "@method;req".
func ParseComponent(text string) (Component, error) {
	name, params, found := strings.Cut(text, ";")
	if found {
		params = ";" + params
	}
	item, err := httpsfv.UnmarshalItem([]string{`"` + name + `"` + params})
	if err != nil {
		return Component{}, fmt.Errorf("component %.60q: %w", text, err)
	}
	return componentOf(item)
}

func componentOf(item httpsfv.Item) (Component, error) {
	name, ok := item.Value.(string)
	switch {
	case !ok:
		return Component{}, fmt.Errorf("a component is %T, not a string", item.Value)
	case name != strings.ToLower(name):
		return Component{}, fmt.Errorf("component %.60q is not in lower case", name)
	}
	return Component{Name: name, item: item}, nil
}

// String writes the component identifier as it stands in the signature base, such as
// "@method";req with its quotation marks.
func (c Component) String() string {
	text, err := httpsfv.Marshal(c.item)
	if err != nil {
		return `"` + c.Name + `"` // a name that no structured field can have
	}
	return text
}

// Bare writes the component as [ParseComponent] reads it.
func (c Component) Bare() string { return strings.Replace(c.String(), `"`+c.Name+`"`, c.Name, 1) }

// Derived says whether the component is derived from the message and not a field of it.
func (c Component) Derived() bool { return strings.HasPrefix(c.Name, "@") }

// flag says whether a boolean parameter is set.
func (c Component) flag(name string) bool {
	if c.item.Params == nil {
		return false
	}
	v, _ := c.item.Params.Get(name)
	on, _ := v.(bool)
	return on
}

// componentParams are the parameters of components that RFC 9421 defines, with the type of each.
var componentParams = map[string]bool{
	"req": true, "tr": true, "sf": true, "bs": true, "key": false, "name": false,
}

var errUnknownParameter = errors.New("has a parameter that RFC 9421 does not define")

// check refuses parameters that nobody could honour, alone or together (RFC 9421, Sections 2.1 and
// 2.5).
func (c Component) check() error {
	if c.oddlyNamed() || c.oddlyTyped() {
		return fmt.Errorf("component %.80s %w", c, errUnknownParameter)
	}
	if c.flag("bs") && (c.flag("sf") || c.has("key")) {
		return fmt.Errorf("component %.80s has parameters that exclude each other", c)
	}
	return nil
}

// oddlyNamed says that there is a parameter that nobody defined.
func (c Component) oddlyNamed() bool {
	return slices.ContainsFunc(c.names(), func(name string) bool {
		_, known := componentParams[name]
		return !known
	})
}

// oddlyTyped says that a known parameter has a value of another type than its own.
func (c Component) oddlyTyped() bool {
	return slices.ContainsFunc(c.names(), func(name string) bool {
		boolean, known := componentParams[name]
		v, _ := c.item.Params.Get(name)
		_, isBool := v.(bool)
		_, isString := v.(string)
		return known && (boolean && !isBool || !boolean && !isString)
	})
}

func (c Component) names() []string {
	if c.item.Params == nil {
		return nil
	}
	return c.item.Params.Names()
}

func (c Component) has(name string) bool { return slices.Contains(c.names(), name) }

// requestComponents are the derived components of requests (RFC 9421, Section 2.2).
var requestComponents = []string{
	"@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query",
	"@query-param",
}

// unknown says that a component is derived in a way that RFC 9421 does not define.
func (m Message) unknown(c Component) bool {
	return c.Derived() && c.Name != "@status" && !slices.Contains(requestComponents, c.Name)
}

// absent says that a component is a field that the message does not have.
func (m Message) absent(c Component) bool {
	return !c.Derived() && !m.foreign(c) && !m.fieldsOf(c).Has(c.Name)
}

// foreign says that a component of a request is one that responses alone have.
func (m Message) foreign(c Component) bool {
	return m.Response == nil && (c.Name == "@status" || c.flag("req"))
}

// fieldsOf gives the fields among which a component is: those of the response, or of the request.
func (m Message) fieldsOf(c Component) message.Fields {
	switch {
	case m.Response != nil && !c.flag("req"):
		return m.Response.Fields
	case m.Request != nil:
		return m.Request.Fields
	}
	return nil
}
