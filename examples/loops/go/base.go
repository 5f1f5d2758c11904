package wimse

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/dunglas/httpsfv"
)

// message is a request or a response with the derived components that it has.
type message struct {
	fields  Fields
	body    []byte
	derived map[string]string
	request *message // the request that a response answers
}

// ofRequest derives the components of RFC 9421, Section 2.2, as HTTP/1.1 has them.
func ofRequest(r Request) (message, error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return message{}, err
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	derived := map[string]string{"@method": r.Method, "@path": path, "@query": "?" + u.RawQuery,
		"@scheme": u.Scheme, "@authority": strings.ToLower(u.Host), "@target-uri": r.URL}
	return message{fields: r.Headers, body: r.Body, derived: derived}, nil
}

func ofResponse(r Response, to message) message {
	derived := map[string]string{"@status": strconv.Itoa(r.Status)}
	return message{fields: r.Headers, body: r.Body, derived: derived, request: &to}
}

// present gives the identifiers of those fields that the message has.
func (m message) present(names ...string) []string {
	var there []string
	for _, name := range names {
		if len(m.fields.Values(name)) > 0 {
			there = append(there, strconv.Quote(name))
		}
	}
	return there
}

// base makes the signature base (RFC 9421, Section 2.5).
func (m message) base(input httpsfv.InnerList) ([]byte, error) {
	var base strings.Builder
	seen := map[string]bool{}
	for _, item := range input.Items {
		id, err := httpsfv.Marshal(item)
		if err != nil {
			return nil, err
		}
		value, err := m.value(item)
		if err != nil || seen[id] || strings.ContainsAny(value, "\r\n") {
			return nil, errors.Join(fmt.Errorf("component %s", id), err)
		}
		seen[id] = true
		base.WriteString(id + ": " + value + "\n")
	}
	params, err := httpsfv.Marshal(input)
	if err != nil {
		return nil, err
	}
	base.WriteString(`"@signature-params": ` + params)
	return []byte(base.String()), nil
}

// value gives the value of a component. Of the parameters of components req alone is understood; a base
// with any other cannot be made (RFC 9421, Section 2.5).
func (m message) value(c httpsfv.Item) (string, error) {
	for _, param := range c.Params.Names() {
		on, _ := c.Params.Get(param)
		if param != "req" || on != true || m.request == nil {
			return "", fmt.Errorf("parameter %s", param)
		}
		m = *m.request
	}
	name, _ := c.Value.(string)
	if value, there := m.derived[name]; there {
		return value, nil
	}
	lines := m.fields.Values(name)
	if name != strings.ToLower(name) || len(lines) == 0 {
		return "", errors.New("the message has none")
	}
	return strings.Join(lines, ", "), nil
}
