// Package draft reads the figures and the prose of a document in any of the forms in which drafts
// are passed on: kramdown source with its includes, rendered text, RFC XML, or a folder with one
// file for each figure. Start with [Read].
//
// It undoes the folding of figures and says what each shows; whether that is right is for package
// examine to find out.
package draft
