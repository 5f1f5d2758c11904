package live_test

import (
	"context"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

func departs(o harness.Outcome) bool {
	return o.Verdict == harness.Fail || o.Verdict == harness.Reported && o.Case.Expect != "either"
}

func outcomes(t *testing.T, p *spec.Profile, f live.Filter, faults ...string) []harness.Outcome {
	t.Helper()
	return against(t, f, live.ReferenceOptions{Profile: p, Faults: faults})
}

// against runs what a filter selects against the reference.
func against(t *testing.T, f live.Filter, o live.ReferenceOptions) []harness.Outcome {
	t.Helper()
	ref, err := live.StartReference(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ref.Stop() }) // the case is over
	run, err := live.Start(t.Context(), live.Options{
		Target: ref.Target, Profile: o.Profile, Ring: keys.Published(), Mechanisms: live.Mechanisms,
		Filter: f,
	}, live.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	return run.Session.Wait()
}

// TestReferencePassesHoweverItSigns expects a pass of what depends on when responses are signed.
func TestReferencePassesHoweverItSigns(t *testing.T) {
	t.Parallel()
	for signing, about := range map[string]string{
		"never": "httpsig/cannot-sign", "always": "httpsig/signs-by-policy",
	} {
		passed := false
		for _, o := range against(t, live.Filter{}, live.ReferenceOptions{
			Profile: spec.Must("latest"), ResponseSigning: signing,
		}) {
			if o.Verdict == harness.Fail || o.Verdict == harness.Inconclusive || departs(o) {
				t.Errorf("%s: %s: %s: %s", signing, o.Case.Key(), o.Verdict, o.Reason)
			}
			passed = passed || o.Case.ID == about && o.Verdict == harness.Pass
		}
		if !passed {
			t.Errorf("%s: %s does not pass", signing, about)
		}
	}
}

// TestReferencePassesInEveryProfile expects a pass or a report of every case, in every profile.
func TestReferencePassesInEveryProfile(t *testing.T) {
	t.Parallel()
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := outcomes(t, spec.Must(name), live.Filter{})
			if len(all) < 200 {
				t.Errorf("only %d cases", len(all))
			}
			roles := map[string]int{}
			for _, o := range all {
				if o.Verdict == harness.Fail || o.Verdict == harness.Inconclusive || departs(o) {
					t.Errorf("%s: %s: %s", o.Case.Key(), o.Verdict, o.Reason)
				}
				if o.Verdict == harness.Pass {
					roles[o.Case.Role]++
				}
			}
			if roles["recipient"] < 100 || roles["caller"] < 20 || roles["issuer"] < 10 ||
				roles["verifier"] < 200 {
				t.Errorf("passed by role: %v", roles)
			}
		})
	}
}
