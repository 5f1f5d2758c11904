package caller

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// maxRedirects bounds how far a client follows.
const maxRedirects = 10

// Client gives an HTTP client on the transport of the options. It follows redirects within the
// origin of the first request, each with a proof or signature of its own, and stops with
// [ErrOrigin] at one that leads elsewhere.
func (c *Caller) Client(o Options) *http.Client {
	return &http.Client{Transport: c.Transport(o), CheckRedirect: c.checkRedirect}
}

func (c *Caller) checkRedirect(next *http.Request, via []*http.Request) error {
	switch {
	case len(via) >= maxRedirects:
		return errors.New("caller: too many redirects")
	case !c.anyFault(redirectFaults) && origin(next.URL) != origin(via[0].URL):
		return ErrOrigin
	}
	return nil
}

// follows says whether a request goes to the origin of the request with which its redirects began.
func (c *Caller) follows(r *http.Request) bool {
	return c.anyFault(redirectFaults) || origin(r.URL) == origin(firstOf(r).URL)
}

// firstOf goes back from a request that a redirect made to the one that somebody wanted.
func firstOf(r *http.Request) *http.Request {
	for r.Response != nil && r.Response.Request != nil {
		r = r.Response.Request
	}
	return r
}

// origin is scheme, host and port (RFC 9110, Section 4.3.1).
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme + "://" + u.Hostname() + ":" + port)
}

// forwards is the fault of sending on, to another origin, what was made for the first one.
func (t *transport) forwards(given *http.Request, m *message.Request) bool {
	first := firstOf(given)
	if !t.anyFault(redirectFaults) || origin(given.URL) == origin(first.URL) {
		return false
	}
	earlier, ok := first.Context().Value(madeKey{}).(made)
	if ok {
		m.Fields = earlier.request.Fields.Without("Host")
	}
	return ok
}
