package mtls

import (
	"crypto/x509"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
)

// issuerEnding marks the faults of an authority.
const issuerEnding = ":issuer"

// issuerBends are the certificates that an authority makes wrong.
var issuerBends = []struct {
	id  string
	run func(*application, *x509.Certificate)
}{
	{"WIC-URI-SAN-ONE", func(p *application, t *x509.Certificate) {
		p.setNames(t, append(p.names()[1:], generalName{nameDNS, "workload." + p.Domain}))
	}},
	{"WIC-URI-SAN-NO-SECOND", func(p *application, t *x509.Certificate) {
		p.setNames(t, append(p.names(), generalName{nameURI, p.Identifier + "-other"}))
	}},
	{"WIC-URI-SAN-ONLY-LEGACY", func(p *application, t *x509.Certificate) {
		p.setNames(t, append(p.names(), generalName{nameURI, "urn:wimse:other"}))
	}},
	{"WIC-DNS-SAN", func(p *application, t *x509.Certificate) { p.setNames(t, p.names()[:1]) }},
	{"WIC-EKU-CLIENT", withoutUsage(x509.ExtKeyUsageClientAuth)},
	{"WIC-EKU-SERVER", withoutUsage(x509.ExtKeyUsageServerAuth)},
	{"WIC-CONTENT", func(_ *application, t *x509.Certificate) {
		t.ExtraExtensions[0].Critical = false // beside an empty subject
	}},
	{"WIC-LIFETIME", func(p *application, t *x509.Certificate) { t.NotAfter = p.own.NotAfter }},
}

func withoutUsage(usage x509.ExtKeyUsage) func(*application, *x509.Certificate) {
	return func(_ *application, t *x509.Certificate) {
		t.ExtKeyUsage = slices.DeleteFunc(t.ExtKeyUsage, func(u x509.ExtKeyUsage) bool {
			return u == usage
		})
	}
}

func (a *Authority) bend(p *application, t *x509.Certificate) {
	for _, b := range issuerBends {
		if a.Faults.On(b.id + issuerEnding) {
			b.run(p, t)
		}
	}
}

// issuerIDs are the requirements that an authority keeps by checking applications.
func issuerIDs() []string {
	ids := slices.Concat(check.FaultsOf(applicationChecks), identifier.Faults(),
		[]string{"WIC-ANCHOR-DOMAIN"})
	return slices.DeleteFunc(ids, func(id string) bool {
		return strings.Contains(id, ":") || id == "ID-COMPARE-FULL"
	})
}

// IssuerFaults lists the faults that an authority offers: checks on applications that are left out,
// and certificates that are made wrong.
func IssuerFaults() []string {
	var names []string
	for _, id := range issuerIDs() {
		names = append(names, id+issuerEnding)
	}
	for _, b := range issuerBends {
		names = append(names, b.id+issuerEnding)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// issuing gives, of the faults that are on, those of the authority, without the ending. The same
// check left out by a peer is another fault.
func issuing(on check.Faults) check.Faults {
	var own []string
	for _, id := range issuerIDs() {
		if on.On(id + issuerEnding) {
			own = append(own, id)
		}
	}
	return check.With(own...)
}
