package live_test

import (
	"context"
	"net/http"
	"net/http/httptest"
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
	return run(t, ref, o.Profile, f)
}

// observed runs one case, of which there has to be exactly one.
func observed(t *testing.T, ref *live.Reference, p *spec.Profile, id string) []harness.Outcome {
	t.Helper()
	f, err := live.ParseFilter(id)
	if err != nil {
		t.Fatal(err)
	}
	all := run(t, ref, p, f)
	if len(all) != 1 {
		t.Fatalf("%d cases are %s", len(all), id)
	}
	return all
}

func run(t *testing.T, ref *live.Reference, p *spec.Profile, f live.Filter) []harness.Outcome {
	t.Helper()
	run, err := live.Start(t.Context(), live.Options{
		Target: ref.Target, Profile: p, Ring: keys.Published(), Mechanisms: live.Mechanisms, Filter: f,
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

// TestAbsenceIsHeld expects a pass of a recipient that does not support what it says it does not, and
// a failure of one that takes it all the same.
func TestAbsenceIsHeld(t *testing.T) {
	t.Parallel()
	for absent, claimed := range map[string]string{"httpsig": "wpt", "wpt": "httpsig", "mtls": "httpsig"} {
		for _, honest := range []bool{true, false} {
			o := live.ReferenceOptions{Profile: spec.Must("latest")}
			if honest {
				o.Unsupported = []string{absent}
			}
			ref, err := live.StartReference(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = ref.Stop() }) // the case is over
			ref.Target.Recipient.Bindings, ref.Target.Unsupported = []string{claimed}, []string{absent}
			for _, got := range observed(t, ref, o.Profile, absent+"/unsupported") {
				if want := map[bool]harness.Verdict{true: harness.Pass, false: harness.Fail}[honest]; got.Verdict != want {
					t.Errorf("%s, honest %v: %s: %s, want %s", got.Case.ID, honest, got.Verdict, got.Reason, want)
				}
			}
		}
	}
}

// TestAbsenceIsHeldByAnyServer has mutual TLS be met at servers whose certificates no kit holds.
func TestAbsenceIsHeldByAnyServer(t *testing.T) {
	t.Parallel()
	ref, err := live.StartReference(context.Background(), live.ReferenceOptions{Profile: spec.Must("latest")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ref.Stop() }) // the case is over
	ref.Target.Recipient.Bindings, ref.Target.Unsupported = []string{"wpt"}, []string{"mtls"}
	for status, want := range map[int]harness.Verdict{
		http.StatusUnauthorized: harness.Pass, http.StatusOK: harness.Fail, http.StatusBadGateway: harness.Fail,
	} {
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
		}))
		t.Cleanup(server.Close)
		ref.Target.Recipient.MTLSURL = server.URL
		got := observed(t, ref, spec.Must("latest"), "mtls/unsupported")[0]
		if got.Verdict != want {
			t.Errorf("%d: %s: %s, want %s", status, got.Verdict, got.Reason, want)
		}
	}
}

// TestRefusingAFreeControlLeavesNothingOpen runs against a recipient that refuses what nobody has to
// accept: the cases that depart from that are skipped, since they are not to hold up a run.
func TestRefusingAFreeControlLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	const control = "wpt/with-access-token"
	seen := map[harness.Verdict]int{}
	for _, o := range outcomes(t, spec.Must("s2s-07"), live.Filter{}, "WPT-ATH-ACCEPT-LEGACY:strict") {
		if o.Case.Role == "recipient" && o.Case.Control == control {
			seen[o.Verdict]++
		}
		if o.Verdict == harness.Fail || o.Verdict == harness.Inconclusive {
			t.Errorf("%s: %s: %s", o.Case.Key(), o.Verdict, o.Reason)
		}
	}
	if seen[harness.Skipped] < 3 || len(seen) > 1 {
		t.Errorf("the cases of %s ended so: %v", control, seen)
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
