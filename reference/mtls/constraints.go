package mtls

import (
	"errors"
	"net"
	"slices"
	"strings"
)

// constraints holds the names below each authority against the authority's name constraints (RFC
// 5280, Section 4.2.1.10). Self-issued certificates above the leaf are exempt.
func (p *path) constraints() error { return p.constraintsBy(within) }

// constraintsBy asks of each name whether it is within the constraints of an authority.
func (p *path) constraintsBy(within func(generalName, *certificate) bool) error {
	for i, ca := range p.certificates {
		if _, there := ca.extension(oidNameConstraints); !there {
			continue
		}
		if slices.ContainsFunc(ca.UnhandledCriticalExtensions, oidNameConstraints.Equal) {
			return errors.New("name constraints are of a kind that is not known here")
		}
		for j, c := range p.certificates[:i] {
			if j > 0 && c.selfIssued() {
				continue
			}
			if slices.ContainsFunc(c.constrained(), func(n generalName) bool { return !within(n, ca) }) {
				return errors.New("a name lies outside the name constraints of an authority")
			}
		}
	}
	return nil
}

// constrained are the names that constraints reach.
func (c *certificate) constrained() []generalName {
	names := slices.Clone(c.names)
	if slices.ContainsFunc(names, func(n generalName) bool { return n.kind == nameEmail }) {
		return names
	}
	for _, a := range c.Subject.Names {
		if text, ok := a.Value.(string); ok && a.Type.String() == "1.2.840.113549.1.9.1" {
			names = append(names, generalName{nameEmail, text})
		}
	}
	return names
}

// within says whether a name is permitted and not excluded.
func within(n generalName, ca *certificate) bool {
	switch n.kind {
	case nameURI:
		return decide(n.value, ca.PermittedURIDomains, ca.ExcludedURIDomains, uriUnder)
	case nameDNS:
		return decide(n.value, ca.PermittedDNSDomains, ca.ExcludedDNSDomains, dnsUnder)
	case nameEmail:
		return decide(n.value, ca.PermittedEmailAddresses, ca.ExcludedEmailAddresses, emailUnder)
	case nameIP:
		return decide(n.value, ca.PermittedIPRanges, ca.ExcludedIPRanges, ipUnder)
	}
	return true
}

// verdict is what one constraint says of a name; no constraint is met by what is unreadable.
type verdict int

const (
	outside verdict = iota
	inside
	unreadable
)

func decide[T any](name string, permitted, excluded []T, under func(string, T) verdict) bool {
	for _, c := range excluded {
		if under(name, c) != outside {
			return false
		}
	}
	return len(permitted) == 0 || slices.ContainsFunc(permitted, func(c T) bool {
		return under(name, c) == inside
	})
}

func verdictOf(in bool) verdict {
	if in {
		return inside
	}
	return outside
}

// uriUnder compares the host: without a period in front it is one host, with one it is every host
// below. A URI that has no name for a host is under no constraint.
func uriUnder(uri, constraint string) verdict {
	host, ok := hostOf(uri)
	if !ok {
		return unreadable
	}
	constraint = strings.ToLower(constraint)
	if strings.HasPrefix(constraint, ".") {
		return verdictOf(strings.HasSuffix(host, constraint))
	}
	return verdictOf(host == constraint)
}

// dnsUnder is met by the constraint's own name and by every one below. A wildcard can stand for the
// name that is constrained.
func dnsUnder(name, constraint string) verdict {
	name, constraint = strings.ToLower(name), strings.ToLower(constraint)
	if parent, wild := strings.CutPrefix(name, "*"); wild && strings.HasSuffix(constraint, parent) {
		return unreadable
	}
	below := strings.HasSuffix(name, "."+strings.TrimPrefix(constraint, "."))
	return verdictOf(constraint == "" || name == constraint || below)
}

func emailUnder(address, constraint string) verdict {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return unreadable
	}
	local, host := address[:at], strings.ToLower(address[at+1:])
	if i := strings.LastIndexByte(constraint, '@'); i >= 0 {
		return verdictOf(local == constraint[:i] && host == strings.ToLower(constraint[i+1:]))
	}
	constraint = strings.ToLower(constraint)
	if strings.HasPrefix(constraint, ".") {
		return verdictOf(strings.HasSuffix(host, constraint))
	}
	return verdictOf(constraint == "" || host == constraint)
}

func ipUnder(address string, constraint *net.IPNet) verdict {
	return verdictOf(len(address) == len(constraint.IP) && constraint.Contains(net.IP(address)))
}
