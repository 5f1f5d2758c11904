package message_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wimsespec/wimsespec/reference/message"
)

func TestFieldsKeepOrderAndRepetition(t *testing.T) {
	f := message.Fields{{"A", "1"}, {"b", "2"}, {"a", ""}, {"A", "1"}}
	if got := f.Values("a"); !slices.Equal(got, []string{"1", "", "1"}) {
		t.Errorf("the values of a are %q", got)
	}
	if f.Values("c") != nil || f.Has("c") || !f.Has("B") {
		t.Error("an absent field is there, or one that is there is not")
	}
	if got := f.Without("A"); len(got) != 1 || got[0].Name() != "b" || got[0].Value() != "2" {
		t.Errorf("without A it is %q", got)
	}
	if len(f) != 4 {
		t.Errorf("the list itself was changed: %q", f)
	}
}

func TestFromHTTP(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/a%2Fb?q=1", strings.NewReader("0123456789"))
	r.Host = "b.example"
	r.Header["X-Twice"] = []string{"1", "2"}
	m, err := message.FromHTTP(r, 4)
	if err != nil {
		t.Fatal(err)
	}
	if m.Method != "POST" || m.URL != "/a%2Fb?q=1" || string(m.Body) != "0123" {
		t.Errorf("it is %+v", m)
	}
	if got := m.Fields.Values("x-twice"); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("X-Twice is %q", got)
	}
	if got := m.Fields.Values("Host"); !slices.Equal(got, []string{"b.example"}) {
		t.Errorf("Host is %q", got)
	}
	rest, err := io.ReadAll(r.Body)
	if err != nil || string(rest) != "0123456789" {
		t.Errorf("of the body is left %q, %v", rest, err)
	}
}

// closer tells whether it was closed.
type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error {
	c.closed = true
	return nil
}

func TestClosingTheBodyClosesTheConnections(t *testing.T) {
	body := &closer{Reader: strings.NewReader("x")}
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Body = body
	if _, err := message.FromHTTP(r, 10); err != nil {
		t.Fatal(err)
	}
	if err := r.Body.Close(); err != nil || !body.closed {
		t.Errorf("closed: %v, %v", body.closed, err)
	}
}

func TestBodyThatCannotBeRead(t *testing.T) {
	cause := errors.New("gone")
	r := httptest.NewRequest(http.MethodPost, "/", iotest.ErrReader(cause))
	if _, err := message.FromHTTP(r, 10); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}
