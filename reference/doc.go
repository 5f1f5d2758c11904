// Package reference is a complete and strict implementation of WIMSE workload authentication,
// usable alone: it never imports the vectors or the suites that test it.
//
// Start with package recipient, which protects an HTTP resource, with caller, which makes calls, or
// with issuer, which gives out tokens. The rooms below them each hold one concept: identifier, wit,
// wpt, httpsig, mtls and trust decide and make; jose and message read; replay remembers; check runs
// the ordered checks and names the requirement that refused. Every check carries a requirement ID of
// package spec, applies where that requirement is in force, and can be switched off or bent as a
// fault, so that a test suite can be seen to notice.
package reference
