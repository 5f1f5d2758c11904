package live_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// unnoticed are the faults that no live case can notice, each with the reason.
var unnoticed = map[string]string{
	"ID-COMPARE-FULL":       "comparison shows in vectors of identifiers, not in a recipient's answers",
	"ID-LEN-REJECT":         "where the limit lies is open, so its case expects either answer",
	"ID-TRUST-DOMAIN-NO-IP": "a domain without trust anchors is refused all the same",
	"WIT-B64-CANONICAL":     "open, so its case expects either answer",
	"WIT-KID-ABSENT":        "open, so its cases expect either answer",
	"WIT-NESTING":           "open, so its case expects either answer",
	"WIT-SIZE":              "open, so its cases expect either answer",
	"WPT-B64-CANONICAL":     "open, so its case expects either answer",
	"WPT-OTH-MISSING-FIELD": "open, so its case expects either answer",
	"WPT-OTH-REPEATED":      "open, so its case expects either answer",
}

// implied are cases that fail with a fault although they do not cite it: they look at the answer to a
// message that the fault has accepted, or at a part of an answer that it takes away.
func implied(fault string, c harness.Case) bool {
	if strings.Contains(c.ID, "answer") {
		return slices.Contains([]string{
			"WIT-SIG-VALID", "WPT-SIG-VALID", "WIT-ERR-NOT-401", "WPT-ERR-CHALLENGE",
			"WPT-ERR-CHALLENGE-SCHEME", "WPT-NO-ECHO", "WPT-ERR-401", "WPT-ERR-LEGACY-400",
			"WPT-ERR-NOT-401", "WIT-ERR-400",
		}, fault)
	}
	return false
}

// TestFaultsAreNoticed switches off every check of the reference in turn. The cases that cite its
// requirement alone must fail, and no other.
func TestFaultsAreNoticed(t *testing.T) {
	t.Parallel()
	profile := spec.Must(spec.DefaultProfile())
	for i, fault := range live.KnownFaults() {
		rule, inForce := profile.Rule(fault)
		if !inForce || testing.Short() && i%8 != 0 {
			continue
		}
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			noticed := withFault(t, profile, rule.ID)
			reason, excused := unnoticed[fault]
			switch {
			case excused && noticed > 0:
				t.Errorf("it is noticed, although %s", reason)
			case !excused && noticed == 0:
				t.Error("no case notices it")
			}
		})
	}
}

// withFault runs the suites against the reference with a fault on, and counts the cases that notice.
func withFault(t *testing.T, p *spec.Profile, fault string) int {
	t.Helper()
	noticed := 0
	for _, o := range outcomes(t, p, fault) {
		cites := slices.Contains(o.Case.Requirements, fault)
		switch {
		case departs(o) && cites:
			noticed++
		case departs(o) && !implied(fault, o.Case):
			t.Errorf("%s fails and does not cite it: %s", o.Case.Key(), o.Reason)
		case cites && mustNotice(o):
			t.Errorf("%s does not notice: %s", o.Case.Key(), o.Verdict)
		}
	}
	return noticed
}

func departs(o harness.Outcome) bool {
	return o.Verdict == harness.Fail || o.Verdict == harness.Reported && o.Case.Expect != "either"
}

// mustNotice says that a case is about the fault alone.
func mustNotice(o harness.Outcome) bool {
	return len(o.Case.Requirements) == 1 && o.Case.Expect == "reject" && o.Verdict != harness.Skipped
}

func outcomes(t *testing.T, p *spec.Profile, faults ...string) []harness.Outcome {
	t.Helper()
	ref, err := live.StartReference(context.Background(), live.ReferenceOptions{
		Profile: p, Faults: faults,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ref.Stop() }) // the case is over
	run, err := live.Start(t.Context(), live.Options{
		Target: ref.Target, Profile: p, Ring: keys.Published(), Mechanisms: live.Mechanisms,
	}, live.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	return run.Session.Wait()
}

// TestReferencePassesInEveryProfile expects a pass or a report of every case, in every profile.
func TestReferencePassesInEveryProfile(t *testing.T) {
	t.Parallel()
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := outcomes(t, spec.Must(name))
			if len(all) < 200 {
				t.Errorf("only %d cases", len(all))
			}
			for _, o := range all {
				if o.Verdict == harness.Fail || o.Verdict == harness.Inconclusive || departs(o) {
					t.Errorf("%s: %s: %s", o.Case.Key(), o.Verdict, o.Reason)
				}
			}
		})
	}
}
