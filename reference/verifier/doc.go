// Package verifier judges test vectors as the reference does: in a program with [Judge.Steps], or
// over HTTP with [New], an adapter as any library without a server can have one. A file holds all
// that a verdict depends on, the clock and the trust anchors included; nothing is fetched.
package verifier
