package spec

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed profiles.yaml
var profileFile embed.FS

type profileTable struct {
	Default  string `yaml:"default"`
	Profiles []struct {
		Name      string    `yaml:"name"`
		Revisions Revisions `yaml:"revisions"`
	} `yaml:"profiles"`
}

var profiles = sync.OnceValue(func() profileTable { return mustDecode[profileTable](profileFile, "profiles.yaml") })

// Profile is one revision of each mechanism, with the facts and rules that follow from them.
// Make one with [Lookup] or [Pin]; it is immutable and safe for concurrent use.
type Profile struct {
	// Name is the profile's name, or "pinned" where revisions were pinned one by one.
	Name       string
	Revisions  Revisions
	wit        WIT
	wpt        WPT
	identifier Identifier
	httpSig    HTTPSig
	rules      map[string]Rule
	order      []string
}

// ProfileNames lists the named profiles, oldest first.
func ProfileNames() []string {
	var names []string
	for _, p := range profiles().Profiles {
		names = append(names, p.Name)
	}
	return names
}

// DefaultProfile is the name of the profile that is used where none is named.
func DefaultProfile() string { return profiles().Default }

// Lookup gives the profile of a name; the empty name gives the default one.
func Lookup(name string) (*Profile, error) {
	if name == "" {
		name = DefaultProfile()
	}
	for _, p := range profiles().Profiles {
		if p.Name == name {
			return newProfile(name, p.Revisions), nil
		}
	}
	return nil, fmt.Errorf("spec: unknown profile %q; known: %s", name, strings.Join(ProfileNames(), ", "))
}

// Must is [Lookup] for names that are known to exist; it panics where one is not.
func Must(name string) *Profile {
	p, err := Lookup(name)
	if err != nil {
		panic(err)
	}
	return p
}

// Pin replaces the revisions of a profile by those of pins that are not empty.
func Pin(base *Profile, pins Revisions) (*Profile, error) {
	revisions := base.Revisions
	for _, m := range Mechanisms {
		pin := *pins.field(m)
		if pin == "" {
			continue
		}
		if position(m, pin) < 0 {
			return nil, unknownRevision(m, pin)
		}
		*revisions.field(m) = pin
	}
	if revisions == base.Revisions {
		return base, nil
	}
	return newProfile("pinned", revisions), nil
}

func newProfile(name string, r Revisions) *Profile {
	p := &Profile{
		Name:       name,
		Revisions:  r,
		wit:        factsOf[WIT](MechanismWIT, r.WIT),
		wpt:        factsOf[WPT](MechanismWPT, r.WPT),
		identifier: factsOf[Identifier](MechanismIdentifier, r.Identifier),
		httpSig:    factsOf[HTTPSig](MechanismHTTPSig, r.HTTPSig),
		rules:      map[string]Rule{},
	}
	for _, req := range Requirements() {
		if rule, ok := req.in(r); ok {
			p.rules[req.ID] = rule
			p.order = append(p.order, req.ID)
		}
	}
	return p
}

// WIT gives the wire facts of the profile's Workload Identity Token.
func (p *Profile) WIT() WIT { return p.wit }

// WPT gives the wire facts of the profile's Workload Proof Token.
func (p *Profile) WPT() WPT { return p.wpt }

// HTTPSig gives the wire facts of the profile's HTTP Message Signatures.
func (p *Profile) HTTPSig() HTTPSig { return p.httpSig }

// Identifier gives the facts of the profile's Workload Identifier.
func (p *Profile) Identifier() Identifier { return p.identifier }

// Rule gives a requirement as it is in force here, and whether it is.
func (p *Profile) Rule(id string) (Rule, bool) {
	r, ok := p.rules[id]
	return r, ok
}

// Rules lists the requirements in force, in catalogue order.
func (p *Profile) Rules() []Rule {
	rules := make([]Rule, 0, len(p.order))
	for _, id := range p.order {
		rules = append(rules, p.rules[id])
	}
	return rules
}
