package message_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
)

const mebibyte = 1 << 20

// known is a request whose length is announced, unknown one whose length is not.
func known(body []byte) *http.Request {
	return httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
}

func unknown(body []byte) *http.Request {
	return httptest.NewRequest(http.MethodPost, "/", io.MultiReader(bytes.NewReader(body)))
}

func TestTruncatedBodiesAreMarked(t *testing.T) {
	for _, tc := range []struct {
		length, limit int
		truncated     bool
	}{{0, 4, false}, {3, 4, false}, {4, 4, false}, {5, 4, true}, {4096, 4, true}, {1, 0, true}, {0, 0, false}} {
		for name, make := range map[string]func([]byte) *http.Request{"known": known, "unknown": unknown} {
			sent := bytes.Repeat([]byte("x"), tc.length)
			r := make(sent)
			m, err := message.FromHTTP(r, int64(tc.limit))
			if err != nil {
				t.Fatal(err)
			}
			if m.Truncated != tc.truncated || len(m.Body) != min(tc.length, tc.limit) {
				t.Errorf("%s, %d of %d: %d read, truncated %v", name, tc.limit, tc.length, len(m.Body), m.Truncated)
			}
			if rest, err := io.ReadAll(r.Body); err != nil || !bytes.Equal(rest, sent) {
				t.Errorf("%s, %d of %d: %d are left, %v", name, tc.limit, tc.length, len(rest), err)
			}
		}
	}
}

// TestOneCopyOfABody measures what reading a body allocates: itself, and no more than half of it again,
// the handler behind included.
func TestOneCopyOfABody(t *testing.T) {
	body := bytes.Repeat([]byte("x"), mebibyte)
	buffer := make([]byte, 32<<10)
	var before, after runtime.MemStats
	const rounds = 10
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range rounds {
		r := known(body)
		m, err := message.FromHTTP(r, mebibyte)
		if err != nil || len(m.Body) != mebibyte || m.Truncated {
			t.Fatalf("%d read, %v", len(m.Body), err)
		}
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r.Body}, buffer)
		if err != nil || n != mebibyte {
			t.Fatalf("%d are left, %v", n, err)
		}
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / rounds; each > mebibyte*3/2 {
		t.Errorf("%d bytes are allocated for a body of %d", each, mebibyte)
	}
}

func BenchmarkFromHTTP(b *testing.B) {
	body := bytes.Repeat([]byte("x"), mebibyte)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := message.FromHTTP(known(body), mebibyte); err != nil {
			b.Fatal(err)
		}
	}
}

func TestResponseFromHTTP(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["X-Twice"] = []string{"1", "2"}
		w.Header().Set("Content-Length", "10")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "0123456789")
	}))
	defer server.Close()
	for method, want := range map[string]string{"GET": "0123456789", "HEAD": ""} {
		req, err := http.NewRequest(method, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		m, err := message.ResponseFromHTTP(res, 100)
		if err != nil || m.Status != 404 || string(m.Body) != want || m.Truncated {
			t.Errorf("%s: %+v, %v", method, m, err)
		}
		if got := strings.Join(m.Fields.Values("x-twice"), " "); got != "1 2" {
			t.Errorf("%s: X-Twice is %q", method, got)
		}
		if rest, err := io.ReadAll(res.Body); err != nil || string(rest) != want {
			t.Errorf("%s: %q is left, %v", method, rest, err)
		}
	}
}

func TestSchemeOfTheConnection(t *testing.T) {
	for target, want := range map[string]string{"http://a.example/x": "http", "https://a.example/x": "https"} {
		m, err := message.FromHTTP(httptest.NewRequest(http.MethodGet, target, nil), 1)
		if err != nil || m.Scheme != want {
			t.Errorf("%s: %q, %v", target, m.Scheme, err)
		}
	}
}
