package harness

import "io"

// Judge judges all of it again, in the plan's order.
func (e *Evidence) Judge() []Outcome {
	outcomes := make([]Outcome, 0, len(e.cases))
	for _, o := range e.cases {
		outcomes = append(outcomes, e.judge(o))
	}
	inPlanOrder(outcomes)
	return outcomes
}

func (e *Evidence) judge(o *Observation) Outcome {
	return judged(o, e.probes[o.Before], e.behind[o.line])
}

// Rejudge gives the outcomes of a journal, which are those of the live run. With [ErrTorn] they are
// those of the whole lines.
func Rejudge(r io.Reader) ([]Outcome, error) {
	e, err := ReadEvidence(r)
	if e == nil {
		return nil, err
	}
	return e.Judge(), err
}
