package harness

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// doubt says why the refusal of a step proves nothing, or "": it counts only where the control was
// accepted before and after. A case without control may be its own, by an acceptance within it.
func (t trial) doubt(step int) string {
	switch {
	case t.NoControl != "":
		return t.NoControl
	case t.Control != "":
		return firstOf(notAccepted(t.before, "before"), notAccepted(t.after, "after"))
	case t.AtOnce > 1, slices.ContainsFunc(t.Steps[:step], Exchange.accepted):
		return ""
	}
	return "it has no control whose acceptance shows that the refusal is due to the fault"
}

// doubtful rules a refusal that proves nothing. Where the control is one that a target may refuse, and
// it does, nothing can be told and nothing is missing either.
func (t trial) doubtful(step int) ruling {
	if refusedFreely(t.before) && refusedFreely(t.after) {
		return ruling{Skipped, "", "not tested: " + t.doubt(step) + ", and nobody has to accept that", step}
	}
	return ruling{Inconclusive, KindControl, t.doubt(step), step}
}

// refusedFreely says that a probe was refused, which no text forbids.
func refusedFreely(probe *Observation) bool {
	return probe != nil && probe.Fault == "" && probe.Gate == spec.GateReport &&
		slices.ContainsFunc(probe.Steps, func(x Exchange) bool { return x.seen() == ObservedReject }) &&
		!slices.ContainsFunc(probe.Steps, func(x Exchange) bool { return x.seen() == ObservedError })
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// notAccepted says what became of a probe that was not accepted, or "".
func notAccepted(probe *Observation, when string) string {
	switch {
	case probe == nil:
		return "its control was not probed " + when + " it"
	case probe.Fault != "":
		return fmt.Sprintf("its control was not probed %s it: %s", when, probe.Fault)
	case len(probe.Steps) == 0:
		return "its control sent nothing"
	}
	t := trial{Observation: probe}
	for i, x := range probe.Steps {
		if want := t.wanted(i); want != vector.Either && string(want) != x.seen() {
			return fmt.Sprintf("its control was not accepted %s it: %s", when, x.happened())
		}
	}
	return ""
}

// failsWith says whether a probe failed in a given manner.
func failsWith(probe *Observation, kind Kind) bool {
	return probe != nil && slices.ContainsFunc(probe.Steps, func(x Exchange) bool {
		return x.kind().manner() == kind.manner()
	})
}

// manner takes an end of the connection for the same whether it shows as a reset or as a close, which
// is a matter of who comes first.
func (k Kind) manner() Kind {
	if k == KindReset {
		return KindClosed
	}
	return k
}
