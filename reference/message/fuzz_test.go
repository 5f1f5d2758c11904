package message_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
)

// wire writes a message as HTTP/1.1 has it.
func wire(start string, fields message.Fields, body []byte) []byte {
	var b bytes.Buffer
	b.WriteString(start + "\r\n")
	for _, f := range fields {
		b.WriteString(f.Name() + ": " + f.Value() + "\r\n")
	}
	b.WriteString("\r\n")
	return append(b.Bytes(), body...)
}

const limit = 64

// FuzzFromHTTP reads what net/http makes of any bytes: every field stands in them, no more of the body
// is kept than the limit, and whoever reads on finds the same body.
func FuzzFromHTTP(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Requests {
		_, _, target, _ := message.SplitURL(r.URL)
		start := r.Method + " /" + strings.TrimPrefix(target, "/") + " HTTP/1.1"
		f.Add(wire(start, append(r.Fields, message.Field{"Host", "h"}), r.Body))
	}
	f.Add([]byte("POST / HTTP/1.1\r\n" +
		"Transfer-Encoding: chunked\r\nHost: h\r\nA: 1\r\n a: 2\r\n\r\n2\r\nab\r\n0\r\nB: c\r\n\r\n"))
	f.Add([]byte("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n\r\n" + strings.Repeat("a", 99)))
	f.Add([]byte("POST * HTTP/1.0\nContent-Length: 99999999999\na:\xff\n\nabc"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			return
		}
		want, _ := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		whole, wrong := io.ReadAll(want.Body)
		got, err := message.FromHTTP(r, limit)
		if (err != nil) != (wrong != nil) && len(whole) <= limit {
			t.Errorf("%q: %v, net/http says %v", raw, err, wrong)
		}
		if err != nil {
			return
		}
		sameFields(t, got.Fields.Without("Host"), want.Header)
		rest, again := io.ReadAll(r.Body)
		if !bytes.Equal(rest, whole) || (again != nil) != (wrong != nil) {
			t.Errorf("%q: the body %q is %q when it is read again: %v", raw, whole, rest, again)
		}
		if got.Truncated != (len(whole) > limit) || !bytes.Equal(got.Body, whole[:min(limit, len(whole))]) {
			t.Errorf("%q: of the body %q there is %q", raw, whole, got.Body)
		}
	})
}

func sameFields(t *testing.T, got message.Fields, want http.Header) {
	t.Helper()
	n := 0
	for name, values := range want {
		n += len(values)
		if strings.Join(got.Values(name), "\n") != strings.Join(values, "\n") {
			t.Errorf("%s is %q, not %q", name, got.Values(name), values)
		}
	}
	if len(got) != n {
		t.Errorf("%d fields, not %d", len(got), n)
	}
}

// FuzzResponseFromHTTP does the same with responses.
func FuzzResponseFromHTTP(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Responses {
		f.Add(wire("HTTP/1.1 200 OK", r.Fields, r.Body))
	}
	f.Add([]byte("HTTP/1.1 204\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("a", limit+1)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
		if err != nil {
			return
		}
		want, _ := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
		whole, _ := io.ReadAll(want.Body)
		got, err := message.ResponseFromHTTP(r, limit)
		if err != nil {
			return
		}
		sameFields(t, got.Fields, want.Header)
		if got.Status != want.StatusCode || got.Truncated != (len(whole) > limit) ||
			!bytes.Equal(got.Body, whole[:min(limit, len(whole))]) {
			t.Errorf("%q: status %d, of the body %q there is %q", raw, got.Status, whole, got.Body)
		}
	})
}

// absolute is what is taken apart: a scheme (RFC 3986, Section 3.1), "//" and whatever follows.
var absolute = regexp.MustCompile(`^(?s)([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)$`)

// FuzzSplitURL compares with the expression, and with net/url where that reads the text.
func FuzzSplitURL(f *testing.F) {
	s := fuzztest.Vectors(f)
	for _, text := range s.Identifiers {
		f.Add(text)
	}
	for _, r := range s.Requests {
		f.Add(r.URL)
	}
	f.Fuzz(func(t *testing.T, text string) {
		scheme, authority, rest, ok := message.SplitURL(text)
		m := absolute.FindStringSubmatch(text)
		if ok != (m != nil) || ok && (scheme != m[1] || authority != m[2] || rest != m[3]) {
			t.Fatalf("%q is %q, %q, %q, %v", text, scheme, authority, rest, ok)
		}
		u, err := url.Parse(text)
		if err != nil || !ok {
			return
		}
		host := authority[strings.LastIndexByte(authority, '@')+1:]
		if plain, err := url.PathUnescape(host); u.Scheme != strings.ToLower(scheme) || err == nil && plain != u.Host {
			t.Errorf("%q: net/url finds %q and %q", text, u.Scheme, u.Host)
		}
	})
}
