package reports

import (
	"strings"
	"testing"
)

// caseBy is a case of a role about the wth claim.
func caseBy(role, id string, v Verdict) Case {
	return Case{
		ID: id, Role: role, Mechanism: "wpt", Algorithm: "ES256", Requirements: []string{"WPT-WTH-MATCH"},
		Expected: "reject", Observed: "reject", Verdict: v,
	}
}

// verdicts gives the rows of a requirement by their roles.
func verdicts(r *Results, id string) map[string]Verdict {
	rows := map[string]Verdict{}
	for _, q := range r.Requirements {
		if q.ID == id {
			rows[q.Role] = q.Verdict
		}
	}
	return rows
}

// TestAVerifierHasRowsOfItsOwn: neither verdict touches the other, and both count.
func TestAVerifierHasRowsOfItsOwn(t *testing.T) {
	run := fakeRun()
	run.Roles = []string{"recipient", "verifier"}
	for _, c := range []struct{ recipient, verifier, rowR, rowV Verdict }{
		{Pass, Pass, Met, Met}, {Fail, Pass, NotMet, Met}, {Pass, Fail, Met, NotMet},
		{Pass, Inconclusive, Met, Inconclusive}, {Reported, Pass, Reported, Met},
	} {
		r := build(run, []Case{
			caseBy("recipient", "wpt/a", c.recipient), caseBy("verifier", "wpt/a", c.verifier),
		}, fakeCatalogue())
		got := verdicts(r, "WPT-WTH-MATCH")
		if len(got) != 2 || got["recipient"] != c.rowR || got["verifier"] != c.rowV {
			t.Errorf("%s and %s: the rows are %v", c.recipient, c.verifier, got)
		}
		if len(verdicts(r, "WPT-AUD")) != 1 {
			t.Error("a requirement of which no verifier was asked has a row of it")
		}
		total := r.Summary.Requirements
		sum := total.Met + total.NotMet + total.Inconclusive + total.NotTested + total.Reported +
			total.ShouldNotMet + total.NotClaimed
		if sum != len(fakeCatalogue().rules)+1 {
			t.Errorf("%d requirements are counted", sum)
		}
		if failed := c.recipient == Fail || c.verifier == Fail; failed != (r.Summary.Verdict == Fail) {
			t.Errorf("%s and %s: the run is %s", c.recipient, c.verifier, r.Summary.Verdict)
		}
	}
}

// TestAVerifierAlone: the row of the role that is bound would say nothing but that it was not tested.
func TestAVerifierAlone(t *testing.T) {
	run := fakeRun()
	run.Roles = []string{"verifier"}
	r := build(run, []Case{caseBy("verifier", "wpt/a", Pass)}, fakeCatalogue())
	if got := verdicts(r, "WPT-WTH-MATCH"); len(got) != 1 || got["verifier"] != Met {
		t.Errorf("the rows are %v", got)
	}
	if got := verdicts(r, "WPT-AUD"); got["recipient"] != NotTested || len(got) != 1 {
		t.Errorf("the rows are %v", got)
	}
	if r.Summary.Verdict != Pass {
		t.Errorf("the run is %s: %s", r.Summary.Verdict, r.Summary.Reason)
	}
}

func TestPageOfAVerifier(t *testing.T) {
	run := fakeRun()
	run.Roles = []string{"recipient", "verifier"}
	elsewhere := caseBy("verifier", "wpt/b", Pass)
	elsewhere.Reason = "refused for X, which the case is not about"
	r := build(run, []Case{
		caseBy("recipient", "wpt/a", Pass), caseBy("verifier", "wpt/a", Fail), elsewhere,
	}, fakeCatalogue())
	var page strings.Builder
	if err := Terminal(&page, r, Options{Verbose: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"NOT MET  WPT-WTH-MATCH (verifier)", "✗ wpt/a  verifier",
		"Otherwise    1 case: refused, as they must be", "wpt/b verifier: refused for X",
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("%q is not on the page:\n%s", want, page.String())
		}
	}
	if strings.Count(page.String(), "NOT MET") != 1 {
		t.Errorf("the recipient's row is not met:\n%s", page.String())
	}
}
