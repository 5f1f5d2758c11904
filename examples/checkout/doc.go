// Package checkout puts made examples into a checkout of the drafts: into the files that are there
// under their names, wherever they lie. It edits no prose, and finds the places where prose repeats a
// value that is another one now. Start with [Update].
package checkout
