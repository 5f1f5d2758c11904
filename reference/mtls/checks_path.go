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
	{ID: "WIC-CHAIN-SIGNATURE", Run: (*path).signatures},
	{ID: "WIC-CHAIN-NAMES", Run: func(p *path) error {
		for i, c := range p.authorities() {
			if p.certificates[i].issuer != c.subject {
				return errors.New("the name of an issuer is not the subject of the certificate above")
			}
		}
		return nil
	}},
	{ID: "WIC-HASH-MD5", Run: refuseHash(x509.MD5WithRSA)},
	{ID: "WIC-HASH-SHA1", Run: refuseHash(x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1)},
	{ID: "WIC-NOT-AFTER", Run: func(p *path) error {
		current := func(c *certificate) bool { return !p.second().After(c.NotAfter) }
		return p.all(current, "has expired")
	}},
	{ID: "WIC-NOT-BEFORE", Run: func(p *path) error {
		begun := func(c *certificate) bool { return !p.second().Before(c.NotBefore) }
		return p.all(begun, "is not valid yet")
	}},
	{ID: "WIC-CRITICAL-EXTENSION", Run: func(p *path) error {
		return p.all(onlyKnownCritical, "has a critical extension that is not known here")
	}},
	{ID: "WIC-EXTENSION-UNKNOWN", Strict: func(p *path) error {
		return p.all(onlyKnown, "has an extension that is not known here")
	}},
	{ID: "WIC-BASIC-CONSTRAINTS", Run: func(p *path) error {
		bad := slices.ContainsFunc(p.authorities(), func(c *certificate) bool {
			old := c.Version < 3 && c == p.top() && p.anchor != nil
			return !old && !(c.BasicConstraintsValid && c.IsCA)
		})
		return check.FailIf(bad, "it was issued by a certificate that is no authority's")
	}},
	{ID: "WIC-KEY-CERT-SIGN", Run: func(p *path) error {
		bad := slices.ContainsFunc(p.authorities(), func(c *certificate) bool {
			_, there := c.extension(oidKeyUsage)
			return there && c.IsCA && c.KeyUsage&x509.KeyUsageCertSign == 0
		})
		return check.FailIf(bad, "it was issued by an authority whose key is not for certificates")
	}},
	{ID: "WIC-PATH-LENGTH", Run: (*path).lengths},
	{ID: "WIC-NAME-CONSTRAINTS", Run: (*path).constraints},
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
	{ID: "WIC-CHAIN-INCOMPLETE", Run: func(p *path) error {
		bad := p.anchor == nil && !p.top().selfIssued() && !p.Faults.On("WIC-CHAIN-ANCHOR")
		return check.FailIf(bad, "the issuer of the last certificate is not known, nor was it sent")
	}},
	{ID: "WIC-CHAIN-ANCHOR", Run: func(p *path) error {
		bad := p.anchor == nil && p.top().selfIssued()
		return check.FailIf(bad, "it ends at a certificate that is no trust anchor")
	}},
	{ID: "WIC-ANCHOR-DOMAIN", Run: func(p *path) error {
		if p.anchor == nil || p.domain == nil || p.anchor.domain == p.domain {
			return nil
		}
		return p.refuse(anchorRules, "its trust anchor is of trust domain %.40q, its identifier of %.40q",
			p.anchor.domain.Name, p.id.TrustDomain)
	}, Strict: func(p *path) error {
		return check.FailIf(p.id.TrustDomain == "partner.example", "only one trust domain is known")
	}},
}

// second is the time to which certificates are exact.
func (p *path) second() time.Time { return p.now.Truncate(time.Second) }

// all asks something of each certificate.
func (p *path) all(good func(*certificate) bool, complaint string) error {
	i := slices.IndexFunc(p.certificates, func(c *certificate) bool { return !good(c) })
	if i < 0 {
		return nil
	}
	return errors.New(p.place(i) + " " + complaint)
}

func (p *path) place(i int) string {
	switch {
	case i == 0:
		return "it"
	case i == len(p.certificates)-1 && p.anchor != nil:
		return "its trust anchor"
	}
	return "an intermediate certificate"
}

// lengths holds the number of intermediate certificates below each authority against its limit.
// Self-issued ones do not count.
func (p *path) lengths() error {
	below := 0
	for _, c := range p.authorities() {
		limited := c.BasicConstraintsValid && c.IsCA && c.MaxPathLen >= 0 &&
			(c.MaxPathLen > 0 || c.MaxPathLenZero)
		if limited && below > c.MaxPathLen {
			return errors.New("an authority allows fewer certificates below it than there are")
		}
		if !c.selfIssued() {
			below++
		}
	}
	return nil
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
