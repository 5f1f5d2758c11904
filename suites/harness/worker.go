package harness

import (
	"context"
	"slices"
	"sync"
	"time"
)

// impatience divides the time-out of cases whose control was silent: they prove nothing, so that
// little time is spent on them.
const impatience = 10

// worker observes one group of cases after another over connections of its own, one to each place.
type worker struct {
	*Session
	clients map[place]*client
}

// run observes the whole plan.
func (s *Session) run(ctx context.Context, plan Plan) {
	defer close(s.done)
	defer s.cancel()
	line := planLine{linePlan, len(plan.Cases), plan.keys(), s.cfg.Facts}
	if _, err := s.cfg.Journal.append(line); err != nil {
		return
	}
	for _, o := range plan.Known {
		s.publish(o)
	}
	s.skip(plan)
	s.share(ctx, plan.groups())
}

// skip gives the outcomes of cases that are not run.
func (s *Session) skip(plan Plan) {
	known := plan.knows()
	for i, c := range plan.Cases {
		if c.Skip != "" && !known[c.Key()] {
			if o := s.blank(lineCase, planned{c, i}); s.record(o) {
				s.publish(judged(o, nil, nil))
			}
		}
	}
}

// share deals the groups out to the workers.
func (s *Session) share(ctx context.Context, groups []*group) {
	queue := make(chan *group, len(groups))
	for _, g := range groups {
		queue <- g
	}
	close(queue)
	var workers sync.WaitGroup
	for range min(s.cfg.Workers, len(groups)) {
		workers.Go(func() {
			w := &worker{s, map[place]*client{}}
			defer w.close()
			for g := range queue {
				w.group(ctx, g)
			}
		})
	}
	workers.Wait()
}

// group observes cases in batches, with a probe of their control before and after each. The probe
// between two batches serves both.
func (w *worker) group(ctx context.Context, g *group) {
	before := w.probe(ctx, g, nil)
	for batch := range slices.Chunk(g.cases, w.cfg.Batch) {
		seen := w.batch(ctx, batch, g, before)
		after := w.probe(ctx, g, seen)
		for _, o := range seen {
			w.publish(judged(o, before, after))
		}
		before = after
	}
}

func (w *worker) batch(
	ctx context.Context, cases []planned, g *group, before *Observation,
) []*Observation {
	var seen []*Observation
	for _, c := range cases {
		if ctx.Err() != nil {
			break
		}
		o := w.blank(lineCase, c)
		if !g.lends(o) {
			w.observe(ctx, o, w.patience(c, before))
		}
		o.NoControl = g.missing
		if before != nil {
			o.Before = before.line
		}
		if w.record(o) {
			seen = append(seen, o)
			g.keep(o)
		}
	}
	return seen
}

// keep makes an observation the one that the others of the group share.
func (g *group) keep(o *Observation) {
	if o.Case.Share != "" && g.shared == nil && len(o.Steps) > 0 {
		g.shared = o
	}
}

// lends gives an observation what was seen for another case of the group.
func (g *group) lends(o *Observation) bool {
	if g.shared == nil {
		return false
	}
	o.Steps, o.Shared, o.Silence = g.shared.Steps, g.shared.line, g.shared.Silence
	o.AllVersions, o.Clock = g.shared.AllVersions, g.shared.Clock
	return true
}

// patience is the time for a step. It is short where the control was silent, and for a case without
// one where everything else was of late.
func (w *worker) patience(c planned, before *Observation) time.Duration {
	silent := w.places[placeOf(c.Case)].silence.lately()
	if before != nil {
		silent = slices.ContainsFunc(before.Steps, Exchange.silent)
	}
	if silent {
		return w.cfg.Timeout / impatience
	}
	return w.cfg.Timeout
}

// probe observes the control of a group, behind the cases that it closes. It gives nil where there
// is no control, or no more time for it.
func (w *worker) probe(ctx context.Context, g *group, closes []*Observation) *Observation {
	if g.control == nil || ctx.Err() != nil {
		return nil
	}
	o := w.blank(lineControl, planned{*g.control, -1})
	w.observe(ctx, o, w.cfg.Timeout)
	for _, c := range closes {
		o.Closes = append(o.Closes, c.line)
	}
	if !w.record(o) {
		return nil
	}
	return o
}

// record writes an observation to the journal. When that fails, the run ends with what it has.
func (s *Session) record(o *Observation) bool {
	written := *o
	if o.Shared > 0 {
		written.Steps = nil // they stand in the other line
	}
	line, err := s.cfg.Journal.append(&written)
	if err != nil {
		s.cancel()
		return false
	}
	o.line = line
	return true
}

// blank is an observation in which nothing has been seen.
func (s *Session) blank(kind string, c planned) *Observation {
	return &Observation{
		Kind: kind, Name: c.Key(), Case: c.Case, Place: c.place, CallerField: s.cfg.CallerField,
		facts: s.cfg.Facts,
	}
}
