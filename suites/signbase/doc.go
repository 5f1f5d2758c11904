// Package signbase tells why an HTTP message signature does not verify, or covers what it
// should not: it writes the signature base (RFC 9421, Section 2.5) that a profile asks for,
// finds the one that the signer must have used, and shows the two as a line diff. Start with
// [Of]; [Signed] is for messages of the suite's own.
//
// A signature base is part of no message. What can be told is whether a signature verifies
// under a base that is guessed: the one that Signature-Input declares, and then that base with
// each mistake that signers are known to make, one after the other and two at a time.
//
// Messages come from implementations under test and may be hostile. What is long is not
// searched through, and all text that comes out is safe to print.
package signbase
