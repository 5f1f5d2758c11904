package mtls_test

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/spec"
)

const partnerB = "wimse://partner.example/workload-b"

// expectations are servers and clients with what is expected of them, under three texts on the names
// of servers. A requirement lets its peer in where it is left out.
var expectations = []struct {
	name                                 string
	usage, uri, dns                      string
	hostname, trustDomain, identifier    string
	requirement00, requirement01, latest string
}{
	{"nothing is expected", "server", workloadB, "b.example", "", "", "", "", "", ""},
	{"the name fits", "server", workloadB, "b.example", "b.example", "", "", "", "", ""},
	{"in capitals", "server", workloadB, "B.Example", "b.EXAMPLE", "", "", "", "", ""},
	{"with a period behind", "server", workloadB, "b.example", "b.example.", "", "", "", "", ""},
	{"a wildcard", "server", workloadB, "*.example", "b.example", "", "", "", "", ""},
	{"a wildcard above", "server", workloadB, "*.example", "a.b.example", "", "",
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-NAME-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"a wildcard behind", "server", workloadB, "b.*", "b.example", "", "",
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-NAME-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"a part of a label", "server", workloadB, "b*.example", "bb.example", "", "",
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-NAME-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"only a wildcard", "server", workloadB, "*", "b", "", "",
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-NAME-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"the trust domain is no name", "server", workloadB, "b.example", "trusted.example", "", "",
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-NAME-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"the common name is no name", "server", workloadB, "b.example", "workload", "", "",
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-NAME-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"an address is no name", "server", workloadB, "b.example", "192.0.2.1", "", "", "", "", ""},
	{"another name, the right identifier", "server", workloadB, "b.example", "c.example", "", workloadB,
		"", "", "WIC-SRV-NAME-VALIDATE"},
	{"another name and another identifier", "server", workloadA, "b.example", "c.example", "", workloadB,
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-IDENTITY-LEGACY", "WIC-SRV-NAME-VALIDATE"},
	{"the name, another identifier", "server", workloadA, "b.example", "b.example", "", workloadB,
		"WIC-SRV-EXPECTED", "WIC-SRV-EXPECTED", "WIC-SRV-EXPECTED"},
	{"no name, another identifier", "server", workloadA, "b.example", "", "", workloadB,
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-IDENTITY-LEGACY", "WIC-SRV-NODNS-VALIDATE"},
	{"an address, another identifier", "server", workloadA, "b.example", "[::1]", "", workloadB,
		"WIC-SRV-MATCH-LEGACY", "WIC-SRV-IDENTITY-LEGACY", "WIC-SRV-NODNS-VALIDATE"},
	{"another domain", "server", partnerB, "b.example", "b.example", "trusted.example", "",
		"WIC-DOMAIN-MATCH", "WIC-DOMAIN-MATCH", "WIC-DOMAIN-MATCH"},
	{"the same path elsewhere", "client", partnerB, "b.example", "", "", workloadB,
		"", "WIC-PATH-IN-DOMAIN", "WIC-AUTHZ-NO-PATH-ONLY"},
	{"the other case", "client", "wimse://trusted.example/Workload-B", "b.example", "", "", workloadB,
		"WIC-AUTHZ-POLICY", "WIC-AUTHZ-POLICY", "WIC-AUTHZ-POLICY"},
	{"a hostname is for servers", "client", workloadB, "b.example", "c.example", "", workloadB, "", "", ""},
}

func TestExpectations(t *testing.T) {
	w := newWorld(t)
	for _, tc := range expectations {
		ca := w.trusted
		if strings.Contains(tc.uri, "partner") {
			ca = w.partner
		}
		p := peer(tc.usage, ca.workload(t, tc.uri, names(false, san(6, tc.uri), san(2, tc.dns))))
		p.Hostname, p.TrustDomain, p.Identifier = tc.hostname, tc.trustDomain, tc.identifier
		for profile, want := range map[string]string{
			"s2s-00": tc.requirement00, "s2s-01": tc.requirement01, "latest": tc.latest,
		} {
			t.Run(tc.name+" in "+profile, func(t *testing.T) {
				_, refusal := w.verifier(profile).Verify(p)
				if got := requirementOf(refusal); got != want {
					t.Errorf("it is refused for %v, not for %q", refusal, want)
				}
				if want == "" {
					return
				}
				without := []string{want}
				if strings.Contains(tc.name, "another name and") {
					without = append(without, "WIC-SRV-EXPECTED") // the name is one flaw, the identifier another
				}
				if _, refusal := w.verifier(profile, without...).Verify(p); refusal != nil {
					t.Errorf("without %v it is refused all the same: %v", without, refusal)
				}
			})
		}
	}
}

func TestAuthorize(t *testing.T) {
	w := newWorld(t)
	good := client(w.trusted.workload(t, workloadA))
	var asked []identifier.ID
	for want, err := range map[string]error{
		"": nil, "WIC-AUTHZ-POLICY": errors.New("not today"), "ID-NO-WILDCARD": check.Refuse("ID-NO-WILDCARD", "x"),
	} {
		v := mtls.New(mtls.Config{
			Profile: spec.Must("latest"), Domains: w.domains, Now: clock,
			Authorize: func(id identifier.ID) error {
				asked = append(asked, id)
				return err
			},
		})
		if _, refusal := v.Verify(good); requirementOf(refusal) != want {
			t.Errorf("%v: %v", err, refusal)
		}
		n := len(asked)
		if _, refusal := v.Verify(client(w.partner.workload(t, workloadA))); refusal == nil || len(asked) != n {
			t.Errorf("it is asked about a peer that is not authenticated: %v", refusal)
		}
	}
	if asked[0].URI != workloadA || asked[0].TrustDomain != "trusted.example" {
		t.Errorf("%+v", asked[0])
	}
}

// TestStrict: each misreading refuses what is legal, under its own name.
func TestStrict(t *testing.T) {
	w := newWorld(t)
	middle := w.trusted.authority(t, "intermediate", func(c *x509.Certificate) {
		c.PermittedURIDomains = []string{"trusted.example"}
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	})
	named := server(w.trusted.workload(t, workloadB))
	named.Hostname = "B.example"
	good := w.trusted.workload(t, workloadA)
	for id, p := range map[string]mtls.Peer{
		"WIC-URI-SAN-ONE":             client(good),
		"WIC-URI-SAN-OTHER":           client(w.trusted.workload(t, workloadA, names(false, san(6, workloadA), san(6, "urn:a:b")))),
		"WIC-OTHER-SAN-ACCEPT":        client(good),
		"WIC-SAN-CRITICAL":            client(w.trusted.workload(t, workloadA, names(true, san(6, workloadA)))),
		"WIC-ANCHOR-DOMAIN":           client(w.partner.workload(t, partnerB)),
		"WIC-CHAIN-EXTRA":             client(good, w.trusted),
		"WIC-EXTENSION-UNKNOWN":       client(w.trusted.workload(t, workloadA, extension(false, []byte{5, 0}, 1, 2, 3))),
		"WIC-NAME-CONSTRAINTS-WITHIN": client(middle.workload(t, workloadA), middle),
		"WIC-EKU-AUTHORITY":           client(middle.workload(t, workloadA), middle),
		"WIC-CHAIN-INTERMEDIATE":      client(middle.workload(t, workloadA), middle),
		"WIC-EKU-BOTH":                client(good),
		"WIC-EKU-ABSENT":              client(w.trusted.workload(t, workloadA, func(c *x509.Certificate) { c.ExtKeyUsage = nil })),
		"WIC-EKU-ANY": client(w.trusted.workload(t, workloadA, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
		})),
		"WIC-LEAF-CA": client(w.trusted.workload(t, workloadA, func(c *x509.Certificate) {
			c.IsCA, c.BasicConstraintsValid = true, true
		})),
		"WIC-KEY-ALG-MTI":       client(good),
		"WIC-KEY-ALG-OTHER":     client(w.trusted.issue(t, leaf(workloadA), edKey(t))),
		"WIC-SRV-NAME-VALIDATE": named,
		"WIC-HOST-NOT-DNS":      named,
	} {
		t.Run(id, func(t *testing.T) {
			if _, refusal := w.verifier("latest").Verify(p); refusal != nil {
				t.Fatal(refusal)
			}
			if _, refusal := w.verifier("latest", id+":strict").Verify(p); requirementOf(refusal) != id {
				t.Errorf("%v", refusal)
			}
		})
	}
}

// TestWideRequirements: what stands for several rules lets all of their flaws through, and no more
// than those.
func TestWideRequirements(t *testing.T) {
	w := newWorld(t)
	expired := func(c *x509.Certificate) { c.NotAfter = now.Add(-1) }
	serverOnly := func(c *x509.Certificate) { c.ExtKeyUsage = c.ExtKeyUsage[1:] }
	for fault, peers := range map[string][2]mtls.Peer{
		"WIC-PKIX":                {client(w.untrusted.workload(t, workloadA, expired)), client(w.trusted.workload(t, workloadA, serverOnly))},
		"WIC-CLIENT-VALIDATE":     {client(w.untrusted.workload(t, workloadA, expired)), client(w.trusted.workload(t, workloadA, serverOnly))},
		"WIC-VALIDATE-BEFORE-USE": {client(w.untrusted.workload(t, workloadA, expired, serverOnly)), client(w.trusted.workload(t, workloadA, names(false)))},
	} {
		v := w.verifier("latest", fault)
		if _, refusal := v.Verify(peers[0]); refusal != nil {
			t.Errorf("%s: %v", fault, refusal)
		}
		if _, refusal := v.Verify(peers[1]); refusal == nil {
			t.Errorf("%s: everything is let in", fault)
		}
	}
}

// TestRevisions: what a text does not say yet is not refused under it.
func TestRevisions(t *testing.T) {
	w := newWorld(t)
	two := client(w.trusted.workload(t, workloadA, names(false, san(6, workloadA), san(6, workloadB))))
	urn := client(w.trusted.workload(t, workloadA, names(false, san(6, workloadA), san(6, "urn:a:b"))))
	cn := client(w.trusted.workload(t, workloadA, names(false), func(c *x509.Certificate) { c.Subject.CommonName = workloadA }))
	port := client(w.trusted.workload(t, "wimse://trusted.example:1/a"))
	opaque := client(w.trusted.workload(t, "wimse:workload-a"))
	nobody := client(w.untrusted.workload(t, "wimse://untrusted.example/a"))
	for _, tc := range []struct {
		name, profile, requirement string
		peer                       mtls.Peer
	}{
		{"two", "s2s-00", "WIC-URI-SAN-ONLY-LEGACY", two},
		{"two", "2025-11", "WIC-URI-SAN-ONLY-LEGACY", two},
		{"two", "latest", "WIC-URI-SAN-NO-SECOND", two},
		{"two", "latest+workload-creds-01", "WIC-URI-SAN-NO-SECOND", two},
		{"two", "latest+mutual-tls-00", "WIC-URI-SAN-NO-SECOND", two},
		{"a URN", "2025-11", "WIC-URI-SAN-OTHER", urn},
		{"a URN", "latest", "", urn},
		{"the common name", "2025-11", "WIC-IDENTITY-SOURCE", cn},
		{"a port", "2025-11", "", port},
		{"a port", "latest", "ID-NO-PORT", port},
		{"an opaque URI", "s2s-00", "WIC-ANCHOR-DOMAIN", opaque},
		{"an opaque URI", "latest", "ID-AUTHORITY", opaque},
		{"nobody's domain", "s2s-07", "WIC-ANCHOR-DOMAIN", nobody},
		{"nobody's domain", "latest", "ID-DOMAIN-TRUSTED", nobody},
	} {
		t.Run(tc.name+" in "+tc.profile, func(t *testing.T) {
			if _, refusal := w.verifier(tc.profile).Verify(tc.peer); requirementOf(refusal) != tc.requirement {
				t.Errorf("%v", refusal)
			}
		})
	}
}

// TestFaultsAreOfTheCatalogue: a fault is named after a requirement.
func TestFaultsAreOfTheCatalogue(t *testing.T) {
	all := append(mtls.Faults(), mtls.IssuerFaults()...)
	for _, name := range append(append(all, mtls.CallerFaults()...), mtls.ServerFaults()...) {
		id, _, _ := strings.Cut(name, ":")
		if _, known := spec.Find(id); !known {
			t.Errorf("%s is no requirement", name)
		}
	}
}
