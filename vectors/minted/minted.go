// Package minted makes the vector files that lie in the tree for programs in any language to read,
// and compares the tree with what would be made now. Start with [Mint], then [Set.Write] or
// [Set.Compare].
package minted

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Tree names the profiles whose files lie in the tree. Any other is minted by command.
var Tree = []string{"latest", "2025-11", "s2s-07", "s2s-01"}

// Notice stands in every file.
const Notice = "The keys are published test keys: everybody has their private halves, so they " +
	"protect nothing. Trust them in tests alone. Generated; edit the recipes instead."

// Set is what is minted of one profile.
type Set struct {
	Profile *spec.Profile
	// Files are the files of the profile, one for each mechanism that has vectors.
	Files []vector.File
	// Proofs are of all recipes in force, those included that are sent to live targets alone.
	Proofs []prove.Proof
	// Verifications is the number of verifications that the proofs took.
	Verifications int64
}

// Mint mints and proves the vectors of a profile with the published keys. What could not be proved
// is in [Set.Failures] and in no file.
func Mint(p *spec.Profile, book *forge.Recipes) (*Set, error) {
	proofs, verifications, err := prove.Profile(p, book, keys.Published())
	if err != nil {
		return nil, err
	}
	return &Set{p, Files(p, proofs), proofs, verifications}, nil
}

// Failures lists what does not hold, in the order of the recipes.
func (s *Set) Failures() []error {
	var failures []error
	for _, p := range s.Proofs {
		if p.Err != nil {
			failures = append(failures, p.Err)
		}
	}
	return failures
}

// Files makes the files of a profile out of its proved vectors, in the order of the mechanisms. In
// each the vectors that are accepted come first, so that a control stands before what departs from
// it; apart from that they keep the order of the recipes.
func Files(p *spec.Profile, proofs []prove.Proof) []vector.File {
	var files []vector.File
	for _, m := range spec.Mechanisms {
		f := newFile(p, m)
		for _, proof := range proofs {
			if proof.Recipe.Mechanism() == m && proof.Err == nil && !IsLiveOnly(proof.Recipe) {
				place(&f, proof)
			}
		}
		if len(f.Vectors)+len(f.Observations) > 0 {
			slices.SortStableFunc(f.Vectors, func(a, b vector.Vector) int {
				return cmp.Compare(a.Result, b.Result)
			})
			files = append(files, f)
		}
	}
	return files
}

func newFile(p *spec.Profile, m spec.Mechanism) vector.File {
	f := vector.File{
		Schema: vector.Schema, Profile: p.Name, Mechanism: string(m), Revision: p.Revisions.Of(m),
		Notice: Notice, TrustDomains: map[string]trust.Material{}, Vectors: []vector.Vector{},
	}
	if m != spec.MechanismIdentifier {
		f.TrustDomains = forge.TrustMaterial(keys.Published(), forge.RestTime)
	}
	return f
}

// Encode writes a file as it lies in the tree: indented, with a newline at the end, and without the
// escapes that HTML asks for.
func Encode(f vector.File) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		panic("minted: internal error: " + err.Error())
	}
	return out.Bytes()
}
