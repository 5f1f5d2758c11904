// Package httpsig signs HTTP messages and verifies their signatures as the WIMSE profile of HTTP
// Message Signatures has it (draft-ietf-wimse-http-signature-07, Section 3; RFC 9421). Start with
// [New] and [Verifier.VerifyRequest], or with [Signer].
//
// The checks stand in the order in which they run, cheap ones first, in the files checks_*.go: the
// fields, the choice of the signature, the covered components, the parameters, the times, the
// audience, the digest, the signature, the memory for replays. Each names the requirement of
// package spec that it enforces; requests and responses share them where the texts do. What a
// revision asks for comes from [spec.HTTPSig].
//
// httpsfv parses and writes structured fields. All else is done here, the choice of the signature
// and the signature base included. A library for message signatures has to serve every profile, so
// it leaves to its caller what this one decides: which signature is the one to look at, whether a
// component may stand twice or have parameters that nobody knows, whether parameters are there and
// of their types, whether the digest is that of the content. It can also derive the request target
// from a path that was decoded, where RFC 9421, Section 2.2.5 speaks of the one on the wire. The
// tests have httpsign, which was written by others, verify what is signed here and sign what is
// verified here.
package httpsig
