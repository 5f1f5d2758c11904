// Package forge mints test vectors from recipes: it builds the valid exchange of a profile, merges
// a recipe's change into it, seals it (WIT, then the hashes of it, then the proof, then the fields)
// and edits what is on the wire. Start with [New], then [Forge.Mint].
//
// The same recipe is minted at rest, with a fixed clock and deterministic signatures, and live,
// with the present clock and fresh identifiers: see [AtRest] and [Setting]. The vocabulary of
// recipes is in recipe.go (members), expression.go (values) and edits.go (edits); vectors/schema
// has it as JSON Schema.
package forge
