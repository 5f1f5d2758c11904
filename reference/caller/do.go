package caller

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// callTimeout bounds one call that was told from outside, redirects and the body included.
const callTimeout = 10 * time.Second

// Do makes one call and says what came of it.
func (c *Caller) Do(ctx context.Context, call Call) CallResult {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { sent.Store(true) },
	})
	request, err := call.request(ctx)
	if err != nil {
		return CallResult{Error: shorten(err)}
	}
	client := c.Client(call.options())
	response, err := client.Do(request)
	if err == nil {
		err = finish(response.Body)
	}
	if call.Binding == BindingMTLS {
		client.CloseIdleConnections() // each call has a transport of its own
	}
	return result(sent.Load(), response, err)
}

func (call Call) options() Options {
	return Options{
		Binding: call.Binding, Audience: call.Audience,
		RequireSignedResponse: call.RequireSignedResponse, ExpectedPeer: call.ExpectedPeer,
	}
}

func (call Call) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, call.Method, call.URL, bytes.NewReader(call.Body))
	if err != nil {
		return nil, err
	}
	for _, f := range call.Headers {
		if strings.EqualFold(f.Name(), "Host") {
			r.Host = f.Value()
			continue
		}
		r.Header.Add(f.Name(), f.Value())
	}
	return r, nil
}

// finish reads a response to its end, so that a broken one is noticed, up to a limit.
func finish(body io.ReadCloser) error {
	_, err := io.Copy(io.Discard, io.LimitReader(body, DefaultMaxResponse))
	return errors.Join(err, body.Close())
}

// result tells apart a response that was refused, one that leads where the caller does not follow,
// and no response.
func result(sent bool, response *http.Response, err error) CallResult {
	var refused *Refused
	switch {
	case err == nil:
		return CallResult{Sent: true, Status: response.StatusCode, Accepted: true, Peer: Peer(response)}
	case errors.As(err, &refused):
		return CallResult{Sent: true, Status: refused.Status, Error: shorten(err)}
	case errors.Is(err, ErrOrigin) && response != nil:
		return CallResult{
			Sent: true, Status: response.StatusCode, Accepted: true, Peer: Peer(response),
			Error: shorten(err),
		}
	}
	return CallResult{Sent: sent, Error: shorten(err)}
}
