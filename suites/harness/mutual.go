package harness

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Credentials are what the suite presents in one handshake with a target, as a client or as a
// server.
type Credentials struct {
	// Certificate has the chain as it is sent, and the key that signs the handshake; a client may be
	// without either.
	Certificate tls.Certificate
	// Version is the one version of TLS that is offered; 0 offers 1.2 and 1.3.
	Version uint16
}

// hands gives what is presented in each step of a case about mutual TLS.
type hands struct {
	steps    []Credentials
	sessions tls.ClientSessionCache
}

// takeHands makes what a case presents; nil for a case of another mechanism.
func takeHands(c Case) (*hands, error) {
	if c.Mechanism != string(spec.MechanismMTLS) {
		return nil, nil
	}
	if c.Present == nil {
		return nil, errors.New("minting failed: the case has no certificates")
	}
	steps, err := c.Present()
	if err != nil {
		return nil, fmt.Errorf("minting failed: %w", err)
	}
	h := &hands{steps: steps}
	if c.Resume {
		h.sessions = tls.NewLRUClientSessionCache(1)
	}
	return h, nil
}

// at gives what is presented in a step; the last credentials serve for all that follow.
func (h *hands) at(step int) *hand {
	if h == nil || len(h.steps) == 0 {
		return nil
	}
	return &hand{Credentials: h.steps[min(step, len(h.steps)-1)], sessions: h.sessions}
}

// meet sends a request over a mutual TLS connection of its own.
func (w *worker) meet(
	ctx context.Context, c Case, s vector.Step, h *hand, within time.Duration,
) (Exchange, error) {
	if h == nil {
		return Exchange{}, errors.New("minting failed: a step has no certificates")
	}
	h.lenient = c.Check != "" || c.AnyServer
	_, domains, err := w.cfg.Facts.read()
	if err != nil {
		return Exchange{}, err
	}
	h.roots = poolOf(domains)
	s.NewConnection = true
	one := &client{endpoint: w.places[placeMTLS], hand: h}
	x := one.send(ctx, s, within, nil)
	x.TLS = &h.noted
	if refusal := h.refusal(x); refusal != "" {
		x.TLS.Refusal, x.Failure = refusal, nil
	}
	return x, nil
}

// meetTogether makes several such exchanges at once, all of the same step.
func (w *worker) meetTogether(
	ctx context.Context, c Case, s vector.Step, all *hands, within time.Duration,
) ([]Exchange, error) {
	sent, errs := make([]Exchange, c.Together), make([]error, c.Together)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range sent {
		group.Go(func() {
			<-start
			sent[i], errs[i] = w.meet(ctx, c, s, all.at(0), within)
		})
	}
	close(start)
	group.Wait()
	return sent, errors.Join(errs...)
}
