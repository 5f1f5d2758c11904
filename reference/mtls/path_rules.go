package mtls

import (
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
)

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

// sha1 are the algorithms with SHA-1.
var sha1 = []x509.SignatureAlgorithm{x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1}

// issuers holds the name of each issuer against the subject of the certificate above.
func (p *path) issuers() error {
	for i, c := range p.authorities() {
		if p.certificates[i].issuer != c.subject {
			return errors.New("the name of an issuer is not the subject of the certificate above")
		}
	}
	return nil
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

// expired makes the check of the end of validity, with so much grace.
func expired(grace time.Duration) func(*path) error {
	return func(p *path) error {
		current := func(c *certificate) bool { return !p.second().Add(-grace).After(c.NotAfter) }
		return p.all(current, "has expired")
	}
}

// early makes the check of the beginning of validity, with so much grace.
func early(grace time.Duration) func(*path) error {
	return func(p *path) error {
		begun := func(c *certificate) bool { return !p.second().Add(grace).Before(c.NotBefore) }
		return p.all(begun, "is not valid yet")
	}
}

func knownCritical(p *path) error {
	return p.all(onlyKnownCritical, "has a critical extension that is not known here")
}

func (p *path) authority() error { return p.authorityOr(nobody) }

func nobody(*certificate) bool { return false }

// authorityOr asks that the issuers are marked as authorities, or are something else. A trust anchor
// of an old version can have no mark.
func (p *path) authorityOr(or func(*certificate) bool) error {
	bad := slices.ContainsFunc(p.authorities(), func(c *certificate) bool {
		old := c.Version < 3 && c == p.top() && p.anchor != nil
		return !old && !(c.BasicConstraintsValid && c.IsCA) && !or(c)
	})
	return check.FailIf(bad, "it was issued by a certificate that is no authority's")
}

func (p *path) signing() error { return p.signingOr(nobody) }

// signingOr asks that the keys of authorities are for certificates, or are something else.
func (p *path) signingOr(or func(*certificate) bool) error {
	bad := slices.ContainsFunc(p.authorities(), func(c *certificate) bool {
		_, there := c.extension(oidKeyUsage)
		return there && c.IsCA && c.KeyUsage&x509.KeyUsageCertSign == 0 && !or(c)
	})
	return check.FailIf(bad, "it was issued by an authority whose key is not for certificates")
}

// lengths holds the number of intermediate certificates below each authority against its limit.
// Self-issued ones do not count.
func (p *path) lengths() error {
	return p.lengthsBy(func(below, limit int) bool { return below <= limit })
}

func (p *path) lengthsBy(within func(below, limit int) bool) error {
	below := 0
	for _, c := range p.authorities() {
		limited := c.BasicConstraintsValid && c.IsCA && c.MaxPathLen >= 0 &&
			(c.MaxPathLen > 0 || c.MaxPathLenZero)
		if limited && !within(below, c.MaxPathLen) {
			return errors.New("an authority allows fewer certificates below it than there are")
		}
		if !c.selfIssued() {
			below++
		}
	}
	return nil
}

func (p *path) complete() error {
	bad := p.anchor == nil && !p.top().selfIssued() && !p.Faults.On("WIC-CHAIN-ANCHOR")
	return check.FailIf(bad, "the issuer of the last certificate is not known, nor was it sent")
}

func (p *path) anchored() error {
	bad := p.anchor == nil && p.top().selfIssued()
	return check.FailIf(bad, "it ends at a certificate that is no trust anchor")
}

func (p *path) ofItsDomain() error {
	if p.anchor == nil || p.domain == nil || p.anchor.domain == p.domain {
		return nil
	}
	return p.refuse(anchorRules, "its trust anchor is of trust domain %.40q, its identifier of %.40q",
		p.anchor.domain.Name, p.id.TrustDomain)
}
