package caller

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
)

// maxRequest bounds the body of a request, in bytes: it is held in memory while it is sent.
const maxRequest = 64 << 20

// Transport gives a transport that authenticates every request that it sends, each with a proof or
// signature of its own. It attaches nothing to a request that a redirect brought to another origin
// than that of the first one: there is no saying who is there.
func (c *Caller) Transport(o Options) http.RoundTripper {
	if o.Binding == BindingMTLS {
		return c.mutual(o)
	}
	return &transport{c, o}
}

type transport struct {
	*Caller
	options Options
}

// The errors of a call that is not made.
var (
	// ErrOrigin says that a redirect leads to another origin.
	ErrOrigin = errors.New("caller: a redirect leads to another origin, which gets no credentials")
	// ErrExpired says that the caller's WIT has expired, and its key with it.
	ErrExpired = errors.New("caller: the WIT has expired, and its key is not used any more")
	// ErrBinding says that the binding is not one of this package's.
	ErrBinding = errors.New("caller: unknown binding")
	// ErrUnsignable says that signed responses belong to the binding httpsig alone.
	ErrUnsignable = errors.New("caller: only the binding httpsig has signed responses")
)

// RoundTrip makes one call. A response that is refused is an error of type [Refused].
func (t *transport) RoundTrip(given *http.Request) (*http.Response, error) {
	body, err := drain(given.Body, maxRequest)
	if err != nil {
		return nil, fmt.Errorf("caller: the request: %w", err)
	}
	m := outgoing(given, body)
	if err := t.authenticate(given, &m); err != nil {
		return nil, err
	}
	response, err := t.Base.RoundTrip(write(given, m))
	if err != nil {
		return nil, err
	}
	response.Request = given
	if t.options.Binding == BindingWPT {
		keep(response, made{request: m})
		return response, nil
	}
	return t.verified(m, response)
}

// authenticate attaches the credentials of the binding.
func (t *transport) authenticate(given *http.Request, m *message.Request) error {
	if err := t.callable(given); err != nil {
		return err
	}
	if !m.Fields.Has("Accept-Encoding") {
		// a digest covers the content as it was sent, which is not what a transport unpacks
		m.Fields = append(m.Fields, message.Field{"Accept-Encoding", "identity"})
	}
	t.disclose(m)
	if t.forwards(given, m) {
		return nil
	}
	if t.options.Binding == BindingWPT {
		return t.proofs.Attach(m, t.WIT, t.options.Audience)
	}
	return t.sign(m, t.options)
}

func (t *transport) callable(given *http.Request) error {
	switch {
	case t.options.Binding != BindingWPT && t.options.Binding != BindingHTTPSig:
		return ErrBinding
	case t.options.Binding == BindingWPT && t.options.RequireSignedResponse:
		return ErrUnsignable
	case !t.follows(given):
		return ErrOrigin
	case t.expired():
		return ErrExpired
	}
	return nil
}

// verified reads a response whole and gives it on if it is accepted.
func (t *transport) verified(m message.Request, r *http.Response) (*http.Response, error) {
	in, err := message.ResponseFromHTTP(r, t.MaxResponse)
	if err == nil && in.Truncated {
		err = fmt.Errorf("the body has more than %d bytes", t.MaxResponse)
	}
	if err != nil {
		_ = r.Body.Close() // nobody sees it
		return nil, fmt.Errorf("caller: the response: %w", err)
	}
	peer, refusal := t.Accept(httpsig.Exchange{Request: &m, Response: &in}, t.options)
	if refusal != nil {
		_ = r.Body.Close()
		return nil, &Refused{Refusal: refusal, Status: r.StatusCode}
	}
	keep(r, made{request: m, peer: peer})
	return r, nil
}

// made is what the transport remembers of a call with its response.
type made struct {
	request message.Request
	peer    string
}

type madeKey struct{}

func keep(r *http.Response, m made) {
	r.Request = r.Request.WithContext(context.WithValue(r.Request.Context(), madeKey{}, m))
}

// Peer gives the Workload Identifier of whoever signed a response, or of the server that it came
// from over mutual TLS; empty if there is neither.
func Peer(r *http.Response) string {
	if r.Request == nil {
		return ""
	}
	m, _ := r.Request.Context().Value(madeKey{}).(made)
	return m.peer
}
