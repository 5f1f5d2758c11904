// Package examine says what is right and what is wrong in the figures of a document. Start with
// [Examine].
//
// It reads no file and no clock. Each file but a few has one kind of check: keys, decoded parts,
// WITs, proofs, hashes, message signatures, what these cover, digests, times, prose, form. What a
// revision asks for comes from its facts in package spec; without a profile the checks are made
// that need none. JOSE and RFC 9421 are those of the reference.
//
// A check fails only where a text obliges somebody, or where two things that are printed contradict
// each other. What is merely odd passes with a remark.
package examine
