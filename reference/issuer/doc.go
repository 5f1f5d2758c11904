// Package issuer is the room of the reference's role as issuer: an Identity Server. Nothing is in
// it yet; start with package recipient, the role that is here.
package issuer
