// Package verifier is the room of the reference's role as verifier: the library behind an adapter
// that judges vector files over HTTP. Nothing is in it yet; package prove judges vectors in
// process.
package verifier
