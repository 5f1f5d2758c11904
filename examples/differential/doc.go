// Package differential has the reference and lestrrat-go/jwx verify the same tokens and says where they
// disagree. Start with [Pair.Compare].
//
// The reference decides alone what a WIT is; jwx answers for the JWS inside it. What the reference takes
// jwx must take too, with the same claims, but for what [Narrow] names. What jwx takes the reference may
// refuse, by one of [Rules]. Anything else is a finding.
//
// It is a module of its own, so that the project does without this jwx; after a change to the project's
// go.mod it may need go mod tidy.
//
//	go test -fuzz FuzzCompactJWS -fuzztime 1m .
//	go test -fuzz FuzzSignedJWS -fuzztime 1m .
package differential
