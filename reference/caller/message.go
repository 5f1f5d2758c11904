package caller

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// drain reads a body whole and closes it.
func drain(body io.ReadCloser, limit int64) ([]byte, error) {
	if body == nil || body == http.NoBody {
		return nil, nil
	}
	text, err := io.ReadAll(io.LimitReader(body, limit+1))
	closed := body.Close()
	switch {
	case err != nil:
		return nil, err
	case int64(len(text)) > limit:
		return nil, fmt.Errorf("the body has more than %d bytes", limit)
	}
	return text, closed
}

// outgoing models a request as the transport will write it: white space around values gone, fields
// in the order of their names.
func outgoing(r *http.Request, body []byte) message.Request {
	m := message.Request{Method: r.Method, URL: wireURL(r), Body: body, Fields: fieldsOf(r.Header)}
	if m.Method == "" {
		m.Method = http.MethodGet
	}
	if r.Host != "" && r.Host != r.URL.Host {
		m.Fields = append(m.Fields, message.Field{"Host", r.Host})
	}
	return m
}

// wireURL is the target URI: without user information and fragment, which are not sent.
func wireURL(r *http.Request) string {
	return r.URL.Scheme + "://" + r.URL.Host + r.URL.RequestURI()
}

func fieldsOf(h http.Header) message.Fields {
	fields := message.Fields{}
	for name, values := range h {
		for _, v := range values {
			fields = append(fields, message.Field{name, strings.Trim(v, " \t\r\n")})
		}
	}
	slices.SortStableFunc(fields, func(a, b message.Field) int {
		return strings.Compare(a.Name(), b.Name())
	})
	return fields
}

// write makes the request that is sent: a copy of the one that was given, with the fields of the
// model. The given one is left as it is, as the contract of [http.RoundTripper] has it.
func write(given *http.Request, m message.Request) *http.Request {
	out := given.Clone(given.Context())
	out.Header = http.Header{}
	for _, f := range m.Fields {
		if !strings.EqualFold(f.Name(), "Host") {
			out.Header.Add(f.Name(), f.Value())
		}
	}
	out.ContentLength = int64(len(m.Body))
	out.TransferEncoding = nil
	out.Body, out.GetBody = http.NoBody, func() (io.ReadCloser, error) { return http.NoBody, nil }
	if len(m.Body) > 0 {
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m.Body)), nil }
		out.Body, _ = out.GetBody()
	}
	return out
}
