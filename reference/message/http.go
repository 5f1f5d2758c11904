package message

import (
	"bytes"
	"io"
	"net/http"
)

// FromHTTP reads a request from a net/http server, with at most limit bytes of body, which stays
// readable in r. What net/http hides (order of different fields, casing, folding) is lost; repeated
// fields stay repeated. The URL is the request target as received: a recipient learns its own name
// from configuration, never here.
func FromHTTP(r *http.Request, limit int64) (Request, error) {
	m := Request{Method: r.Method, URL: r.RequestURI, Scheme: "http", Fields: Fields{{"Host", r.Host}}}
	if r.TLS != nil {
		m.Scheme = "https"
	}
	m.Fields = append(m.Fields, fieldsOf(r.Header)...)
	var err error
	m.Body, m.Truncated, err = read(&r.Body, r.ContentLength, limit)
	return m, err
}

// ResponseFromHTTP reads a response from a net/http client in the same way. The client must not
// have undone a content coding: a digest is of the content as it was sent.
func ResponseFromHTTP(r *http.Response, limit int64) (Response, error) {
	m := Response{Status: r.StatusCode, Fields: fieldsOf(r.Header)}
	var err error
	m.Body, m.Truncated, err = read(&r.Body, r.ContentLength, limit)
	return m, err
}

func fieldsOf(header http.Header) Fields {
	var fields Fields
	for name, values := range header {
		for _, v := range values {
			fields = append(fields, Field{name, v})
		}
	}
	return fields
}

// read takes a body up to a limit and puts in its place one that gives the same bytes, out of the
// same memory, and what follows them.
func read(body *io.ReadCloser, announced, limit int64) (content []byte, more bool, err error) {
	if *body == nil {
		*body = http.NoBody
	}
	rest := *body
	if content, err = take(rest, announced, limit+1); err != nil {
		return nil, false, err
	}
	*body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(content), rest), rest}
	if more = int64(len(content)) > limit; more {
		content = content[:limit]
	}
	return content, more, nil
}

// take reads at most limit bytes, into memory of the announced length where there is one: one
// allocation, however long the body is.
func take(body io.Reader, announced, limit int64) ([]byte, error) {
	if announced < 0 {
		return io.ReadAll(io.LimitReader(body, limit))
	}
	content := make([]byte, min(announced, limit))
	n, err := io.ReadFull(body, content)
	if err == io.EOF {
		err = nil // the answer to HEAD announces a body that is not sent
	}
	return content[:n], err
}
