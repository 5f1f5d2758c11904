package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/peer"
)

// Settings say how a plan is sent.
type Settings struct {
	// Timeout is for one message; 0 means the harness's own.
	Timeout time.Duration
	// Workers is how many groups of cases are under way at once; 0 means the harness's own.
	Workers int
	// Evidence takes the journal, a line at a time.
	Evidence io.Writer
	// About is what the first line of the journal says of the run; nil says nothing.
	About any
	// Resume is the journal of the same run as far as it came; Evidence writes behind it.
	Resume *harness.Evidence
	// OnOutcome is told of each outcome.
	OnOutcome func(harness.Outcome)
}

// Start plans a run and begins to observe. The run owns a canary and a peer; [Run.Close] ends both.
func Start(ctx context.Context, o Options, s Settings) (*Run, error) {
	jwks, err := AttackerJWKS(o.Ring)
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	if o.Canary, err = NewCanary(jwks); err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	run, err := start(ctx, o, s)
	if err != nil {
		_ = o.Canary.Close() // nothing has called it
	}
	return run, err
}

func start(ctx context.Context, o Options, s Settings) (*Run, error) {
	plan, f, err := planned(o)
	if err != nil {
		return nil, err
	}
	if s.Resume != nil {
		plan.Known = s.Resume.Settled()
	}
	if err := plan.Fits(plan.Known); err != nil {
		return nil, fmt.Errorf("live: the run was begun with other cases: %w", err)
	}
	friend, err := peer.Listen(peer.Limits{})
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	cfg := config(o, s)
	if err := cfg.Journal.Err(); err != nil {
		_ = friend.Close() // nothing has called it
		return nil, fmt.Errorf("live: %w", err)
	}
	cfg.Peer = friend
	run := &Run{
		Plan: plan, Session: harness.NewSession(cfg), Forges: f, canary: o.Canary, peer: friend,
	}
	run.Session.Start(ctx, plan)
	return run, nil
}

// ErrNoCase says that a filter selects nothing. A shard of what it selects may be empty.
var ErrNoCase = errors.New("no case matches")

// planned is Plan, and [ErrNoCase] where the filter leaves nothing of it.
func planned(o Options) (harness.Plan, Forges, error) {
	plan, f, err := Plan(o)
	if err != nil || len(plan.Cases) > 0 || o.Filter.text == "" {
		return plan, f, err
	}
	o.Shard = Shard{}
	if all, _, err := Plan(o); err != nil || len(all.Cases) > 0 {
		return plan, f, err
	}
	return plan, f, fmt.Errorf("live: filter %q: %w", o.Filter.text, ErrNoCase)
}

// Close ends what the run holds open.
func (r *Run) Close() error { return errors.Join(r.canary.Close(), r.peer.Close()) }
