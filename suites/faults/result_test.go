package faults

import (
	"testing"

	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// outcome is of a recipient's case about some requirements.
func outcome(id string, expect vector.Result, v harness.Verdict, requirements ...string) harness.Outcome {
	o := harness.Outcome{Verdict: v}
	o.Case = harness.Case{
		ID: id, Role: "recipient", Algorithm: "ES256", Expect: expect, Requirements: requirements,
	}
	return o
}

// TestJudge gives each verdict for what earns it.
func TestJudge(t *testing.T) {
	const (
		fault   = "WPT-WTH-MATCH"
		excused = "SIG-ALG-POLICY-REJECT"
		other   = "WPT-AUD-CHECK"
	)
	control := outcome("c", "accept", harness.Pass, "WPT-SIG-VALID")
	stranded := outcome("d", "reject", harness.Inconclusive, other)
	stranded.Case.Control, stranded.Kind = "a", harness.KindControl
	for _, tc := range []struct {
		name, fault string
		want        Verdict
		outcomes    []harness.Outcome
	}{
		{"noticed", fault, Noticed, []harness.Outcome{outcome("a", "reject", harness.Fail, fault), control}},
		{"nothing fails", fault, Missed, []harness.Outcome{control}},
		{"a case about it alone passes", fault, Missed, []harness.Outcome{
			outcome("a", "reject", harness.Fail, fault, other), outcome("b", "reject", harness.Pass, fault)}},
		{"one about more passes", fault, Noticed, []harness.Outcome{
			outcome("a", "reject", harness.Fail, fault), outcome("b", "reject", harness.Pass, fault, other)}},
		{"skipped", fault, Missed, []harness.Outcome{outcome("a", "reject", harness.Skipped, fault)}},
		{"another fails", fault, Disturbed, []harness.Outcome{
			outcome("a", "reject", harness.Fail, fault), outcome("b", "reject", harness.Fail, other)}},
		{"another tells nothing", fault, Disturbed, []harness.Outcome{
			outcome("a", "reject", harness.Fail, fault), outcome("b", "reject", harness.Inconclusive, other)}},
		{"its control is about it", fault + ":strict", Noticed, []harness.Outcome{
			outcome("a", "accept", harness.Fail, fault), stranded}},
		{"open", fault, Open, []harness.Outcome{outcome("a", "either", harness.Reported, fault), control}},
		{"reported", fault, Noticed, []harness.Outcome{outcome("a", "reject", harness.Reported, fault)}},
		{"excused", excused, Excused, []harness.Outcome{control}},
		{"excused and noticed", excused, Needless, []harness.Outcome{outcome("a", "reject", harness.Fail, excused)}},
		{"a maker's, in what it refuses", fault + ":caller", Disturbed, []harness.Outcome{
			outcome("a", "reject", harness.Fail, fault)}},
	} {
		if got := Parse(tc.fault).judge(tc.outcomes); got.Verdict != tc.want {
			t.Errorf("%s: %+v, want %s", tc.name, got, tc.want)
		}
	}
}
