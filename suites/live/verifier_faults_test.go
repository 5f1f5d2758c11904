package live_test

import (
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
)

// TestFaultsOfTheVerifierAreNoticed switches faults on, a sample of them: a vector that cites the
// requirement fails, and none fails that does not. Package prove has tried all of them in process.
func TestFaultsOfTheVerifierAreNoticed(t *testing.T) {
	t.Parallel()
	p := spec.Must(spec.DefaultProfile())
	byVerifier := live.FilterBy("verifier", func(c harness.Case) bool {
		return c.Role == string(spec.RoleVerifier)
	})
	for _, name := range []string{
		"WPT-WTH-MATCH", "WIT-EXP-PASSED", "SIG-DIGEST-VERIFY", "RSP-REQ-NONCE-CHECK", "WIC-DOMAIN-MATCH",
		"WIC-CHAIN-ANCHOR", "ID-COMPARE-FULL", "SIG-NONCE-REPLAY", "WIT-KID-MULTIKEY:strict",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, noticed := faultOf(name), 0
			ref, err := live.StartReference(t.Context(), live.ReferenceOptions{Profile: p, Faults: []string{name}})
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range put(t, ref.Target, p, byVerifier) {
				cites := slices.Contains(o.Case.Requirements, f.id)
				switch {
				case departs(o) && cites:
					noticed++
				case f.variant == "" && (departs(o) || o.Verdict == harness.Inconclusive) && !f.spreadsTo(o.Case):
					t.Errorf("%s: %s: %s", o.Case.ID, o.Verdict, o.Reason)
				}
			}
			if noticed == 0 {
				t.Error("no vector notices it")
			}
		})
	}
}

// spreadsTo says that a vector may fail with the fault on although it does not cite it: in whatever role
// that is excused, or because an identifier is compared in it as well.
func (f fault) spreadsTo(c harness.Case) bool {
	for _, role := range []string{"recipient", "caller"} {
		if c.Role = role; f.implies(c) {
			return true
		}
	}
	return f.id == "ID-COMPARE-FULL" && c.ID == "mtls/client-same-path-in-the-partner-domain"
}
