package reports

import (
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
)

func with(c Case, change func(*Case)) Case {
	change(&c)
	return c
}

func gated(c Case, g spec.Gate) Case { return with(c, func(c *Case) { c.Gate = g }) }

func ofKind(c Case, kind string) Case { return with(c, func(c *Case) { c.Kind = kind }) }

func TestRequirementVerdicts(t *testing.T) {
	aud := func(v Verdict) Case { return fakeCase("wpt/aud", v, "WPT-AUD") }
	kid := func(v Verdict) Case { return fakeCase("wit/kid", v, "WIT-KID") }
	jti := func(v Verdict) Case { return fakeCase("wit/jti", v, "WIT-JTI") }
	weak, reporting := gated(aud(Fail), spec.GateShould), gated(aud(Fail), spec.GateReport)
	broken := ofKind(aud(Fail), KindEnvironment)
	unclaimed, filtered := ofKind(aud(Skipped), KindNotClaimed), ofKind(aud(Skipped), KindFiltered)
	old, unknown := fakeCase("wit/old", Pass, "WIT-KEY-ROTATION"), fakeCase("wpt/new", Fail, "WPT-NEW")
	for name, row := range map[string]struct {
		id     string
		cases  []Case
		want   Verdict
		reason string
	}{
		"met":                {"WPT-AUD", []Case{aud(Pass)}, Met, ""},
		"met, a skip":        {"WPT-AUD", []Case{aud(Pass), aud(Skipped)}, Met, "1 of 2 cases skipped"},
		"a failure":          {"WPT-AUD", []Case{aud(Pass), aud(Fail)}, NotMet, "1 of 2 cases failed"},
		"failure and doubt":  {"WPT-AUD", []Case{aud(Inconclusive), aud(Fail)}, NotMet, "failed"},
		"doubt and pass":     {"WPT-AUD", []Case{aud(Pass), aud(Inconclusive)}, Inconclusive, "1 of 2"},
		"SHOULD":             {"WIT-KID", []Case{kid(Fail)}, ShouldNotMet, "failed"},
		"weaker gate":        {"WPT-AUD", []Case{weak}, ShouldNotMet, "failed"},
		"environment":        {"WPT-AUD", []Case{broken}, Inconclusive, "1 of 1 case inconclusive"},
		"not claimed":        {"WPT-AUD", []Case{unclaimed}, NotClaimed, "does not claim"},
		"filtered":           {"WPT-AUD", []Case{filtered, unclaimed}, NotTested, "filtered"},
		"report, departs":    {"WIT-JTI", []Case{jti(Fail)}, Reported, "observed: reject in 1 case"},
		"report, passes":     {"WIT-JTI", []Case{jti(Pass)}, Reported, "observed: reject in 1 case"},
		"report, in doubt":   {"WIT-JTI", []Case{jti(Inconclusive)}, Inconclusive, "1 of 1"},
		"report and pass":    {"WPT-AUD", []Case{aud(Pass), reporting}, Met, ""},
		"only reports":       {"WPT-AUD", []Case{reporting}, Reported, "observed: reject in 1 case"},
		"no case":            {"WPT-AUD", nil, NotTested, "no case"},
		"not testable":       {"WPT-KEY-SECRET", nil, NotTested, "cannot be seen"},
		"mechanism not run":  {"SIG-COMPONENTS", nil, NotTested, "httpsig was not run"},
		"other role":         {"WIT-KEY-ROTATION", nil, NotTested, "only the issuer and deployment"},
		"cited all the same": {"WIT-KEY-ROTATION", []Case{old}, Met, ""},
		"not in force":       {"WPT-NEW", []Case{unknown}, NotMet, "1 of 1 case failed"},
	} {
		t.Run(name, func(t *testing.T) {
			q := find(t, build(fakeRun(), row.cases, fakeCatalogue()), row.id)
			if q.Verdict != row.want || !strings.Contains(q.Reason, row.reason) {
				t.Errorf("%s (%q), want %s (%q)", q.Verdict, q.Reason, row.want, row.reason)
			}
			if row.reason == "" && q.Reason != "" {
				t.Errorf("a reason where none is needed: %q", q.Reason)
			}
		})
	}
}

func find(t *testing.T, r *Results, id string) Requirement {
	t.Helper()
	for _, q := range r.Requirements {
		if q.ID == id {
			return q
		}
	}
	t.Fatalf("no requirement %s in the results", id)
	return Requirement{}
}

func TestFailureCountsAgainstAllThatItCites(t *testing.T) {
	both := fakeCase("wpt/no-claims", Fail, "WPT-AUD", "WPT-OTH")
	r := build(fakeRun(), []Case{both}, fakeCatalogue())
	for id, other := range map[string]string{"WPT-AUD": "WPT-OTH", "WPT-OTH": "WPT-AUD"} {
		q := find(t, r, id)
		if q.Verdict != NotMet || !strings.Contains(q.Reason, "counts against "+other+" too") {
			t.Errorf("%s: %s (%q)", id, q.Verdict, q.Reason)
		}
	}
}

func TestFilteredOut(t *testing.T) {
	run := fakeRun()
	run.Filter = "wit/**"
	q := find(t, build(run, nil, fakeCatalogue()), "WPT-AUD")
	if q.Verdict != NotTested || q.Reason != "filtered out: wit/**" {
		t.Errorf("%s (%q)", q.Verdict, q.Reason)
	}
}

func TestSettle(t *testing.T) {
	r := build(fakeRun(), []Case{
		fakeCase("wit/valid", Pass, "WIT-KID"),
		with(fakeCase("wit/jti", Pass, "WIT-JTI"), func(c *Case) { c.Expected = either }),
	}, fakeCatalogue())
	kid, jti := r.Cases[0], r.Cases[1]
	if kid.Level != "SHOULD" || kid.Gate != spec.GateShould || kid.Source == "" {
		t.Errorf("the case did not take level, gate and source from its requirement: %+v", kid)
	}
	if kid.Sent+kid.Received+kid.Curl != "" {
		t.Error("a pass keeps what is only for reproduction")
	}
	if jti.Verdict != Reported || jti.Curl == "" {
		t.Errorf("a case that expects either answer is %s", jti.Verdict)
	}
}

func TestBuildIsPure(t *testing.T) {
	cases := []Case{fakeCase("wpt/aud", Pass, "WPT-AUD"), fakeCase("wit/jti", Fail, "WIT-JTI")}
	before := []Case{fakeCase("wpt/aud", Pass, "WPT-AUD"), fakeCase("wit/jti", Fail, "WIT-JTI")}
	first := build(fakeRun(), cases, fakeCatalogue())
	if !reflect.DeepEqual(first, build(fakeRun(), cases, fakeCatalogue())) {
		t.Error("the same arguments give different results")
	}
	first.Cases[0].Requirements[0] = "changed"
	if !reflect.DeepEqual(cases, before) {
		t.Error("Build changed the cases that it was given")
	}
}

func TestBuildListsEveryRuleInForce(t *testing.T) {
	profile := spec.Must("latest")
	r := Build(fakeRun(), nil, profile)
	if len(r.Requirements) != len(profile.Rules()) || r.Profile != "latest" {
		t.Errorf("%d requirements for %d rules", len(r.Requirements), len(profile.Rules()))
	}
}
