package live_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// claiming is a target with a verifier alone, which claims everything.
func claiming(url string) *target.Target {
	return &target.Target{
		Name: "a library", IdentifierScheme: "wimse",
		Verifier: target.Verifier{
			URL: url, Mechanisms: []string{"identifier", "wit", "wpt", "httpsig", "mtls"},
			Algorithms:       []string{"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"},
			ReplayProtection: true, UnderstoodTokens: forge.UnderstoodTokens,
		},
	}
}

// put puts what a filter selects to the verifier of a target.
func put(t *testing.T, tgt *target.Target, p *spec.Profile, f live.Filter) []harness.Outcome {
	t.Helper()
	run, err := live.Start(t.Context(), live.Options{
		Target: tgt, Profile: p, Ring: keys.Published(), Mechanisms: live.Mechanisms, Filter: f,
	}, live.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	return slices.DeleteFunc(run.Session.Wait(), func(o harness.Outcome) bool {
		return o.Case.Role != string(spec.RoleVerifier)
	})
}

// serving serves a verifier as long as the test runs.
func serving(t *testing.T, h http.HandlerFunc) *target.Target {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return claiming(server.URL + "/verify")
}

func always(result string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"result":"`+result+`"}`)
	}
}

// TestVerifierThatAcceptsAll fails every vector that has to be refused, and no other.
func TestVerifierThatAcceptsAll(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"latest", "s2s-01"} {
		got, refused := put(t, serving(t, always("accept")), spec.Must(name), live.Filter{}), 0
		for _, o := range got {
			want := harness.Pass
			switch {
			case o.Case.Expect == vector.Either, o.Case.Gate == spec.GateReport && o.Case.Expect == vector.Reject:
				want = harness.Reported
			case o.Case.Expect == vector.Reject:
				want, refused = harness.Fail, refused+1
			}
			if o.Verdict != want && o.Verdict != harness.Skipped {
				t.Errorf("%s: %s: %s: %s, must be %s", name, o.Case.ID, o.Verdict, o.Reason, want)
			}
		}
		if refused < 150 {
			t.Errorf("%s: only %d cases of %d must be refused", name, refused, len(got))
		}
	}
}

// TestVerifierThatRefusesAll passes nothing: what it refuses rightly is inconclusive.
func TestVerifierThatRefusesAll(t *testing.T) {
	t.Parallel()
	p, verdicts := spec.Must("latest"), map[harness.Verdict]int{}
	for _, o := range put(t, serving(t, always("reject")), p, live.Filter{}) {
		verdicts[o.Verdict]++
		if o.Verdict == harness.Pass || o.Verdict == harness.Fail && o.Case.Expect != vector.Accept {
			t.Errorf("%s: %s: %s", o.Case.ID, o.Verdict, o.Reason)
		}
	}
	if verdicts[harness.Fail] == 0 || verdicts[harness.Inconclusive] < 400 {
		t.Errorf("the verdicts are %v", verdicts)
	}
}

// TestReplaysAreTold: a verifier that answers without steps can show that it refuses a repetition, and
// one that refuses the first message too shows nothing.
func TestReplaysAreTold(t *testing.T) {
	t.Parallel()
	latest := spec.Must("latest")
	strict := verifier.New(verifier.Config{Profile: latest})
	brief := serving(t, func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		strict.ServeHTTP(rec, r)
		var a verifier.Answer
		if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(verifier.Answer{Result: a.Result}) // the suite notices
	})
	filter, err := live.ParseFilter("httpsig/replayed,httpsig/nonce-in-a-new-message,wpt/replayed")
	if err != nil {
		t.Fatal(err)
	}
	for tgt, want := range map[*target.Target]harness.Verdict{
		brief: harness.Pass, serving(t, always("reject")): harness.Inconclusive,
	} {
		got := put(t, tgt, latest, filter)
		if len(got) != 3 {
			t.Errorf("%d cases", len(got))
		}
		for _, o := range got {
			if o.Verdict != want {
				t.Errorf("%s: %s: %s, must be %s", o.Case.ID, o.Verdict, o.Reason, want)
			}
		}
	}
}

// TestClaimsOfAVerifier: what it does not claim is skipped, and a target without one has no cases of it.
func TestClaimsOfAVerifier(t *testing.T) {
	t.Parallel()
	tgt := serving(t, always("accept"))
	tgt.Verifier.Mechanisms, tgt.Verifier.Algorithms = []string{"wpt"}, []string{"ES256"}
	tgt.Verifier.UnderstoodTokens, tgt.Verifier.ReplayProtection = nil, false
	reasons := map[string]int{}
	for _, o := range put(t, tgt, spec.Must("latest"), live.Filter{}) {
		if o.Verdict == harness.Skipped {
			reasons[o.Reason]++
		} else if o.Case.Mechanism != "wpt" {
			t.Errorf("%s was asked", o.Case.ID)
		}
	}
	for _, want := range []string{
		"verifier of mtls", "verifier of identifier", "algorithm EdDSA", "token txn-token", "replay protection",
	} {
		if reasons[live.NotClaimed+want] == 0 {
			t.Errorf("nothing is skipped for %s: %v", want, reasons)
		}
	}
	tgt.Verifier = target.Verifier{}
	tgt.Issuer.URL = "http://127.0.0.1:1/wit"
	plan, forges, err := live.Plan(live.Options{
		Target: tgt, Profile: spec.Must("latest"), Ring: keys.Published(), Mechanisms: live.Mechanisms,
	})
	if err != nil || forges.AtRest != nil || slices.ContainsFunc(plan.Cases, func(c harness.Case) bool {
		return c.Role == string(spec.RoleVerifier) || c.Mechanism == "identifier"
	}) {
		t.Errorf("a target without verifier has cases of it: %v", err)
	}
}
