package mtls_test

import (
	"crypto/x509"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/reference/mtls"
)

// pathRules are those that crypto/x509 has as well.
var pathRules = []string{
	"", "WIC-CHAIN-SIGNATURE", "WIC-CHAIN-NAMES", "WIC-CHAIN-INCOMPLETE", "WIC-CHAIN-ANCHOR", "WIC-ANCHOR-DOMAIN",
	"WIC-NOT-AFTER", "WIC-NOT-BEFORE", "WIC-BASIC-CONSTRAINTS", "WIC-KEY-CERT-SIGN", "WIC-PATH-LENGTH",
	"WIC-NAME-CONSTRAINTS", "WIC-CRITICAL-EXTENSION", "WIC-HASH-SHA1",
}

// departures are what crypto/x509 decides otherwise, with the reason that it is otherwise here.
var departures = map[string]string{
	"the same name in other case":      "RFC 5280, Section 7.1, compares without regard to case",
	"a self-issued one does not count": "RFC 5280, Section 6.1.4, counts those that are not self-issued",
	"below the permitted host":         "RFC 5280, Section 4.2.1.10: without a period it is one host",
}

// TestStandardLibraryAgrees holds the walk of this package against that of crypto/x509, with the
// anchors of the domain that the identifier names.
func TestStandardLibraryAgrees(t *testing.T) {
	w := newWorld(t)
	v := w.verifier("latest")
	compared, seen := 0, map[string]bool{}
	for _, tc := range cases(t, w) {
		id, refusal := v.Verify(tc.peer)
		if !slices.Contains(pathRules, requirementOf(refusal)) {
			continue
		}
		domain := id.TrustDomain
		if domain != "partner.example" {
			domain = "trusted.example"
		}
		if tc.name == "the partner's" {
			domain = "partner.example"
		}
		compared++
		err := standard(t, w, tc.peer, domain)
		if (err == nil) == (refusal == nil) {
			continue
		}
		seen[tc.name] = true
		if departures[tc.name] == "" {
			t.Errorf("%s: here it is %v, for crypto/x509 %v", tc.name, refusal, err)
		}
	}
	if compared < 40 {
		t.Errorf("only %d were compared", compared)
	}
	for name := range departures {
		if !seen[name] {
			t.Errorf("%s is no departure", name)
		}
	}
}

func standard(t testing.TB, w *world, p mtls.Peer, domain string) error {
	t.Helper()
	roots, middle := x509.NewCertPool(), x509.NewCertPool()
	for _, ca := range w.domains[domain].Authorities {
		roots.AddCert(ca)
	}
	var leaf *x509.Certificate
	for i, der := range p.Certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		if i == 0 {
			leaf = c
		} else {
			middle.AddCert(c)
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: middle, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}
