// Package examples holds the examples that the drafts print, as they are printed: tokens, requests,
// the keys beside them and their decoded members. Start with [Published].
//
// What each printed one is worth stands in published/index.yaml; the tests hold the reference to
// that, and published/confirm.mjs, which shares no code with it, says the same with node's own
// cryptography. Package draft reads documents, package examine checks what they print, and package
// survey keeps what came of it for the published ones.
//
// It also holds the scenario, with keys, from which new ones are made: [Scenario]. Package scenario
// reads it, package generate makes the examples.
//
// In loops are programs that give the minted vectors to a verifier, in five languages, for
// vectors/README.md; in targets are implementations to be tested. The folder differential compares the
// reference's reading of tokens with that of another library.
package examples
