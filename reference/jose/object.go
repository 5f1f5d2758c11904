package jose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth bounds recursion; nothing that anybody needs comes near it.
const maxDepth = 10_000

// Object is a JSON object with what the standard decoder forgets: which names stood in it twice, at
// any depth, and how deep it goes. Of members with one name it keeps the first.
type Object struct {
	Members    map[string]any
	Duplicates []string
	Depth      int
}

// ParseObject reads exactly one JSON object. Numbers stay [json.Number].
func ParseObject(text []byte) (Object, error) {
	var o Object
	if !utf8.Valid(text) {
		return o, errors.New("not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := o.value(dec, 0)
	if err != nil {
		return o, jsonError(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return o, errors.New("more follows the JSON value")
	}
	members, ok := v.(map[string]any)
	if !ok {
		return o, errors.New("not a JSON object")
	}
	o.Members = members
	return o, nil
}

func jsonError(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("not JSON: it ends too early")
	}
	return fmt.Errorf("not JSON: %w", err)
}

func (o *Object) value(dec *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	o.Depth = max(o.Depth, depth)
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return o.object(dec, depth)
	case json.Delim('['):
		return o.array(dec, depth)
	}
	return t, nil
}

func (o *Object) object(dec *json.Decoder, depth int) (any, error) {
	members := map[string]any{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name := t.(string) // the decoder yields nothing else as a name
		v, err := o.value(dec, depth+1)
		if err != nil {
			return nil, err
		}
		if _, there := members[name]; there {
			o.Duplicates = append(o.Duplicates, name)
			continue
		}
		members[name] = v
	}
	_, err := dec.Token()
	return members, err
}

func (o *Object) array(dec *json.Decoder, depth int) (any, error) {
	items := []any{}
	for dec.More() {
		v, err := o.value(dec, depth+1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	_, err := dec.Token()
	return items, err
}

// String gives a member that is a string, and whether it is one.
func (o Object) String(name string) (string, bool) {
	s, ok := o.Members[name].(string)
	return s, ok
}

// Has says whether a member is present, null included.
func (o Object) Has(name string) bool {
	_, ok := o.Members[name]
	return ok
}
