package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCatalogueMTLSSpotChecks(t *testing.T) {
	const (
		absent = "" // the requirement is not in force
		cited  = "mutual-tls-02, Section 5 (workload-creds, Section 6.1)"
	)
	for _, tc := range []struct {
		id, profile, level string
		gate               Gate
		source             string
	}{
		{"WIC-URI-SAN-ONE", "s2s-00", "MUST", GateReport, "s2s-protocol-00, Section 5"},
		{"WIC-URI-SAN-ONE", "s2s-06", "MUST", GateMust, "s2s-protocol-06, Section 4.1"},
		{"WIC-URI-SAN-ONE", "latest", "MUST", GateMust, cited},
		{"WIC-URI-SAN-NO-SECOND", "2025-11", absent, "", ""},
		{"WIC-URI-SAN-NO-SECOND", "latest", "MUST NOT", GateMust, cited},
		{"WIC-URI-SAN-ONLY-LEGACY", "2025-11", "MUST", GateMust, "workload-creds-00, Section 4.1"},
		{"WIC-URI-SAN-ONLY-LEGACY", "latest", absent, "", ""},
		{"WIC-URI-SAN-OTHER", "latest", "plain", GateReport, "workload-creds-02, Section 6.1"},
		{"WIC-OTHER-SAN-MAY", "s2s-05", "plain", GateReport, "s2s-protocol-05, Section 4"},
		{"WIC-OTHER-SAN-MAY", "s2s-06", "MAY", GateReport, "s2s-protocol-06, Section 4.1"},
		{"WIC-ANCHOR-DOMAIN", "s2s-00", "MUST", GateMust, "s2s-protocol-00, Section 5"},
		{"WIC-ANCHOR-DOMAIN", "latest", "MUST", GateMust, "mutual-tls-02, Section 3.2"},
		{"WIC-REJECT-CROSS-DOMAIN", "2025-11", absent, "", ""},
		{"WIC-REJECT-CROSS-DOMAIN", "latest", "MUST", GateMust, "workload-creds-02, Section 9.3"},
		{"WIC-PKIX", "2025-11", "plain", GateMust, "mutual-tls-00, Section 3.2"},
		{"WIC-PKIX", "latest", "MUST", GateMust, "mutual-tls-02, Section 5"},
		{"WIC-CHAIN-INTERMEDIATE", "latest", "plain", GateShould, "mutual-tls-02, Section 5"},
		{"WIC-LEAF-CA", "latest", "plain", GateReport, "mutual-tls-02, Section 5"},
		{"WIC-EKU-SERVER", "s2s-00", absent, "", ""},
		{"WIC-EKU-SERVER", "s2s-01", "SHOULD", GateShould, "s2s-protocol-01, Section 5"},
		{"WIC-EKU-VALIDATE", "s2s-00", "plain", GateReport, "s2s-protocol-00, Section 5"},
		{"WIC-EKU-VALIDATE", "2025-11", "plain", GateMust, "mutual-tls-00, Section 3.2"},
		{"WIC-EKU-VALIDATE", "latest", "MUST", GateMust, "mutual-tls-02, Section 5"},
		{"WIC-CLIENT-CERT-REQUIRED", "s2s-07", "MUST", GateMust, "s2s-protocol-07, Section 4.2"},
		{"WIC-SRV-NAME-VALIDATE", "2025-11", absent, "", ""},
		{"WIC-SRV-NAME-VALIDATE", "latest", "MUST", GateMust, "mutual-tls-02, Section 3.2.1"},
		{"WIC-SRV-NAME-LEGACY", "s2s-00", absent, "", ""},
		{"WIC-SRV-NAME-LEGACY", "2025-11", "MUST", GateReport, "mutual-tls-00, Section 3.2.1"},
		{"WIC-SRV-NAME-LEGACY", "latest", absent, "", ""},
		{"WIC-SRV-MATCH-LEGACY", "s2s-00", "MUST", GateMust, "s2s-protocol-00, Section 5.1"},
		{"WIC-SRV-IDENTITY-LEGACY", "s2s-05", "SHOULD", GateShould, "s2s-protocol-05, Section 4.1"},
		{"WIC-SRV-NODNS-VALIDATE", "latest", "MUST", GateMust, "mutual-tls-02, Section 3.2.1"},
		{"WIC-APP-NO-OVERRIDE", "2025-11", absent, "", ""},
		{"WIC-APP-NO-OVERRIDE", "latest", "MUST NOT", GateMust, "mutual-tls-02, Section 5"},
		{"WIC-KEY-ONE-ID", "s2s-06", absent, "", ""},
		{"WIC-KEY-ONE-ID", "latest", "MUST", GateMust, "workload-creds-02, Section 9.4"},
		{"ID-COMPARE-NORMALIZED", "latest", "plain", GateReport, "identifier-03, Section 4.3"},
	} {
		t.Run(fmt.Sprintf("%s in %s", tc.id, tc.profile), func(t *testing.T) {
			rule, ok := Must(tc.profile).Rule(tc.id)
			if tc.level == absent {
				if ok {
					t.Fatalf("in force by %s; it should not be", rule.Source)
				}
				return
			}
			got := []string{rule.Level, string(rule.Gate), rule.Source}
			want := []string{tc.level, string(tc.gate), "draft-ietf-wimse-" + tc.source}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// What issuers alone are told fails no peer that accepts, and what is left open fails nobody.
func TestCatalogueMTLSGatesOnlyWhoIsBound(t *testing.T) {
	for _, p := range everyProfile(t) {
		for _, rule := range p.Rules() {
			if rule.Mechanism() != MechanismMTLS {
				continue
			}
			open := strings.HasPrefix(rule.Text, "How ") || strings.HasPrefix(rule.Text, "Whether ") ||
				strings.HasPrefix(rule.Text, "Which ")
			if open && rule.Gate != GateReport {
				t.Errorf("%s is open and gates as %s under %v", rule.ID, rule.Gate, p.Revisions)
			}
		}
		for _, id := range []string{
			"WIC-URI-SAN-ONLY-LEGACY", "WIC-DNS-SAN", "WIC-CONTENT", "WIC-EKU-SERVER", "WIC-EKU-CLIENT",
			"WIC-KEY-ONE-ID",
		} {
			rule, ok := p.Rule(id)
			if ok && (rule.GateFor(RoleRecipient) != GateReport || rule.GateFor(RoleCaller) != GateReport) {
				t.Errorf("%s gates who validates, under %v", id, p.Revisions)
			}
		}
	}
}

// The facts say what the rules say, whatever revisions of the two drafts are mixed.
func TestMTLSFactsFollowTheRules(t *testing.T) {
	for _, mtls := range RevisionsOf(MechanismMTLS) {
		for _, wit := range RevisionsOf(MechanismWIT) {
			p, err := Pin(Must(DefaultProfile()), Revisions{MTLS: mtls, WIT: wit})
			if err != nil {
				t.Fatal(err)
			}
			for id, fact := range mtlsFacts(p.MTLS()) {
				if rule, ok := p.Rule(id); (ok && rule.Level != "plain") != fact {
					t.Errorf("%s, %s: %s is %q, the fact %v", mtls, wit, id, rule.Level, fact)
				}
			}
			second, _ := p.Rule("WIC-URI-SAN-NO-SECOND")
			if (second.Gate == GateMust) != p.MTLS().SecondIdentifierRefused {
				t.Errorf("%s, %s: a second identifier gates as %q", mtls, wit, second.Gate)
			}
		}
	}
}

// mtlsFacts gives the requirement that stands behind each fact: the text has a word of BCP 14 for
// it where the fact is true, and only there.
func mtlsFacts(m MTLS) map[string]bool {
	return map[string]bool{
		"WIC-URI-SAN-ONLY-LEGACY": m.OneURI,
		"WIC-PATH-IN-DOMAIN":      m.PathInDomain,
		"WIC-EKU-CLIENT":          m.KeyUsageRecommended,
		"WIC-EKU-VALIDATE":        m.KeyUsageChecked,
		"WIC-SRV-NAME-VALIDATE":   m.ServerName == "always",
		"WIC-SRV-NAME-LEGACY":     m.ServerName == "unless_identity",
		"WIC-SRV-MATCH-LEGACY":    m.ServerName == "optional",
		"WIC-SRV-IDENTITY-LEGACY": m.ServerIdentity == "recommended",
		"WIC-SRV-NODNS-CONFIG":    m.ServerIdentityConfigured,
		"WIC-APP-NO-OVERRIDE":     m.CertificatePrevails,
	}
}

func TestMTLSFactsOfMixedRevisions(t *testing.T) {
	for _, tc := range []struct {
		mtls, wit string
		one       bool
	}{
		{"s2s-protocol-00", "workload-creds-02", true},
		{"mutual-tls-02", "workload-creds-01", true},
		{"mutual-tls-00", "workload-creds-02", false},
		{"mutual-tls-02", "s2s-protocol-03", false},
	} {
		p, err := Pin(Must(DefaultProfile()), Revisions{MTLS: tc.mtls, WIT: tc.wit})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.MTLS().OneURI; got != tc.one {
			t.Errorf("%s with %s: one URI name alone: %v", tc.mtls, tc.wit, got)
		}
	}
	if m := Must("latest").MTLS(); m.ServerName != "always" || m.ServerIdentity != "required" ||
		!slices.Equal(m.DomainMatchedBy, []Role{RoleCaller, RoleRecipient}) || m.IdentifierOptional {
		t.Errorf("latest: %+v", m)
	}
	if m := Must("s2s-00").MTLS(); m.ServerIdentity != "required" || !m.IdentifierOptional {
		t.Errorf("s2s-00: %+v", m)
	}
}

// Every test of the certificate is of a caller, a recipient or an issuer, and says by what means.
func TestCatalogueMTLSRolesAndMeans(t *testing.T) {
	for _, r := range Requirements() {
		if r.Mechanism() != MechanismMTLS {
			continue
		}
		if r.Testable == "http" {
			t.Errorf("%s: plain HTTP shows no certificate", r.ID)
		}
		peer := r.Binds(RoleCaller) || r.Binds(RoleRecipient)
		if r.Testable == "tls" && !peer {
			t.Errorf("%s: a handshake shows only callers and recipients", r.ID)
		}
	}
}
