package caller_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/wimsespec/wimsespec/reference/caller"
)

// stage is a server that sends everybody on and remembers with what they came.
type stage struct {
	*httptest.Server
	mu   sync.Mutex
	came []http.Header
}

func newStage(t *testing.T, next func(path string) string) *stage {
	t.Helper()
	s := &stage{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.came = append(s.came, r.Header.Clone())
		if to := next(r.URL.Path); to != "" {
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

var bindings = []string{caller.BindingWPT, caller.BindingHTTPSig}

func stay(string) string { return "" }

func TestRedirectElsewhereIsNotFollowed(t *testing.T) {
	for _, binding := range bindings {
		elsewhere := newStage(t, stay)
		first := newStage(t, func(string) string { return elsewhere.URL + "/orders" })
		c := newWorld(t, "latest").caller()
		res, err := c.Client(caller.Options{Binding: binding}).Do(post(t, first.URL, []byte("x")))
		if !errors.Is(err, caller.ErrOrigin) || res == nil || res.StatusCode != 307 {
			t.Errorf("%s: %v, %v", binding, res, err)
		}
		if len(elsewhere.came) > 0 {
			t.Errorf("%s: it came with %v", binding, elsewhere.came)
		}
		got := c.Do(t.Context(), caller.Call{Binding: binding, Method: "GET", URL: first.URL})
		if !got.Sent || !got.Accepted || got.Status != 307 || got.Error == "" {
			t.Errorf("%s: the result is %+v", binding, got)
		}
	}
}

// TestCarelessClientCarriesNothingElsewhere leaves redirects to a client that follows them all.
func TestCarelessClientCarriesNothingElsewhere(t *testing.T) {
	for _, binding := range bindings {
		elsewhere := newStage(t, stay)
		second := newStage(t, func(path string) string {
			if path == "/again" {
				return elsewhere.URL
			}
			return "/again"
		})
		c := newWorld(t, "latest").caller()
		client := &http.Client{Transport: c.Transport(caller.Options{Binding: binding})}
		if _, err := client.Get(second.URL); !errors.Is(err, caller.ErrOrigin) {
			t.Errorf("%s: %v", binding, err)
		}
		if len(elsewhere.came) > 0 || len(second.came) != 2 {
			t.Errorf("%s: %d requests, then %d", binding, len(second.came), len(elsewhere.came))
		}
	}
}

func TestRedirectWithinTheOriginHasAProofOfItsOwn(t *testing.T) {
	for binding, field := range map[string]string{
		caller.BindingWPT: "Authorization", caller.BindingHTTPSig: "Signature",
	} {
		s := newStage(t, func(path string) string { return strings.TrimSuffix("/b", path) })
		res, err := newWorld(t, "latest").caller().Client(caller.Options{Binding: binding}).
			Do(post(t, s.URL+"/a", []byte("x")))
		if err != nil || res.StatusCode != 200 || len(s.came) != 2 {
			t.Fatalf("%s: %v, %v after %d requests", binding, res, err, len(s.came))
		}
		one, two := s.came[0].Values(field), s.came[1].Values(field)
		if len(one) != 1 || len(two) != 1 || one[0] == two[0] {
			t.Errorf("%s: first %q, then %q", binding, one, two)
		}
	}
}

func TestEndlessRedirectsEnd(t *testing.T) {
	s := newStage(t, func(path string) string { return path + "x" })
	c := newWorld(t, "latest").caller()
	_, err := c.Client(caller.Options{Binding: caller.BindingWPT}).Get(s.URL + "/")
	if err == nil || len(s.came) > 20 {
		t.Errorf("%v after %d requests", err, len(s.came))
	}
}

// TestFaultOfForwarding looks whether what was made for the first place comes to the second.
func TestFaultOfForwarding(t *testing.T) {
	for binding, tc := range map[string]struct{ fault, field string }{
		caller.BindingWPT:     {"WPT-REDIRECT:caller", "Authorization"},
		caller.BindingHTTPSig: {"SIG-REDIRECT:caller", "Signature-Input"},
	} {
		elsewhere := newStage(t, stay)
		first := newStage(t, func(string) string { return elsewhere.URL })
		c := newWorld(t, "latest").caller(tc.fault)
		if _, err := c.Client(caller.Options{Binding: binding}).Get(first.URL); err != nil {
			t.Fatal(err)
		}
		if len(elsewhere.came) != 1 || elsewhere.came[0].Get(tc.field) != first.came[0].Get(tc.field) {
			t.Errorf("%s: first %v, then %v", binding, first.came, elsewhere.came)
		}
	}
}
