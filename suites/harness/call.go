package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/peer"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// maxSurplus is how many requests beyond those that it was told to make are kept of a caller.
const maxSurplus = 4

var errNoPeer = errors.New("the suite has no listener for callers to call")

// exchange takes a step to the role that it is for.
func (w *worker) exchange(
	ctx context.Context, c Case, s vector.Step, h *hand, within time.Duration,
) (Exchange, error) {
	switch {
	case s.Call != nil:
		return w.call(ctx, c, s, h, within)
	case s.Issue != nil:
		return w.issue(ctx, c, s, within)
	case c.Mechanism == string(spec.MechanismMTLS):
		return w.meet(ctx, c, s, h, within)
	}
	return w.client(placeRecipient).send(ctx, s, within, nil), nil
}

// call tells a caller to make a call, as often as the case wants it, and notes what arrives.
func (w *worker) call(
	ctx context.Context, c Case, s vector.Step, h *hand, within time.Duration,
) (Exchange, error) {
	times := max(c.Times, 1)
	door, err := w.open(c, s, h, times+maxSurplus)
	if err != nil {
		return Exchange{}, err
	}
	defer door.Close()
	called := &Called{Told: *s.Call, Made: c.Check != ""}
	if strings.HasPrefix(called.Told.URL, "/") {
		called.Told.URL = door.URL() + called.Told.URL
	}
	trigger, err := asked(w.cfg.CallerURL, s, called.Told)
	if err != nil {
		return Exchange{}, err
	}
	x := w.tell(ctx, called, trigger, times, within)
	arrivals, surplus := door.Close()
	for _, a := range arrivals {
		called.Arrivals = append(called.Arrivals, arrivalOf(a))
	}
	called.Surplus, x.Called = surplus, called
	called.noteTLS(h, door)
	w.noteLeaks(c, &x)
	return x, nil
}

// open makes the door that a caller is told to call.
func (w *worker) open(c Case, s vector.Step, h *hand, most int) (*peer.Door, error) {
	switch {
	case w.cfg.Peer == nil:
		return nil, errNoPeer
	case h == nil:
		return w.cfg.Peer.Open(most, c.Respond), nil
	}
	own := peer.Credentials{Certificate: h.Certificate, Version: h.Version}
	if s.Peer != nil {
		own.Hostname = s.Peer.Hostname
	}
	return w.cfg.Peer.OpenTLS(most, c.Respond, own)
}

// noteTLS writes down what a door over TLS has presented, and what became of the handshakes.
func (c *Called) noteTLS(h *hand, door *peer.Door) {
	if h == nil {
		return
	}
	c.TLS = &Handshake{Presented: h.Certificate.Certificate, Offered: versionName(h.Version)}
	for _, why := range door.HandshakeErrors() {
		c.TLS.Errors = append(c.TLS.Errors, Printable(why, maxDetail))
	}
	if len(c.Arrivals) > 0 && c.Arrivals[0].TLS != nil {
		first := c.Arrivals[0].TLS
		c.TLS.Version, c.TLS.Peer, c.TLS.Asked = first.Version, first.Peer, true
	}
}

// tell sends the same trigger several times, as long as it is answered as the contract has it. The
// last exchange stands for all, with the time of all.
func (w *worker) tell(
	ctx context.Context, called *Called, trigger vector.Step, times int, within time.Duration,
) Exchange {
	var x Exchange
	for took := 0.0; called.Times < times; took = x.Millis {
		x = w.client(placeCaller).send(ctx, trigger, within, nil)
		x.Millis += took
		called.Times++
		if r, err := x.callResult(); err != nil || !r.Sent {
			break
		}
	}
	return x
}

// asked makes the step that carries what a caller or an issuer is asked.
func asked(url string, s vector.Step, what any) (vector.Step, error) {
	body, err := json.Marshal(what)
	if err != nil {
		return s, fmt.Errorf("minting failed: %w", err)
	}
	return vector.Step{Expect: s.Expect, NewConnection: s.NewConnection, Request: &message.Request{
		Method: "POST", URL: url, Body: body,
		Fields: message.Fields{{"Content-Type", "application/json"}, {"Accept", "application/json"}},
	}}, nil
}

// issue asks an issuer for a token, and for its keys where the token is to be looked at.
func (w *worker) issue(
	ctx context.Context, c Case, s vector.Step, within time.Duration,
) (Exchange, error) {
	wish, err := asked(w.cfg.IssuerURL, s, s.Issue)
	if err != nil {
		return Exchange{}, err
	}
	x := w.client(placeIssuer).send(ctx, wish, within, nil)
	x.Issued = &Issued{}
	// The journal and the judge have the wish as the issuer reads it.
	if err := json.Unmarshal(wish.Request.Body, &x.Issued.Asked); err != nil {
		return x, fmt.Errorf("minting failed: %w", err)
	}
	if c.Check == "" || x.kind() != "" || !x.accepted() {
		return x, nil
	}
	get := vector.Step{Request: &message.Request{Method: "GET", URL: w.cfg.JWKSURL}}
	keys := w.client(placeJWKS).send(ctx, get, within, nil)
	x.Millis += keys.Millis
	x.Issued.JWKS = &keys
	return x, nil
}
