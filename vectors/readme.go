// Package vectors has the page that tells implementers how to use the minted files. Start with its
// folders: recipes are minted by forge, proved by prove and written by minted.
package vectors

import _ "embed"

// Readme is README.md, in Markdown.
//
//go:embed README.md
var Readme []byte

// License is the text of the licence, for those who keep a copy of the vectors.
//
//go:embed LICENSE
var License []byte
