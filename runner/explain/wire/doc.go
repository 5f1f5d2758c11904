// Package wire writes messages for readers: as they go on the wire, and what one does not share
// with another. Start with [Lines] and [Compare].
package wire
