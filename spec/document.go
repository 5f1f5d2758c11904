package spec

import (
	"embed"
	"strings"
	"sync"
)

//go:embed documents.yaml
var documentFile embed.FS

// Document is one revision of a draft.
type Document struct {
	// Name is that of the draft with its revision, such as "draft-ietf-wimse-wpt-02".
	Name string `yaml:"document"`
	// Date is when it was tagged; empty where that is not known.
	Date string `yaml:"date"`
	// Profile names the profile by which its examples are judged, as [Lookup] reads it.
	Profile string `yaml:"profile"`
	// KeysIn is the revision of the document that prints the keys of its examples; empty where it
	// prints them itself. CopyOf is the revision that repeats the document; empty for most.
	KeysIn string `yaml:"keys_in"`
	CopyOf string `yaml:"copy_of"`
}

// Documents lists the revisions of the drafts that are known here, those of one draft in their order.
var Documents = sync.OnceValue(func() []Document {
	return mustDecode[[]Document](documentFile, "documents.yaml")
})

// Revision gives the name without what all drafts of the working group begin with: "wpt-02".
func (d Document) Revision() string { return strings.TrimPrefix(d.Name, "draft-ietf-wimse-") }

// unnumbered ends the name of a draft that is still being written.
const unnumbered = "-latest"

// FindDocument gives the document of a name or of a revision. A name that ends in "-latest", as in
// the source of a draft, is that of its newest revision known here.
func FindDocument(name string) (Document, bool) {
	draft, newest := strings.CutSuffix(name, unnumbered)
	var found Document
	for _, d := range Documents() {
		if d.Name == name || d.Revision() == name || newest && d.Name[:len(d.Name)-3] == draft {
			found = d
		}
	}
	return found, found.Name != ""
}
