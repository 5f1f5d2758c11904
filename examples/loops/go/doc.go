// Package wimse verifies Workload Identity Tokens, Workload Proof Tokens and HTTP Message Signatures
// as workload-creds-02, wpt-02 and http-signature-07 have it, and holds itself to the minted vectors.
// Start with loop_test.go, which is the loop to copy, and with [Verifier.Verify].
//
// It is a reading of the drafts of its own: a module apart, with lestrrat-go/jwx for JOSE, with
// signature bases made here, and with no code of the project that minted the vectors. It is written
// to be read, and guards no workload: it has no limits on sizes and forgets no proof that it has seen.
package wimse
