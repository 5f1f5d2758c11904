package mtls

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// first makes a check that looks at so many certificates of a path, from the leaf up.
func first(n int, right func(*path) error) func(*path) error {
	return func(p *path) error {
		if n >= len(p.certificates) {
			return right(p)
		}
		return right(&path{p.state, p.certificates[:n], nil})
	}
}

// leafOnly is the check that forgets all certificates but the leaf.
func leafOnly(right func(*path) error) check.Bent[*path] {
	return check.Bent[*path]{Name: "leaf-only", Run: first(1, right)}
}

// issuerOnly is the check that forgets all authorities but the one that issued the leaf.
func issuerOnly(right func(*path) error) check.Bent[*path] {
	return check.Bent[*path]{Name: "first-issuer-only", Run: first(2, right)}
}

// signedBends take something for a signature under the key of the issuer.
var signedBends = append(bendsOf((*path).signatures, bend[*path]{"key-identifier", func(p *path) bool {
	for i, issuer := range p.authorities() {
		c := p.certificates[i]
		known := len(c.AuthorityKeyId) > 0 && bytes.Equal(c.AuthorityKeyId, issuer.SubjectKeyId)
		if !known && !p.verifies(c, issuer) {
			return false
		}
	}
	return true
}}), issuerOnly((*path).signatures))

// criticalBends refuse some unknown extensions alone.
var criticalBends = []check.Bent[*path]{
	leafOnly(knownCritical),
	{Name: "authorities-only", Run: func(p *path) error {
		return knownCritical(&path{p.state, p.authorities(), p.anchor})
	}},
	{Name: "standard-ones-only", Run: unknownCritical(false)},
	{Name: "private-ones-only", Run: unknownCritical(true)},
}

// unknownCritical refuses unknown critical extensions with an identifier of the standard's own arc, or
// those with another.
func unknownCritical(private bool) func(*path) error {
	return func(p *path) error {
		return p.all(func(c *certificate) bool {
			return !slices.ContainsFunc(c.extensions, func(e pkix.Extension) bool {
				standard := strings.HasPrefix(e.Id.String(), "2.5.29.")
				return e.Critical && !isKnown(e) && standard != private
			})
		}, "has a critical extension that is not known here")
	}
}

var oidBasicConstraints = asn1.ObjectIdentifier{2, 5, 29, 19}

// authorityBends take other certificates for those of authorities.
var authorityBends = []check.Bent[*path]{
	issuerOnly((*path).authority),
	{Name: "absent", Run: authorityOr(func(c *certificate) bool {
		_, there := c.extension(oidBasicConstraints)
		return !there && c.Version == 3
	})},
	{Name: "version-1", Run: authorityOr(func(c *certificate) bool { return c.Version < 3 })},
	{Name: "present", Run: authorityOr(func(c *certificate) bool { return c.BasicConstraintsValid })},
	{Name: "key-usage-instead", Run: authorityOr(func(c *certificate) bool {
		return c.KeyUsage&x509.KeyUsageCertSign != 0
	})},
}

func authorityOr(passes func(*certificate) bool) func(*path) error {
	return func(p *path) error { return p.authorityOr(passes) }
}

// signingBends let other keys sign certificates.
var signingBends = []check.Bent[*path]{
	issuerOnly((*path).signing),
	{Name: "crl-sign-too", Run: signingOr(func(c *certificate) bool {
		return c.KeyUsage&x509.KeyUsageCRLSign != 0
	})},
	{Name: "digital-signature-too", Run: signingOr(func(c *certificate) bool {
		return c.KeyUsage&x509.KeyUsageDigitalSignature != 0
	})},
	{Name: "critical-only", Run: signingOr(func(c *certificate) bool {
		e, _ := c.extension(oidKeyUsage)
		return !e.Critical
	})},
}

func signingOr(passes func(*certificate) bool) func(*path) error {
	return func(p *path) error { return p.signingOr(passes) }
}

// lengthBends count otherwise.
var lengthBends = []check.Bent[*path]{
	issuerOnly((*path).lengths),
	{Name: "off-by-one", Run: func(p *path) error {
		return p.lengthsBy(func(below, limit int) bool { return below <= limit+1 })
	}},
	{Name: "zero-is-none", Run: func(p *path) error {
		return p.lengthsBy(func(below, limit int) bool { return below <= limit || limit == 0 })
	}},
}

// endBends take a path that ends at no trust anchor.
var endBends = bendsOf((*path).anchored,
	bend[*path]{"name-of-an-anchor", func(p *path) bool {
		return slices.ContainsFunc(p.anchors, func(a anchor) bool { return a.subject == p.top().subject })
	}},
	bend[*path]{"root-that-is-sent", func(p *path) bool { return len(p.certificates) > 1 }},
	bend[*path]{"self-signed-leaf", func(p *path) bool { return len(p.certificates) == 1 }},
)

// sentOnly verifies what was sent, each under the next, and asks of the last no more.
var sentOnly = bend[*path]{"sent-chain-only", func(p *path) bool { return len(p.certificates) > 1 }}
