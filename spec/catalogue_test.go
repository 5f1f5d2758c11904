package spec

import (
	"fmt"
	"testing"
)

// everyProfile gives the named profiles, and the default one with each known revision pinned in turn.
func everyProfile(t *testing.T) []*Profile {
	t.Helper()
	var all []*Profile
	for _, name := range ProfileNames() {
		all = append(all, Must(name))
	}
	for _, m := range Mechanisms {
		for _, revision := range RevisionsOf(m) {
			var pins Revisions
			*pins.field(m) = revision
			p, err := Pin(Must(DefaultProfile()), pins)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p)
		}
	}
	return all
}

func TestCatalogueIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Requirements() {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
	}
	if len(seen) == 0 {
		t.Error("the catalogue is empty")
	}
}

func TestCatalogueRevisionsAreKnown(t *testing.T) {
	for _, r := range Requirements() {
		for _, s := range r.Spans {
			m, ok := mechanismOf(s.Since, r.Mechanism())
			if !ok {
				t.Errorf("%s: since %q", r.ID, s.Since)
			}
			if s.Until != "" && position(m, s.Until) < 0 {
				t.Errorf("%s: until %q is no revision of %s", r.ID, s.Until, m)
			}
		}
	}
}

func TestCatalogueGatesAreKnown(t *testing.T) {
	known := map[Gate]bool{GateMust: true, GateShould: true, GateReport: true}
	for _, p := range everyProfile(t) {
		for _, rule := range p.Rules() {
			if !known[rule.Gate] {
				t.Errorf("%s, %v: gate %q", rule.ID, p.Revisions, rule.Gate)
			}
			if rule.Source == "" || rule.Level == "" {
				t.Errorf("%s, %v: source %q, level %q", rule.ID, p.Revisions, rule.Source, rule.Level)
			}
		}
	}
}

// A rule that gates beyond the words of its text says why, since a reader will ask.
func TestCatalogueRaisedGatesAreExplained(t *testing.T) {
	for _, p := range everyProfile(t) {
		for _, rule := range p.Rules() {
			if rule.Gate != gateOf(rule.Level) && rule.Reason == "" {
				t.Errorf("%s: level %s gates as %s without a reason", rule.ID, rule.Level, rule.Gate)
			}
		}
	}
}

func TestCatalogueRowsAreInForceSomewhere(t *testing.T) {
	inForce := map[string]bool{}
	for _, p := range everyProfile(t) {
		for _, rule := range p.Rules() {
			inForce[rule.ID] = true
		}
	}
	for _, r := range Requirements() {
		if !inForce[r.ID] {
			t.Errorf("%s is in force nowhere", r.ID)
		}
	}
}

// Every span decides somewhere, or it is dead text. The newest revisions of the other mechanisms can
// hide a span, so each pair of revisions is tried.
func TestCatalogueSpansAreReachable(t *testing.T) {
	reached := map[string]bool{}
	base := Must(DefaultProfile()).Revisions
	for i, a := range Mechanisms {
		for _, b := range Mechanisms[i:] {
			for _, ra := range RevisionsOf(a) {
				for _, rb := range RevisionsOf(b) {
					revisions := base
					*revisions.field(MechanismHTTPSig) = "http-signature-00"
					*revisions.field(a), *revisions.field(b) = ra, rb
					markReached(reached, revisions)
				}
			}
		}
	}
	for _, r := range Requirements() {
		for _, s := range r.Spans {
			if !reached[r.ID+" "+s.Since] {
				t.Errorf("%s: the span since %s decides nowhere", r.ID, s.Since)
			}
		}
	}
}

func markReached(reached map[string]bool, revisions Revisions) {
	for _, r := range Requirements() {
		for i := len(r.Spans) - 1; i >= 0; i-- {
			m, _ := mechanismOf(r.Spans[i].Since, r.Mechanism())
			if r.Spans[i].holds(m, revisions.Of(m)) {
				reached[r.ID+" "+r.Spans[i].Since] = true
				break
			}
		}
	}
}

func TestCatalogueSpotChecks(t *testing.T) {
	const absent = "" // the requirement is not in force
	for _, tc := range []struct {
		id, profile, level string
		gate               Gate
		source             string
	}{
		{"WPT-WTH-MATCH", "s2s-00", absent, "", ""},
		{"WPT-WTH-MATCH", "s2s-01", "MUST", GateMust, "s2s-protocol-01, Section 4.2"},
		{"WPT-WTH-MATCH", "s2s-07", "MUST", GateMust, "s2s-protocol-07, Section 3.2"},
		{"WPT-WTH-MATCH", "latest", "MUST", GateMust, "wpt-02, Section 2"},
		{"WPT-ISS-MATCH-LEGACY", "s2s-03", absent, "", ""},
		{"WPT-JTI-REPLAY-REC", "s2s-01", "plain", GateReport, "s2s-protocol-01, Section 4.2"},
		{"WPT-JTI-REPLAY-REC", "s2s-04", "RECOMMENDED", GateShould, "s2s-protocol-04, Section 4.2"},
		{"WPT-ERR-401", "2025-11", absent, "", ""},
		{"WPT-ERR-401", "latest", "SHOULD", GateShould, "wpt-02, Section 2.1"},
		{"WPT-OTH-MISSING-FIELD", "latest", "MUST", GateReport, "wpt-02, Section 2"},
		{"WIT-TYP-CHECK", "2025-11", "plain", GateReport, "workload-creds-00, Section 3.1"},
		{"WIT-TYP-CHECK", "latest", "MUST", GateMust, "wpt-02, Section 2 (workload-creds, Section 5.1.4)"},
		{"WIT-EXP-REQUIRED", "s2s-01", "MUST", GateMust, "s2s-protocol-01, Section 4.1"},
		{"WIT-ISS-REQUIRED", "s2s-02", "MUST", GateMust, "s2s-protocol-02, Section 4.1"},
		{"WIT-ISS-REQUIRED", "s2s-03", absent, "", ""},
		{"WIT-CLAIMS-IGNORE", "s2s-01", "plain", GateMust, "s2s-protocol-01, Section 4.1"},
		{"WIT-ERR-NOT-401", "2025-11", "NOT RECOMMENDED", GateShould, "workload-creds-00, Section 3.2"},
		{"WIT-ERR-NOT-401", "latest", "plain", GateReport, "wpt-02, Section 2.1"},
		{"ID-AUTHORITY", "2025-11", "MUST", GateReport, "identifier-00, Section 4.1"},
		{"ID-AUTHORITY", "latest", "MUST", GateMust, "identifier-03, Section 4.1"},
		{"ID-NO-QUERY", "2025-11", absent, "", ""},
		{"SIG-COMP-METHOD", "s2s-00", "MUST", GateMust, "s2s-protocol-00, Section 4.3"},
		{"SIG-COMP-QUERY", "2025-11", absent, "", ""},
		{"SIG-COMP-QUERY", "latest", "MUST", GateMust, "http-signature-07, Section 3"},
		{"SIG-NONCE-REPLAY", "s2s-03", absent, "", ""},
		{"SIG-NONCE-REPLAY", "s2s-04", "SHOULD", GateShould, "s2s-protocol-04, Section 4.3"},
		{"SIG-DIGEST-VERIFY", "s2s-04", "plain", GateReport, "s2s-protocol-04, Section 4.3"},
		{"SIG-DIGEST-VERIFY", "s2s-05", "MUST", GateMust, "s2s-protocol-05, Section 3.3"},
		{"SIG-EXPIRES-PASSED", "2025-11", "MUST", GateMust, "http-signature-00, Section 4.1"},
		{"SIG-ERR-NOT-401", "s2s-06", absent, "", ""},
		{"SIG-ERR-NOT-401", "latest", "NOT RECOMMENDED", GateShould, "http-signature-07, Section 3.6"},
		{"RSP-SIGNED-VALIDATE", "latest", "MUST", GateMust, "http-signature-07, Section 3.5"},
		{"RSP-UNSIGNED-ACCEPT", "s2s-07", "plain", GateReport, "s2s-protocol-07, Section 3.3"},
		{"RSP-ACCEPT-SIG-CLIENT", "2025-11", "MUST", GateMust, "http-signature-00, Section 3"},
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
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// The validation procedure binds through each of the two drafts that cite it, whatever the WIT revision.
func TestCatalogueProcedureBindsThroughItsCiters(t *testing.T) {
	for _, pins := range []Revisions{{WPT: "wpt-02"}, {HTTPSig: "http-signature-07"}} {
		p, err := Pin(Must("2025-11"), pins)
		if err != nil {
			t.Fatal(err)
		}
		if rule, _ := p.Rule("WIT-TYP-CHECK"); rule.Gate != GateMust {
			t.Errorf("%+v: gate %q", pins, rule.Gate)
		}
	}
}
