package jose

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Object is a JSON object with what the standard decoder forgets: which names stood in it twice, at
// any depth, and how deep it goes. Of members with one name it keeps the first.
type Object struct {
	Members    map[string]any
	Duplicates []string
	Depth      int
}

// ParseObject reads exactly one JSON object. Numbers stay [json.Number].
func ParseObject(text []byte) (Object, error) {
	if !utf8.Valid(text) {
		return Object{}, errors.New("not UTF-8")
	}
	if !json.Valid(text) {
		return Object{}, jsonError(text)
	}
	r := reader{text: string(text)}
	if r.next() != '{' {
		return Object{}, errors.New("not a JSON object")
	}
	r.Members = r.object(0)
	return r.Object, nil
}

// jsonError says why a text is not JSON.
func jsonError(text []byte) error {
	dec := json.NewDecoder(strings.NewReader(string(text)))
	var first json.RawMessage
	switch err := dec.Decode(&first); {
	case err == nil:
		return errors.New("more follows the JSON value")
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("not JSON: it ends too early")
	default:
		return fmt.Errorf("not JSON: %w", err)
	}
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
