// Package message models HTTP messages as they stand on the wire: fields in order, repeated fields
// repeated, nothing tidied. Start with [Request]; [FromHTTP] reads one from a net/http server, and
// [ResponseFromHTTP] a [Response] from a client.
package message

import (
	"slices"
	"strings"
)

// Field is one header field line: a name and a value. Names compare without regard to case.
type Field [2]string

// Name gives the field name as it was written.
func (f Field) Name() string { return f[0] }

// Value gives the field value as it was written.
func (f Field) Value() string { return f[1] }

// Fields is an ordered list of header field lines.
type Fields []Field

// Values lists the values of every line of a name, in order. A field that is present and empty is
// one empty value; an absent field is none.
func (f Fields) Values(name string) []string {
	var values []string
	for _, line := range f {
		if strings.EqualFold(line.Name(), name) {
			values = append(values, line.Value())
		}
	}
	return values
}

// Has says whether a field of the name is present, empty or not.
func (f Fields) Has(name string) bool {
	return slices.ContainsFunc(f, func(l Field) bool { return strings.EqualFold(l.Name(), name) })
}

// Without gives the lines of every other name.
func (f Fields) Without(name string) Fields {
	return slices.DeleteFunc(slices.Clone(f), func(l Field) bool { return strings.EqualFold(l.Name(), name) })
}

// Request is an HTTP request. URL is the absolute target URI for which it was meant; a Host line in
// Fields is sent as it stands, otherwise the URL's authority is.
type Request struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	Fields Fields `json:"headers"`
	Body   []byte `json:"body"`
	// Scheme is "http" or "https" where the URL does not say which.
	Scheme string `json:"-"`
	// Truncated says that the body went on beyond the limit to which it was read.
	Truncated bool `json:"-"`
}

// Response is an HTTP response.
type Response struct {
	Status int    `json:"status"`
	Fields Fields `json:"headers"`
	Body   []byte `json:"body"`
	// Truncated says that the body went on beyond the limit to which it was read.
	Truncated bool `json:"-"`
}
