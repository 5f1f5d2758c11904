// Package caller is the room of the reference's role as caller: a transport that attaches a WIT and
// a proof to requests. Nothing is in it yet; start with package recipient, the role that is here.
package caller
