package harness

import (
	"fmt"
	"slices"
)

// Settled gives the outcomes of the cases that need not be sent again when the run goes on: those
// that were not to run, and those that were observed with all that their verdict rests on. A case
// that has a control rests on its probes before and after. What was interrupted, met nobody or was
// a fault of the suite's own is sent again.
func (e *Evidence) Settled() []Outcome {
	var settled []Outcome
	for _, o := range e.cases {
		if out := e.judge(o); e.rested(o) && !out.untold() {
			settled = append(settled, out)
		}
	}
	inPlanOrder(settled)
	return settled
}

// rested says whether everything that the verdict on a case rests on was observed.
func (e *Evidence) rested(o *Observation) bool {
	if o.Skip != "" || o.Control == "" || o.NoControl != "" {
		return !o.interrupted()
	}
	before, after := e.probes[o.Before], e.behind[o.line]
	return !o.interrupted() && !before.interrupted() && !after.interrupted()
}

// interrupted says whether an observation is missing, or ended when somebody stopped the run.
func (o *Observation) interrupted() bool {
	return o == nil || slices.ContainsFunc(slices.Concat(o.Steps, o.AllVersions), func(x Exchange) bool {
		return x.Failure != nil && x.Failure.Kind == KindCancelled
	})
}

// untold says whether an outcome tells nothing about the target, because of what may have changed
// since.
func (o Outcome) untold() bool {
	kinds := []Kind{KindEnvironment, KindHarness, KindCancelled}
	return o.Verdict == Inconclusive && slices.Contains(kinds, o.Kind)
}

// Fits says whether outcomes are of cases of the plan, each at its place.
func (p Plan) Fits(known []Outcome) error {
	for _, o := range known {
		if o.place < 0 || o.place >= len(p.Cases) || p.Cases[o.place].Key() != o.Case.Key() {
			return fmt.Errorf("harness: journal, line %d: %s is not case number %d of this plan",
				o.Evidence, Printable(o.Case.Key(), maxSummary), o.place+1)
		}
	}
	return nil
}

// knows says which cases have an outcome already, by key.
func (p Plan) knows() map[string]bool {
	known := map[string]bool{}
	for _, o := range p.Known {
		known[o.Case.Key()] = true
	}
	return known
}
