package harness

import (
	"fmt"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// ruling is a verdict with its grounds.
type ruling struct {
	verdict Verdict
	kind    Kind
	reason  string
	step    int // index of the step that decided, -1 if none did
}

// trial is what a judge looks at.
type trial struct {
	*Observation
	before, after *Observation
}

// Judge gives the outcome of a case from its observation and the probes of its control around it,
// each of which may be nil. It looks at nothing else: the same three always give the same outcome.
func Judge(o Observation, before, after *Observation) Outcome {
	t := trial{&o, before, after}
	r := t.gated(t.timely(t.rule()))
	out := Outcome{
		Case: o.Case, Verdict: r.verdict, Kind: r.kind, Reason: Printable(r.reason, maxDetail),
		Evidence: o.line, ControlBefore: lineOf(before), ControlAfter: lineOf(after), place: o.Place,
	}
	out.Case.Mint, out.Case.Respond, out.Case.Canary, out.Case.Share = nil, nil, nil, ""
	out.Case.Present, out.Case.Ask, out.Case.Freely = nil, nil, nil
	out.Duration = o.duration()
	if out.Verdict == Pass {
		out.Reason = Printable(t.elsewhere(), maxDetail)
	}
	if r.step >= 0 && r.step < len(o.Steps) {
		out.describe(o.Steps[r.step], r.step)
	}
	if out.Verdict == Fail || out.Verdict == Reported {
		out.SignatureBase = t.signatureBase(r.step)
	}
	return out
}

// judged is Judge for a session, which a bug in the judge must not end.
func judged(o, before, after *Observation) (out Outcome) {
	defer func() {
		if p := recover(); p != nil {
			faulty := *o
			faulty.Fault, faulty.Steps = Printable(fmt.Sprintf("panic: %v", p), maxDetail), nil
			out = Judge(faulty, nil, nil)
		}
	}()
	return Judge(*o, before, after)
}

func lineOf(o *Observation) int {
	if o == nil {
		return 0
	}
	return o.line
}

func (o *Observation) duration() time.Duration {
	var total float64
	for _, x := range o.Steps {
		total += x.Millis
	}
	return time.Duration(total * float64(time.Millisecond))
}

// gated turns a failure that gates nothing into a report of what was seen.
func (t trial) gated(r ruling) ruling {
	settled := r.verdict == Pass || r.verdict == Fail
	if t.Expect == vector.Either && settled || t.Gate == spec.GateReport && r.verdict == Fail {
		r.verdict = Reported
	}
	if r.verdict == Reported && r.reason == "" && r.step >= 0 {
		r.reason = t.Steps[r.step].happened()
	}
	return r
}

func (t trial) rule() ruling {
	switch {
	case t.Skip != "":
		return ruling{Skipped, "", t.Skip, -1}
	case t.Hits > 0:
		reason := fmt.Sprintf("it called a listener that it must never call, %d times", t.Hits)
		return ruling{Fail, KindCanary, reason, len(t.Steps) - 1}
	case t.Silence != "":
		return ruling{Inconclusive, KindEnvironment, t.Silence, len(t.Steps) - 1}
	case t.Fault != "":
		return ruling{Inconclusive, KindHarness, t.Fault, -1}
	case t.clockSet() != "":
		return ruling{Inconclusive, KindEnvironment, t.clockSet(), -1}
	}
	if r, decided := t.ruleVersion(); decided {
		return r
	}
	switch {
	case len(t.Steps) == 0:
		return ruling{Inconclusive, KindHarness, "nothing was sent", -1}
	case t.AtOnce > 1:
		return t.ruleAtOnce()
	}
	return t.ruleInOrder()
}
