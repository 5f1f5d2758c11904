package harness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// look mints the messages of a case, sends them and looks at the canary. A fault of the suite,
// a panic in the minting too, is written down as such.
func (w *worker) look(ctx context.Context, o *Observation, within time.Duration) {
	defer func() {
		if p := recover(); p != nil {
			o.Fault = Printable(fmt.Sprintf("panic: %v", p), maxDetail)
		}
	}()
	if o.Ask != nil {
		w.ask(ctx, o, within)
		return
	}
	steps, err := mint(ctx, o.Case)
	if err != nil {
		o.Fault = Printable(err.Error(), maxDetail)
		return
	}
	all, err := takeHands(o.Case)
	if err != nil {
		o.Fault = Printable(err.Error(), maxDetail)
		return
	}
	if o.Together > 1 {
		if o.Steps, err = w.meetTogether(ctx, o.Case, steps[0], all, within); err != nil {
			o.Fault = Printable(err.Error(), maxDetail)
		}
	} else if o.AtOnce > 1 {
		o.Steps = w.sendAtOnce(ctx, steps[0], o.AtOnce, within)
	} else if o.Steps, err = w.sendInOrder(ctx, o.Case, steps, all, within); err != nil {
		o.Fault = Printable(err.Error(), maxDetail)
	}
	if o.Canary != nil {
		o.Hits = o.Canary()
	}
}

func mint(ctx context.Context, c Case) ([]vector.Step, error) {
	if c.Mint == nil {
		return nil, errors.New("minting failed: the case has no messages")
	}
	steps, err := c.Mint(ctx)
	switch {
	case err != nil:
		return nil, fmt.Errorf("minting failed: %w", err)
	case len(steps) == 0 || max(c.AtOnce, c.Together) > 1 && len(steps) != 1:
		return nil, fmt.Errorf("minting failed: %d steps", len(steps))
	case slices.ContainsFunc(steps, func(s vector.Step) bool { return !valid(s) }):
		return nil, errors.New("minting failed: a step has no request, or asks for more than one thing")
	case max(c.AtOnce, c.Together) > 1 && steps[0].Request == nil:
		return nil, errors.New("minting failed: only requests are sent at once")
	}
	return steps, nil
}

// sendInOrder stops after a step without an answer: what follows would say nothing more.
func (w *worker) sendInOrder(
	ctx context.Context, c Case, steps []vector.Step, all *hands, within time.Duration,
) ([]Exchange, error) {
	var sent []Exchange
	for i, s := range steps {
		x, err := w.exchange(ctx, c, s, all.at(i), within)
		if err != nil {
			return sent, err
		}
		sent = append(sent, x)
		if x.Failure != nil {
			break
		}
	}
	return sent, nil
}

// valid says whether a step asks one thing of one role.
func valid(s vector.Step) bool {
	n := 0
	for _, there := range []bool{s.Request != nil, s.Call != nil, s.Issue != nil} {
		if there {
			n++
		}
	}
	return n == 1
}

// sendAtOnce sends copies of one step, each over its own connection and none before all of them are
// connected.
func (w *worker) sendAtOnce(
	ctx context.Context, s vector.Step, n int, within time.Duration,
) []Exchange {
	sent := make([]Exchange, n)
	var copies, connected sync.WaitGroup
	connected.Add(n)
	for i := range sent {
		copies.Go(func() {
			c := client{endpoint: w.places[placeRecipient]}
			defer c.close()
			sent[i] = c.send(ctx, s, within, func() { connected.Done(); connected.Wait() })
		})
	}
	copies.Wait()
	return sent
}
