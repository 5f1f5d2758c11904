// Package message models HTTP messages as they stand on the wire: fields in order, repeated fields
// repeated, nothing tidied. Start with [Request]; [FromHTTP] reads one from a net/http server.
package message

import (
	"bytes"
	"io"
	"net/http"
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
func (f Fields) Has(name string) bool { return len(f.Values(name)) > 0 }

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
}

// Response is an HTTP response.
type Response struct {
	Status int    `json:"status"`
	Fields Fields `json:"headers"`
	Body   []byte `json:"body"`
}

// FromHTTP reads a request from a net/http server, with at most limit bytes of body, which stays
// readable in r. What net/http hides (order of different fields, casing, folding) is lost; repeated
// fields stay repeated. The URL is the request target as received: a recipient learns its own name
// from configuration, never here.
func FromHTTP(r *http.Request, limit int64) (Request, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, limit))
	if err != nil {
		return Request{}, err
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
	m := Request{Method: r.Method, URL: r.RequestURI, Body: body, Fields: Fields{{"Host", r.Host}}}
	for name, values := range r.Header {
		for _, v := range values {
			m.Fields = append(m.Fields, Field{name, v})
		}
	}
	return m, nil
}
