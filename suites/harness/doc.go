// Package harness holds a session with one implementation: it sends the cases of a plan over raw
// HTTP, observes what comes back, and judges it. Start with [NewSession] and [Session.Start];
// [Judge] is the pure function behind every verdict, and [Rejudge] applies it to a journal alone.
// [ReadEvidence] reads a journal, also one of a run that was cut short; [Evidence.Settled] says what of
// such a run need not be observed again.
//
// A case is data with one function, [Case.Mint], which makes its messages afresh whenever it is
// sent. Cases of the same control form a group: the control is probed, a few cases are sent, the
// control is probed again, so that a refusal is known to be due to the fault and to nothing else.
//
// A target has up to four roles, each at an address of its own. A recipient is sent requests; a
// caller is told to call the suite's peer (call.go), which records the request and answers; an
// issuer is asked for tokens; a verifier is asked about vectors at rest (ask.go). What a target
// makes is judged by the checks of package inspect (inspection.go). A role that cannot be reached
// makes its own cases inconclusive, and no others.
//
// Everything that a target wrote passes through [Printable] before it is shown to anyone.
package harness
