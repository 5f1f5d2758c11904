package verifier

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// read reads a file that holds one vector. Members that are not known are passed over.
func read(text []byte) (File, error) {
	var f File
	err := json.Unmarshal(text, &f)
	switch {
	case err != nil:
		return f, fmt.Errorf("verifier: the file is not the JSON that is expected: %w", err)
	case f.Schema != Schema:
		return f, fmt.Errorf("verifier: schema is %.80q, expected is %q", f.Schema, Schema)
	case !slices.Contains(spec.Mechanisms, spec.Mechanism(f.Mechanism)):
		return f, fmt.Errorf("verifier: mechanism: unknown value %.40q; known: %v",
			f.Mechanism, spec.Mechanisms)
	case len(f.Vectors) != 1:
		return f, fmt.Errorf("verifier: vectors holds %d, expected is 1", len(f.Vectors))
	}
	return f, nil
}

// judgeFor makes the judge of a file: its revisions and its trust anchors hold.
func (v *verifier) judgeFor(f File) (Judge, error) {
	p := v.Profile
	if f.Profile != "" && f.Profile != p.Name {
		var err error
		if p, err = spec.Lookup(f.Profile); err != nil {
			return Judge{}, fmt.Errorf("verifier: profile: %w", err)
		}
	}
	has := p.Revisions.Of(spec.Mechanism(f.Mechanism))
	if f.Revision != "" && f.Revision != has {
		return Judge{}, fmt.Errorf("verifier: revision is %.40q, and profile %s has %q",
			f.Revision, p.Name, has)
	}
	domains, err := v.anchors.load(f.TrustDomains)
	if err != nil {
		return Judge{}, fmt.Errorf("verifier: trust_domains: %w", err)
	}
	return Judge{
		Profile: p, Domains: domains, Faults: v.Faults, Fetch: v.Fetch, Checked: v.Checked,
	}, nil
}

// anchors remembers the trust anchors of some files: most files bring the same ones.
type anchors struct {
	mu     sync.Mutex
	byText map[string]trust.Domains
}

const maxAnchors = 16

func (a *anchors) load(text json.RawMessage) (trust.Domains, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, ok := a.byText[string(text)]; ok {
		return known, nil
	}
	var material map[string]trust.Material
	if len(text) > 0 {
		if err := json.Unmarshal(text, &material); err != nil {
			return nil, err
		}
	}
	domains, err := trust.Load(material)
	if err != nil {
		return nil, err
	}
	if a.byText == nil || len(a.byText) >= maxAnchors {
		a.byText = map[string]trust.Domains{}
	}
	a.byText[string(text)] = domains
	return domains, nil
}
