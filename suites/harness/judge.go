package harness

import (
	"fmt"
	"slices"
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
	r := t.gated(t.rule())
	out := Outcome{
		Case: o.Case, Verdict: r.verdict, Kind: r.kind, Reason: Printable(r.reason, maxDetail),
		Evidence: o.line, ControlBefore: lineOf(before), ControlAfter: lineOf(after), place: o.Place,
	}
	out.Case.Mint, out.Case.Canary = nil, nil
	out.Duration = o.duration()
	if r.step >= 0 && r.step < len(o.Steps) {
		out.describe(o.Steps[r.step], r.step)
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
	case t.Fault != "":
		return ruling{Inconclusive, KindHarness, t.Fault, -1}
	case len(t.Steps) == 0:
		return ruling{Inconclusive, KindHarness, "nothing was sent", -1}
	case t.AtOnce > 1:
		return t.ruleAtOnce()
	}
	return t.ruleInOrder()
}

// ruleInOrder lets the first step decide that departs from what must become of it; where none does,
// the one that was to be refused.
func (t trial) ruleInOrder() ruling {
	decisive := len(t.Steps) - 1
	for i, x := range t.Steps {
		r := t.ruleStep(i)
		if r.verdict != Pass {
			return t.named(r)
		}
		if x.seen() == ObservedReject {
			decisive = i
		}
	}
	return ruling{verdict: Pass, step: decisive}
}

// named tells which step decided, where there are several.
func (t trial) named(r ruling) ruling {
	if len(t.Steps) > 1 {
		r.reason = fmt.Sprintf("step %d: %s", r.step+1, r.reason)
	}
	return r
}

func (t trial) ruleStep(i int) ruling {
	x, want := t.Steps[i], t.wanted(i)
	seen := x.seen()
	switch {
	case seen == ObservedError:
		return t.ruleFailure(i)
	case want == vector.Either || t.Expect == vector.Either:
		return ruling{Pass, "", "", i}
	case string(want) != seen:
		return t.ruleDeparture(i)
	case seen == ObservedReject && t.doubt(i) != "":
		return ruling{Inconclusive, KindControl, t.doubt(i), i}
	}
	if complaint := t.complaint(x); complaint != "" {
		return ruling{Fail, "", complaint, i}
	}
	return ruling{Pass, "", "", i}
}

func (t trial) wanted(i int) vector.Result {
	if want := t.Steps[i].Expect; want != "" {
		return want
	}
	return t.Expect
}

// ruleFailure judges an exchange that brought neither acceptance nor refusal. A control that fails
// in the same manner says that the case is not the cause.
func (t trial) ruleFailure(i int) ruling {
	kind, reason := t.Steps[i].kind(), t.Steps[i].happened()
	switch {
	case kind == KindCancelled:
		return ruling{Inconclusive, kind, reason, i}
	case kind.unconnected():
		return ruling{Inconclusive, KindEnvironment, reason, i}
	case t.Expect == vector.Either:
		return ruling{Reported, kind, reason, i}
	case failsWith(t.before, kind) || failsWith(t.after, kind):
		return ruling{Inconclusive, KindControl, reason + "; so did its control", i}
	}
	return ruling{Fail, kind, reason, i}
}

// ruleDeparture judges an answer that is the opposite of the right one. In a case about a refusal,
// a step that had to be accepted first says nothing where the control was not accepted either.
func (t trial) ruleDeparture(i int) ruling {
	reason := t.Steps[i].happened() + ", must be " + pastTense(t.wanted(i))
	refused := t.Steps[i].seen() == ObservedReject
	if refused && t.Expect == vector.Reject && t.Control != "" && t.doubt(i) != "" {
		return ruling{Inconclusive, KindControl, t.doubt(i), i}
	}
	return ruling{Fail, "", reason, i}
}

func pastTense(want vector.Result) string {
	if want == vector.Accept {
		return "accepted"
	}
	return "refused"
}

// ruleAtOnce judges copies that were sent at once, of which exactly one may be accepted. What the
// step asks of its answer is not looked at: it would be asked of different answers.
func (t trial) ruleAtOnce() ruling {
	accepted := t.accepted()
	last := len(t.Steps) - 1
	switch {
	case len(accepted) > 1:
		reason := fmt.Sprintf("%d of %d were accepted", len(accepted), len(t.Steps))
		return ruling{Fail, "", reason, accepted[1]}
	case t.failed() >= 0:
		return t.ruleFailure(t.failed())
	case len(accepted) == 0:
		reason := fmt.Sprintf("none of %d was accepted", len(t.Steps))
		return ruling{Inconclusive, "", reason, last}
	}
	refused := (accepted[0] + 1) % len(t.Steps)
	if doubt := t.doubt(refused); doubt != "" {
		return ruling{Inconclusive, KindControl, doubt, refused}
	}
	return ruling{Pass, "", "", refused}
}

// accepted lists the steps that were accepted.
func (t trial) accepted() []int {
	var steps []int
	for i, x := range t.Steps {
		if x.seen() == ObservedAccept {
			steps = append(steps, i)
		}
	}
	return steps
}

// failed gives the first step that brought neither acceptance nor refusal, or -1.
func (t trial) failed() int {
	return slices.IndexFunc(t.Steps, func(x Exchange) bool { return x.seen() == ObservedError })
}
