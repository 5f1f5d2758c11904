// Package reference is a complete and strict implementation of WIMSE workload authentication,
// usable alone: it never imports the vectors or the suites that test it.
//
// Start with package recipient, which protects an HTTP resource. The rooms below it each hold one
// concept: identifier, wit, wpt and trust decide; jose and message read; replay remembers; check
// runs the ordered checks and names the requirement that refused. Every check carries a requirement
// ID of package spec, applies where that requirement is in force, and can be switched off or bent
// as a fault, so that a test suite can be seen to notice.
package reference
