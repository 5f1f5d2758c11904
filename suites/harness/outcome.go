package harness

import "time"

// Verdict is what a case says about the target.
type Verdict string

// The verdicts. A case that gates nothing is reported where it would have failed.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
	Skipped      Verdict = "skipped"
	Reported     Verdict = "reported"
)

// What was observed.
const (
	ObservedAccept = "accept"
	ObservedReject = "reject"
	ObservedError  = "error"
)

// Outcome is a case with its verdict. All text in it that comes from the target is printable.
type Outcome struct {
	// Case is what was run; its functions are nil, because an outcome may come from a journal.
	Case    Case
	Verdict Verdict
	// Kind is the kind of failure, or whose fault it is that there is no verdict; else "".
	Kind Kind
	// Observed is "accept", "reject" or "error" for the step that decided; "" if nothing was sent.
	Observed string
	// Status is the status of the step that decided; 0 without one.
	Status int
	// Step is the number of the step that decided, from 1; 0 if none did.
	Step int
	// Reason says in one line why the verdict is not a pass, and for reported cases what happened. In
	// a pass of a verifier it says where that refused for another requirement than the case's.
	Reason string
	// Sent and Received sum up the exchange that decided: a line for the request and one for each
	// field, and one line for the answer. In a pass they and Curl are empty.
	Sent, Received string
	// Curl repeats the request that decided.
	Curl string
	// SignatureBase shows the signature bases of that exchange where it failed; else it is "".
	SignatureBase string
	Duration      time.Duration
	// Evidence is the line of the observation in the journal; 0 without one.
	Evidence int
	// ControlBefore and ControlAfter are the lines of the probes around it.
	ControlBefore, ControlAfter int

	place int
}

// Place is the position of the case in its plan, counted from 0.
func (o Outcome) Place() int { return o.place }
