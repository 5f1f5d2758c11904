package faults

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Verdict says what a sweep makes of a fault.
type Verdict string

// The verdicts. The last three are red.
const (
	// Noticed says that cases about the fault failed, and no others.
	Noticed Verdict = "noticed"
	// Open says that every case about it allows either answer.
	Open Verdict = "open"
	// Excused says that no case can notice it, for a reason that is written down.
	Excused Verdict = "excused"
	// Missed says that nothing failed, or that a case that is about nothing else did not.
	Missed Verdict = "missed"
	// Disturbed says that cases failed, or told nothing, that are not about it.
	Disturbed Verdict = "disturbed"
	// Needless says that it was noticed although it is excused.
	Needless Verdict = "needless"
)

// Result is what became of the cases with a fault on. Cases are given as "role id algorithm: reason".
type Result struct {
	Fault Fault  `json:"-"`
	Name  string `json:"fault"`
	// Cases is how many were run.
	Cases int `json:"cases"`
	// Noticed are the cases that failed and are about it; Missed those about nothing else that did
	// not; Disturbed those that failed, or told nothing, without being about it.
	Noticed   []string `json:"noticed"`
	Missed    []string `json:"missed"`
	Disturbed []string `json:"disturbed"`
	Verdict   Verdict  `json:"verdict"`
	// Reason is that of an excuse.
	Reason string `json:"reason,omitempty"`
}

// OK says that the verdict is not red.
func (r Result) OK() bool { return slices.Contains([]Verdict{Noticed, Open, Excused}, r.Verdict) }

// judge sorts the outcomes of a run with the fault on.
func (f Fault) judge(all []harness.Outcome) Result {
	r := Result{Fault: f, Name: f.Name, Cases: len(all)}
	for _, o := range all {
		f.sort(&r, all, o)
	}
	r.Verdict, r.Reason = f.verdict(r, all)
	return r
}

func (f Fault) sort(r *Result, all []harness.Outcome, o harness.Outcome) {
	name := o.Case.Role + " " + o.Case.ID + " " + o.Case.Algorithm
	switch {
	case departs(o) && (f.total() || f.cites(o.Case) || f.implies(o.Case)):
		r.Noticed = append(r.Noticed, name)
	case f.total(), f.implies(o.Case), o.Kind == harness.KindControl && f.struck(all, o.Case):
	case o.Kind == harness.KindUnseen && f.blinds(all):
	case departs(o), o.Verdict == harness.Inconclusive:
		r.Disturbed = append(r.Disturbed, fmt.Sprintf("%s: %s: %s", name, o.Verdict, o.Reason))
	case f.mustNotice(o) && !f.hidden(o.Case):
		r.Missed = append(r.Missed, fmt.Sprintf("%s: %s", name, o.Verdict))
	}
}

func (f Fault) verdict(r Result, all []harness.Outcome) (Verdict, string) {
	reason, open := f.unnoticed(), f.open(all)
	switch {
	case len(r.Disturbed) > 0:
		return Disturbed, ""
	case reason != "" && len(r.Noticed) > 0:
		return Needless, reason
	case reason != "":
		return Excused, reason
	case len(r.Missed) > 0:
		return Missed, ""
	case len(r.Noticed) > 0:
		return Noticed, ""
	case open:
		return Open, "every case about it allows either answer"
	}
	return Missed, ""
}

// open says that there are cases about the fault and that all of them allow either answer. Those that
// have to be refused are none of what a check refuses that is too strict.
func (f Fault) open(all []harness.Outcome) bool {
	cases, free := 0, 0
	for _, o := range all {
		refused := f.Strict() && o.Case.Expect == vector.Reject
		if f.cites(o.Case) && o.Verdict != harness.Skipped && !refused {
			cases++
			if o.Case.Expect == "either" {
				free++
			}
		}
	}
	return cases > 0 && cases == free
}

// struck says that the control of a case is about the fault, or must fail with it, and does; or that
// the control of the control is. Where a case offers one version of TLS, the same with all is one too.
func (f Fault) struck(all []harness.Outcome, c harness.Case) bool {
	return slices.ContainsFunc(all, func(o harness.Outcome) bool {
		control := o.Case.ID == c.Control && o.Case.Algorithm == c.Algorithm
		freely := o.Case.ID == c.ID && o.Case.Version == "" && c.Version != ""
		if o.Case.Role != c.Role || !control && !freely {
			return false
		}
		itself := departs(o) && (f.cites(o.Case) || f.implies(o.Case))
		return itself || o.Kind == harness.KindControl && f.struck(all, o.Case)
	})
}

// blinds says that a case about the fault failed on what was made: what nobody can read then is the
// fault's doing.
func (f Fault) blinds(all []harness.Outcome) bool {
	return slices.ContainsFunc(all, func(o harness.Outcome) bool {
		return o.Case.Check != "" && departs(o) && (f.cites(o.Case) || f.implies(o.Case))
	})
}

// departs says that a case did not go as it goes with an implementation that is right.
func departs(o harness.Outcome) bool {
	return o.Verdict == harness.Fail || o.Verdict == harness.Reported && o.Case.Expect != "either"
}

// mustNotice says that a case is about the absence of the check alone.
func (f Fault) mustNotice(o harness.Outcome) bool {
	return f.Variant == "" && f.cites(o.Case) && len(o.Case.Requirements) == 1 &&
		o.Case.Expect == "reject" && o.Verdict != harness.Skipped
}
