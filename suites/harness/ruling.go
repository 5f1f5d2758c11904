package harness

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

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
		return t.doubtful(i)
	}
	return t.ruleAnswer(i)
}

// ruleAnswer judges what is asked of an answer beside acceptance, and what the target made.
func (t trial) ruleAnswer(i int) ruling {
	for _, complaint := range []string{t.complaint(t.Steps[i]), t.Steps[i].stepsComplaint()} {
		if complaint != "" {
			return ruling{Fail, "", complaint, i}
		}
	}
	return t.ruleMade(i, "")
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
	case kind == KindUntestable, kind == KindServerCertificate && t.Check == "":
		return ruling{Inconclusive, kind, reason, i}
	case t.Expect == vector.Either:
		return ruling{Reported, kind, reason, i}
	case kind == KindServerCertificate: // the case is about that
		return ruling{Fail, kind, reason, i}
	case failsWith(t.before, kind) || failsWith(t.after, kind):
		return ruling{Inconclusive, KindControl, reason + "; so did its control", i}
	}
	return ruling{Fail, kind, reason, i}
}

// ruleDeparture judges an answer that is the opposite of the right one. A refusal of what had to be
// accepted says nothing where the control was not accepted either.
func (t trial) ruleDeparture(i int) ruling {
	reason := t.Steps[i].happened() + ", must be " + pastTense(t.wanted(i))
	refused := t.Steps[i].seen() == ObservedReject
	if refused && t.Control != "" && t.doubt(i) != "" {
		return t.doubtful(i)
	}
	if t.Steps[i].Issued != nil && t.Check != "" && !refused {
		// The drafts say what a WIT holds and not what an issuer is asked for, so that one which puts
		// right what was wrong in the wish does well.
		return t.ruleMade(i, reason+": ")
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
	if t.doubt(refused) != "" {
		return t.doubtful(refused)
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
