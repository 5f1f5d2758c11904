// Package httpsig is the room of HTTP Message Signatures. Nothing is in it yet but a test of what
// its libraries do: httpsign signs and httpsfv parses, and neither decides what the profile
// decides.
package httpsig
