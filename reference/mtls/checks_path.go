package mtls

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
)

var errNotNeeded = errors.New("it sends certificates that are not needed, or in another order")

// pathChecks are the steps of path validation (RFC 5280, Section 6.1). The trust anchor is held to
// the same rules as the certificates below it. Certificate policies restrict nothing here: a
// critical extension that makes them do so is one that is not known.
var pathChecks = []check.Check[*path]{
	{ID: "WIC-CHAIN-SIGNATURE", Run: (*path).signatures, Bent: signedBends},
	{ID: "WIC-CHAIN-NAMES", Run: (*path).issuers, Bent: []check.Bent[*path]{issuerOnly((*path).issuers)}},
	{ID: "WIC-HASH-MD5", Run: refuseHash(x509.MD5WithRSA), Bent: []check.Bent[*path]{
		leafOnly(refuseHash(x509.MD5WithRSA)),
	}},
	{ID: "WIC-HASH-SHA1", Run: refuseHash(sha1...), Bent: []check.Bent[*path]{
		leafOnly(refuseHash(sha1...)),
		{Name: "rsa-only", Run: refuseHash(x509.SHA1WithRSA)},
		{Name: "ecdsa-only", Run: refuseHash(x509.ECDSAWithSHA1)},
	}},
	{ID: "WIC-NOT-AFTER", Run: expired(0), Strict: expired(-time.Second), Bent: []check.Bent[*path]{
		leafOnly(expired(0)),
		{Name: "a-second-late", Run: expired(time.Second)},
		{Name: "two-hours-late", Run: expired(2 * time.Hour)},
	}},
	{ID: "WIC-NOT-BEFORE", Run: early(0), Strict: early(-time.Second), Bent: []check.Bent[*path]{
		leafOnly(early(0)),
		{Name: "a-second-early", Run: early(time.Second)},
		{Name: "two-hours-early", Run: early(2 * time.Hour)},
	}},
	{ID: "WIC-CRITICAL-EXTENSION", Run: knownCritical, Bent: criticalBends},
	{ID: "WIC-EXTENSION-UNKNOWN", Strict: func(p *path) error {
		return p.all(onlyKnown, "has an extension that is not known here")
	}},
	{ID: "WIC-BASIC-CONSTRAINTS", Run: (*path).authority, Bent: authorityBends},
	{ID: "WIC-KEY-CERT-SIGN", Run: (*path).signing, Bent: signingBends},
	{ID: "WIC-PATH-LENGTH", Run: (*path).lengths, Bent: lengthBends},
	{ID: "WIC-NAME-CONSTRAINTS", Run: (*path).constraints, Bent: constraintBends},
	{ID: "WIC-NAME-CONSTRAINTS-WITHIN", Strict: func(p *path) error {
		return p.all(func(c *certificate) bool {
			_, there := c.extension(oidNameConstraints)
			return !there
		}, "has name constraints")
	}},
	{ID: "WIC-EKU-AUTHORITY", Strict: func(p *path) error {
		bad := slices.ContainsFunc(p.authorities(), func(c *certificate) bool {
			return !c.serves(p.Usage)
		})
		return check.FailIf(bad, "an authority is there for another purpose")
	}},
	{ID: "WIC-CHAIN-INTERMEDIATE", Strict: func(p *path) error {
		return check.FailIf(len(p.below()) > 1, "it was issued by an intermediate authority")
	}},
	{ID: "WIC-CHAIN-INCOMPLETE", Run: (*path).complete, Bent: bendsOf((*path).complete, sentOnly)},
	{ID: "WIC-CHAIN-ANCHOR", Run: (*path).anchored, Bent: endBends},
	{ID: "WIC-ANCHOR-DOMAIN", Run: (*path).ofItsDomain, Bent: bendsOf((*path).ofItsDomain, issuedBends...),
		Strict: func(p *path) error {
			return check.FailIf(p.id.TrustDomain == "partner.example", "only one trust domain is known")
		}},
}

// known are the extensions that are processed or that have no part in the decision.
var known = []asn1.ObjectIdentifier{
	oidSubjectAltName, oidKeyUsage, oidNameConstraints, oidExtendedKeyUsage,
	{2, 5, 29, 19}, // basic constraints
	{2, 5, 29, 32}, // certificate policies: none is asked for
	{2, 5, 29, 14}, // subject key identifier
	{2, 5, 29, 35}, // authority key identifier
}

func onlyKnownCritical(c *certificate) bool {
	return !slices.ContainsFunc(c.extensions, func(e pkix.Extension) bool {
		return e.Critical && !isKnown(e)
	})
}

func onlyKnown(c *certificate) bool {
	return !slices.ContainsFunc(c.extensions, func(e pkix.Extension) bool { return !isKnown(e) })
}

func isKnown(e pkix.Extension) bool { return slices.ContainsFunc(known, e.Id.Equal) }
