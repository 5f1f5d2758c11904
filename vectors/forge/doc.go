// Package forge mints test vectors from recipes: it builds the valid exchange of a profile, merges
// a recipe's change into it, seals it (WIT, then the hashes of it, then the proof, then the fields)
// and edits what is on the wire. Start with [New], then [Forge.Mint].
//
// A recipe about certificates departs from what a good TLS client or server presents. Its
// certificates are written by this package, since libraries refuse to make bad ones;
// [Forge.Presentations] gives them to a live suite with their private keys, and [Forge.Identity]
// what the suite's own end presents.
//
// The same recipe is minted at rest, with a fixed clock and deterministic signatures, and live,
// with the present clock and fresh identifiers: see [AtRest] and [Setting]. The vocabulary of
// recipes is in recipe.go (members), expression.go (values), edits.go (edits) and
// certificate_model.go (certificates); vectors/schema has it as JSON Schema.
package forge
