package recipient_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
)

// large is a signed request with a body of a mebibyte that wants no signed response.
func (w *world) large(t testing.TB) message.Request {
	t.Helper()
	return w.signed(t, string(bytes.Repeat([]byte("x"), 1<<20)), "RSP-SIGN-PARAM-CLIENT:caller")
}

func (w *world) receive(t testing.TB, r *recipient.Recipient, req message.Request) {
	t.Helper()
	hr := httptest.NewRequest(req.Method, "/orders?x=1", bytes.NewReader(req.Body))
	for _, f := range req.Fields {
		hr.Header.Add(f.Name(), f.Value())
	}
	buffer := make([]byte, 32<<10)
	var n int64
	next := func(_ http.ResponseWriter, hr *http.Request) {
		n, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{hr.Body}, buffer)
	}
	rec := httptest.NewRecorder()
	r.Protect(http.HandlerFunc(next)).ServeHTTP(rec, hr)
	if rec.Code != http.StatusOK || n != 1<<20 {
		t.Fatalf("%d, %d are left: %s", rec.Code, n, rec.Body)
	}
}

// TestOneCopyOfABody measures what a request costs from the connection to the end of the handler: its
// body once, and no more than half of it again.
func TestOneCopyOfABody(t *testing.T) {
	w := newWorld(t, "latest")
	var before, after runtime.MemStats
	const rounds = 10
	var list []message.Request
	for range rounds {
		list = append(list, w.large(t))
	}
	r := recipient.New(w.config)
	runtime.ReadMemStats(&before)
	for _, req := range list {
		w.receive(t, r, req)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / rounds; each > 3<<19 {
		t.Errorf("%d bytes are allocated for a body of %d", each, 1<<20)
	} else {
		t.Logf("%d bytes each", each)
	}
}
