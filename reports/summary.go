package reports

import (
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// Exit statuses of a run.
const (
	exitPass        = 0
	exitFail        = 1
	exitUnreachable = 3
	exitInterrupted = 130
)

// ExitCode gives the exit status that the results ask for:
//
//   - 0: every MUST in force that could be tested is met
//   - 1: a requirement is not met, or the run shows too little: it was cut short, nothing ran, or
//     a MUST is inconclusive
//   - 3: the target could not be started or reached, or was lost midway
//   - 130: the run was interrupted
func (r *Results) ExitCode() int {
	switch {
	case r.Interrupted:
		return exitInterrupted
	case r.Unreachable:
		return exitUnreachable
	case r.Summary.Verdict == Pass:
		return exitPass
	}
	return exitFail
}

// summarise counts, and judges the run.
func (r *Results) summarise() {
	r.Summary = Summary{}
	for _, c := range r.Cases {
		r.Summary.Cases.add(c.Verdict)
	}
	for _, q := range r.Requirements {
		r.Summary.Requirements.add(q.Verdict)
	}
	r.Summary.Verdict, r.Summary.Reason = Pass, ""
	if reason := r.failure(); reason != "" {
		r.Summary.Verdict, r.Summary.Reason = Fail, reason
	} else if reason := r.gap(); reason != "" {
		r.Summary.Verdict, r.Summary.Reason = Incomplete, reason
	}
}

// failure says what fails the run, or nothing.
func (r *Results) failure() string {
	var why []string
	n := r.Summary.Requirements
	if n.NotMet > 0 {
		why = append(why, number(n.NotMet, "requirement")+" not met")
	}
	if n.ShouldNotMet > 0 && r.Strict {
		why = append(why, fmt.Sprintf("%d SHOULD not met, in a strict run", n.ShouldNotMet))
	}
	if loose := r.loose(); loose > 0 {
		why = append(why, number(loose, "case")+" failed without citing a requirement")
	}
	return strings.Join(why, "; ")
}

// loose counts failures that no requirement would show.
func (r *Results) loose() int {
	n := 0
	for _, c := range r.Cases {
		if c.Verdict == Fail && len(c.Requirements) == 0 && r.gates(c.Gate) {
			n++
		}
	}
	return n
}

// gap says what keeps the run from being a pass, or nothing.
func (r *Results) gap() string {
	switch {
	case r.Interrupted:
		return "the run was interrupted"
	case r.Unreachable:
		return "the target could not be reached"
	case !r.Complete:
		return "the run did not come to its end"
	case r.Summary.Cases.concluded() == 0:
		return "nothing ran: no case told anything about the target"
	}
	if n := r.doubtful(); n > 0 {
		return number(n, "requirement") + " inconclusive"
	}
	return ""
}

// doubtful counts the requirements that would have gated, had their cases told anything.
func (r *Results) doubtful() int {
	n := 0
	for _, q := range r.Requirements {
		if q.Verdict == Inconclusive && r.gates(q.Gate) {
			n++
		}
	}
	return n
}

func (r *Results) gates(g spec.Gate) bool {
	return g == spec.GateMust || g == spec.GateShould && r.Strict
}
