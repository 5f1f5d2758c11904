package live_test

import (
	"context"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestFaultsAreNoticed switches on every fault of the reference in turn. A case that cites the
// fault's requirement must fail, and no other case may.
func TestFaultsAreNoticed(t *testing.T) {
	t.Parallel()
	profile := spec.Must(spec.DefaultProfile())
	for i, name := range live.KnownFaults() {
		f := faultOf(name)
		if _, inForce := profile.Rule(f.id); !inForce || i%stride() != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noticed, open := withFault(t, profile, f)
			reason, excused := unnoticed[name]
			switch {
			case excused && (noticed > 0 || open):
				t.Errorf("it is noticed, or open, although %s", reason)
			case !excused && noticed == 0 && !open:
				t.Error("no case notices it")
			}
		})
	}
}

// stride is every how many faults are tried: all of them, unless time is short or each costs much.
func stride() int {
	if raced || testing.Short() {
		return 9
	}
	return 1
}

// withFault runs the suites against the reference with a fault on, and counts the cases that notice.
// Open says that every case about it allows either answer, so that none could notice.
func withFault(t *testing.T, p *spec.Profile, f fault) (noticed int, open bool) {
	t.Helper()
	_, total := victims[f.name]
	all := outcomes(t, p, live.FilterBy(f.name, f.concerns), f.name)
	for _, o := range all {
		switch {
		case departs(o) && (total || f.cites(o.Case) || f.implies(o.Case)):
			noticed++
		case total, f.implies(o.Case), o.Kind == harness.KindControl && f.struck(all, o.Case):
		case departs(o):
			t.Errorf("%s fails and does not cite it: %s", o.Case.Key(), o.Reason)
		case o.Verdict == harness.Inconclusive:
			t.Errorf("%s is inconclusive: %s", o.Case.Key(), o.Reason)
		case f.mustNotice(o) && !f.hidden(o.Case):
			t.Errorf("%s does not notice: %s", o.Case.Key(), o.Verdict)
		}
	}
	return noticed, f.open(all)
}

// signingFor says when the reference signs its responses where a fault shows only then.
var signingFor = map[string]string{
	"RSP-CANNOT-SIGN-ERROR:signer": "never", "RSP-CANNOT-SIGN-NO-SUCCESS:signer": "never",
	"RSP-CANNOT-SIGN-STATUS:signer": "never", "RSP-SIGN-REQUIRED-POLICY:signer": "always",
}

// open says that there are cases about the fault and that all of them allow either answer.
func (f fault) open(all []harness.Outcome) bool {
	cases, free := 0, 0
	for _, o := range all {
		if f.cites(o.Case) && o.Verdict != harness.Skipped {
			cases++
			if o.Case.Expect == "either" {
				free++
			}
		}
	}
	return cases > 0 && cases == free
}

// struck says that the control of a case is about the fault, or must fail with it, and does; or that
// the control of the control is.
func (f fault) struck(all []harness.Outcome, c harness.Case) bool {
	return slices.ContainsFunc(all, func(o harness.Outcome) bool {
		if o.Case.ID != c.Control || o.Case.Role != c.Role || o.Case.Algorithm != c.Algorithm {
			return false
		}
		itself := departs(o) && (f.cites(o.Case) || f.implies(o.Case))
		return itself || o.Kind == harness.KindControl && f.struck(all, o.Case)
	})
}

func departs(o harness.Outcome) bool {
	return o.Verdict == harness.Fail || o.Verdict == harness.Reported && o.Case.Expect != "either"
}

// mustNotice says that a case is about the absence of the check alone.
func (f fault) mustNotice(o harness.Outcome) bool {
	return f.variant == "" && f.cites(o.Case) && len(o.Case.Requirements) == 1 &&
		o.Case.Expect == "reject" && o.Verdict != harness.Skipped
}

func outcomes(t *testing.T, p *spec.Profile, f live.Filter, faults ...string) []harness.Outcome {
	t.Helper()
	signing := ""
	if len(faults) > 0 {
		signing = signingFor[faults[0]]
	}
	return against(t, f, live.ReferenceOptions{Profile: p, Faults: faults, ResponseSigning: signing})
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
			if roles["recipient"] < 100 || roles["caller"] < 20 || roles["issuer"] < 10 {
				t.Errorf("passed by role: %v", roles)
			}
		})
	}
}
