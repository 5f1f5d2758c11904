package spec

import (
	"embed"
	"fmt"
	"slices"
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
	mtls       MTLS
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

// Lookup gives the profile of a name; the empty name gives the default one. Behind the name, each
// after a plus sign, may stand revisions that take the place of the profile's own, such as
// "latest+http-signature-06"; one that several mechanisms have is written as "wit=s2s-protocol-07".
func Lookup(name string) (*Profile, error) {
	if base, pins, pinned := strings.Cut(name, "+"); pinned {
		return lookupPinned(name, base, strings.Split(pins, "+"))
	}
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

func lookupPinned(name, base string, pins []string) (*Profile, error) {
	p, err := Lookup(base)
	if err != nil {
		return nil, err
	}
	for _, pin := range pins {
		var one Revisions
		m, revision, err := mechanismPinned(pin)
		if err != nil {
			return nil, fmt.Errorf("spec: profile %q: %w", name, err)
		}
		*one.field(m) = revision
		if p, err = Pin(p, one); err != nil {
			return nil, err
		}
	}
	if p.Name == "pinned" {
		p.Name = name
	}
	return p, nil
}

// mechanismPinned finds out of which mechanism a revision is.
func mechanismPinned(pin string) (Mechanism, string, error) {
	if m, revision, named := strings.Cut(pin, "="); named {
		if !slices.Contains(Mechanisms, Mechanism(m)) {
			return "", "", fmt.Errorf("there is no mechanism %q", m)
		}
		return Mechanism(m), revision, nil
	}
	var found []Mechanism
	for _, m := range Mechanisms {
		if position(m, pin) >= 0 {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return "", "", fmt.Errorf("no mechanism has a revision %q", pin)
	case 1:
		return found[0], pin, nil
	}
	return "", "", fmt.Errorf("several mechanisms have %q: write %s=%s", pin, found[0], pin)
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
		mtls:       factsOf[MTLS](MechanismMTLS, r.MTLS),
		rules:      map[string]Rule{},
	}
	p.mtls.OneURI = p.mtls.OneURI || p.wit.CertificateOneURI
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

// MTLS gives the facts of the profile's mutual TLS.
func (p *Profile) MTLS() MTLS { return p.mtls }

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
