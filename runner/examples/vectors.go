package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	published "github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

const vectorsNotice = "Printed in a draft: the comment of each vector cites the figure. The keys are " +
	"printed too and protect nothing. No draft prints the recipient's own identifier: that one is made up."

// made up, since no draft prints them: the recipient's identifier, and where it is when only a WIT is
// printed.
const (
	ownIdentifier = "wimse://example.com/recipient"
	ownAddress    = "https://recipient.example.com/"
)

// kindsOf are the figures that become vectors of a mechanism, with the requirement that they cite.
// Signed messages do not: no draft prints the key of the issuer of their WITs.
var kindsOf = map[spec.Mechanism]struct {
	kinds       []published.Kind
	requirement string
}{
	spec.MechanismWIT: {[]published.Kind{published.KindWIT, published.KindField}, "WIT-SIG-VALID"},
	spec.MechanismWPT: {[]published.Kind{published.KindWPT, published.KindRequest}, "WPT-SIG-VALID"},
}

// vectorFiles makes vectors of the printed figures that verify: their paths below the folder of
// vectors, and their contents.
func vectorFiles() (map[string][]byte, error) {
	documents, err := published.Published()
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, d := range documents {
		for m := range kindsOf {
			file, err := vectorFile(d, m)
			if err != nil {
				return nil, fmt.Errorf("examples: %s: %w", d.Folder, err)
			}
			if len(file.Vectors) > 0 {
				out[filepath.Join("published", d.Folder, string(m)+".json")] = minted.Encode(file)
			}
		}
	}
	return out, nil
}

func vectorFile(d published.Document, m spec.Mechanism) (vector.File, error) {
	profile, err := d.Revisions()
	if err != nil {
		return vector.File{}, err
	}
	f := vector.File{
		Schema: vector.Schema, Profile: profile.Name, Mechanism: string(m), Revision: profile.Revisions.Of(m),
		Notice: vectorsNotice,
	}
	rule, known := profile.Rule(kindsOf[m].requirement)
	for _, figure := range d.Figures {
		if !known || figure.Outcome != published.OutcomeVerifies || !of(figure, m) {
			continue
		}
		v, err := vectorOf(d, figure, rule)
		if err != nil {
			return f, err
		}
		f.Vectors = append(f.Vectors, v)
	}
	if len(f.Vectors) > 0 {
		f.TrustDomains, err = anchors(d)
	}
	return f, err
}

func of(f published.Figure, m spec.Mechanism) bool {
	for _, kind := range kindsOf[m].kinds {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// anchors gives the printed key of the issuer as the one trust anchor.
func anchors(d published.Document) (map[string]trust.Material, error) {
	key, err := d.Keys.Issuer.Text()
	if err != nil {
		return nil, err
	}
	set, err := json.Marshal(map[string][]json.RawMessage{"keys": {key}})
	return map[string]trust.Material{d.TrustDomain: {JWKS: set, X509Authorities: []string{}}}, err
}

func vectorOf(d published.Document, f published.Figure, rule spec.Rule) (vector.Vector, error) {
	at, audience := d.Time, d.Audience
	if f.Time != 0 {
		at = f.Time
	}
	if audience == "" {
		audience, d.Audience = ownAddress, ownAddress
	}
	req, err := d.Message(f)
	if req.Body == nil {
		req.Body = []byte{}
	}
	return vector.Vector{
		ID:           fmt.Sprintf("%s/%s-figure-%d", rule.Mechanism(), d.Folder, f.Number),
		Requirements: []string{rule.ID}, Level: rule.Level, Source: rule.Source,
		Comment:   fmt.Sprintf("%s, Figure %d: %s", d.Name, f.Number, f.Title),
		VerifyAt:  at,
		Needs:     &vector.Needs{Algorithm: "EdDSA"},
		Recipient: &vector.Recipient{Audience: audience, Identifier: ownIdentifier},
		Steps:     []vector.Step{{Request: &req, Expect: vector.Accept}},
		Result:    vector.Accept,
	}, err
}

// writeVectors writes the vectors of printed figures into the tree.
func writeVectors(root string) error {
	files, err := vectorFiles()
	if err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(root, "vectors", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("examples: %w", err)
		}
		if err := write(path, text); err != nil {
			return err
		}
	}
	return nil
}
