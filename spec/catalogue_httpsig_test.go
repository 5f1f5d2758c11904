package spec

import "testing"

// What changed between the revisions of the draft on signatures that no named profile has.
func TestCatalogueHTTPSigRevisions(t *testing.T) {
	for _, tc := range []struct{ id, revision, level, section string }{
		{"SIG-AUDIENCE-HDR-LEGACY", "http-signature-01", "", ""},
		{"SIG-AUDIENCE-HDR-LEGACY", "http-signature-02", "MUST", "3.1"},
		{"SIG-AUDIENCE-HDR-LEGACY", "http-signature-03", "", ""},
		{"SIG-AUD-PRESENT", "http-signature-02", "", ""},
		{"SIG-AUD-PRESENT", "http-signature-03", "MUST", "3"},
		{"SIG-AUD-VERIFY", "http-signature-06", "MUST", "3.1"},
		{"RSP-ACCEPT-SIG-CLIENT", "http-signature-05", "SHOULD", "3.3"},
		{"RSP-ACCEPT-SIG-CLIENT", "http-signature-06", "MUST", "3.4"},
		{"RSP-REQ-NONCE-VALUE", "http-signature-03", "", ""},
		{"RSP-REQ-NONCE-VALUE", "http-signature-05", "MUST", "3.2"},
		{"RSP-REQ-NONCE-ALWAYS", "http-signature-06", "", ""},
		{"RSP-SIGN-PARAM-CLIENT", "http-signature-06", "plain", "3.2"},
		{"RSP-CANNOT-SIGN-STATUS", "http-signature-06", "SHOULD", "3.5"},
		{"RSP-ABSENT-REJECT-LEGACY", "http-signature-06", "MUST", "3.4"},
		{"SIG-LABEL-WIMSE-LEGACY", "http-signature-06", "SHOULD", "3"},
	} {
		p, err := Pin(Must("2025-11"), Revisions{HTTPSig: tc.revision})
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		if tc.level != "" {
			want = source(tc.revision, tc.section)
		}
		if rule, _ := p.Rule(tc.id); rule.Level != tc.level || rule.Source != want {
			t.Errorf("%s in %s: %q by %q", tc.id, tc.revision, rule.Level, rule.Source)
		}
	}
}

// What only makers are told to leave out fails no recipient that accepts it.
func TestCatalogueAbsencesBindTheMakerAlone(t *testing.T) {
	for _, p := range everyProfile(t) {
		for _, id := range []string{
			"SIG-KEYID-FORBIDDEN", "SIG-KEYID-SHOULD-NOT", "SIG-ALG-PARAM-FORBIDDEN",
			"SIG-LABEL-WIMSE-LEGACY", "SIG-COMP-NO-REQUEST-TARGET", "SIG-COMP-NO-AUTHORITY",
		} {
			if rule, ok := p.Rule(id); ok && rule.GateFor(RoleRecipient) != GateReport {
				t.Errorf("%s gates a recipient under %v", id, p.Revisions)
			}
		}
		for _, id := range []string{"RSP-KEYID-FORBIDDEN", "RSP-ALG-PARAM-FORBIDDEN"} {
			if rule, ok := p.Rule(id); ok && rule.GateFor(RoleCaller) != GateReport {
				t.Errorf("%s gates a caller under %v", id, p.Revisions)
			}
		}
	}
}
