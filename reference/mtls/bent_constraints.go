package mtls

import (
	"crypto/x509"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// constraintBends process some of the constraints, or read those on hosts otherwise.
var constraintBends = []check.Bent[*path]{
	issuerOnly((*path).constraints),
	{Name: "excluded-only", Run: edited(func(ca *x509.Certificate) {
		ca.PermittedURIDomains, ca.PermittedDNSDomains = nil, nil
		ca.PermittedEmailAddresses, ca.PermittedIPRanges = nil, nil
	})},
	{Name: "permitted-only", Run: edited(func(ca *x509.Certificate) {
		ca.ExcludedURIDomains, ca.ExcludedDNSDomains = nil, nil
		ca.ExcludedEmailAddresses, ca.ExcludedIPRanges = nil, nil
	})},
	{Name: "first-excluded-only", Run: edited(func(ca *x509.Certificate) {
		ca.ExcludedURIDomains = ca.ExcludedURIDomains[:min(1, len(ca.ExcludedURIDomains))]
	})},
	{Name: "no-uris", Run: edited(func(ca *x509.Certificate) {
		ca.PermittedURIDomains, ca.ExcludedURIDomains = nil, nil
	})},
	{Name: "uris-only", Run: edited(func(ca *x509.Certificate) {
		ca.PermittedDNSDomains, ca.PermittedEmailAddresses, ca.PermittedIPRanges = nil, nil, nil
		ca.ExcludedDNSDomains, ca.ExcludedEmailAddresses, ca.ExcludedIPRanges = nil, nil, nil
	})},
	{Name: "first-name-only", Run: firstName},
	{Name: "hosts-below", Run: permitting(func(host, constraint string) bool {
		return strings.HasSuffix(host, "."+constraint)
	})},
	{Name: "suffix", Run: permitting(strings.HasSuffix)},
	{Name: "domain-itself", Run: permitting(func(host, constraint string) bool {
		return "."+host == constraint
	})},
}

// copied makes a path of copies, which can be changed.
func (p *path) copied(change func(i int, c *certificate)) *path {
	var all []*certificate
	for i, c := range p.certificates {
		own, parsed := *c, *c.Certificate
		own.Certificate = &parsed
		change(i, &own)
		all = append(all, &own)
	}
	return &path{p.state, all, p.anchor}
}

// edited makes the check that does not see some of the constraints.
func edited(change func(ca *x509.Certificate)) func(*path) error {
	return func(p *path) error {
		return p.copied(func(_ int, c *certificate) { change(c.Certificate) }).constraints()
	}
}

// firstName looks at the first name of the leaf alone.
func firstName(p *path) error {
	return p.copied(func(i int, c *certificate) {
		if i == 0 {
			c.names = c.names[:min(1, len(c.names))]
		}
	}).constraints()
}

// permitting makes the check that takes more hosts of URIs for permitted ones. What is excluded stays
// excluded.
func permitting(alike func(host, constraint string) bool) func(*path) error {
	return func(p *path) error {
		return p.constraintsBy(func(n generalName, ca *certificate) bool {
			host, named := hostOf(n.value)
			permitted := n.kind == nameURI && named &&
				slices.ContainsFunc(ca.PermittedURIDomains, func(c string) bool {
					return alike(host, strings.ToLower(c))
				})
			return within(n, ca) || permitted && decide(n.value, nil, ca.ExcludedURIDomains, uriUnder)
		})
	}
}
