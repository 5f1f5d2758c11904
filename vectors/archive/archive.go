// Package archive packs the vectors of a profile for implementations that keep a copy of them: one
// compressed tar file with the vectors, their schema, the public keys and checksums, the same bytes
// each time. Start with [New], then [Archive.Write].
package archive

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/schema"
)

// Sums is the file that lists the SHA-256 of all others, in the form of sha256sum.
const Sums = "SHA256SUMS"

// Archive is a packed set of vectors.
type Archive struct {
	// Name is the name of the file, and without its ending that of the folder in it.
	Name string
	// Bytes is the file.
	Bytes    []byte
	Manifest Manifest
}

// Manifest says what is in an archive: manifest.json.
type Manifest struct {
	Schema  string `json:"schema"`
	Version string `json:"version"`
	// Tool is the version of the program that minted, as it says it itself.
	Tool      string         `json:"tool"`
	License   string         `json:"license"`
	Profile   string         `json:"profile"`
	Revisions spec.Revisions `json:"revisions"`
	Files     []Counts       `json:"files"`
}

// Counts says how much one file holds.
type Counts struct {
	File         string `json:"file"`
	Revision     string `json:"revision"`
	Vectors      int    `json:"vectors"`
	Observations int    `json:"observations"`
}

// New packs a set. tool is the version of the program; where it has none, such as "(devel)", the
// version of the archive is made from what is in it.
func New(set *minted.Set, tool string) Archive {
	files := contents(set)
	version := versionOf(tool, files)
	m := Manifest{
		Schema: "wimsespec/archive/v1", Version: version, Tool: tool, License: "Apache-2.0",
		Profile: set.Profile.Name, Revisions: set.Profile.Revisions,
	}
	for _, f := range set.Files {
		m.Files = append(m.Files,
			Counts{f.Mechanism + ".json", f.Revision, len(f.Vectors), len(f.Observations)})
	}
	files["manifest.json"] = indented(m)
	files["VERSION"] = []byte(version + "\n")
	files[Sums] = sums(files)
	folder := "wimsespec-vectors-" + m.Profile + "-" + version
	return Archive{folder + ".tar.gz", pack(folder, files), m}
}

// contents are the files that do not depend on the version, by name.
func contents(set *minted.Set) map[string][]byte {
	const schemaFile = "vectors.schema.json"
	text, err := schema.Files.ReadFile(schemaFile)
	if err != nil {
		panic("archive: internal error: " + err.Error())
	}
	files := map[string][]byte{
		"README.md": vectors.Readme, "LICENSE": vectors.License, "schema/" + schemaFile: text, "keys.jwks.json": publicKeys(),
	}
	for _, f := range set.Files {
		files[f.Mechanism+".json"] = minted.Encode(f)
	}
	return files
}

// publicKeys is a JWK Set of the public halves of the published keys; kid is the key's name.
func publicKeys() []byte {
	var set struct {
		Keys []map[string]any `json:"keys"`
	}
	ring := keys.Published()
	for _, name := range ring.Names() {
		set.Keys = append(set.Keys, ring.Must(name).PublicJWK("", name))
	}
	return indented(set)
}

// versionOf gives the version as it stands in file names.
func versionOf(tool string, files map[string][]byte) string {
	if strings.HasPrefix(tool, "v") {
		return strings.TrimPrefix(tool, "v")
	}
	return fmt.Sprintf("devel-%x", sha256.Sum256(sums(files)))[:len("devel-")+12]
}
