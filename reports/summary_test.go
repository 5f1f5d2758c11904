package reports

import (
	"strings"
	"testing"
)

func TestRunVerdicts(t *testing.T) {
	pass, fail := fakeCase("wpt/a", Pass, "WPT-AUD"), fakeCase("wpt/b", Fail, "WPT-AUD")
	doubt := fakeCase("wpt/c", Inconclusive, "WPT-OTH")
	should, shrug := fakeCase("wit/d", Fail, "WIT-KID"), fakeCase("wit/e", Inconclusive, "WIT-KID")
	skip := fakeCase("wpt/f", Skipped, "WPT-AUD")
	report := fakeCase("wit/g", Fail, "WIT-JTI")
	loose := with(fail, func(c *Case) { c.Requirements = nil })
	strict := func(r *Run) { r.Strict = true }
	cut := func(r *Run) { r.Complete = false }
	unreachable := func(r *Run) { r.Unreachable = true }
	interrupted := func(r *Run) { r.Interrupted = true }
	for name, row := range map[string]struct {
		cases  []Case
		run    func(*Run)
		want   Verdict
		code   int
		reason string
	}{
		"pass":                   {[]Case{pass, report}, nil, Pass, 0, ""},
		"a MUST":                 {[]Case{pass, fail}, nil, Fail, 1, "1 requirement not met"},
		"a SHOULD warns":         {[]Case{pass, should}, nil, Pass, 0, ""},
		"a SHOULD when strict":   {[]Case{pass, should}, strict, Fail, 1, "SHOULD"},
		"a doubt":                {[]Case{pass, doubt}, nil, Incomplete, 1, "1 requirement inconclusive"},
		"a doubt and a failure":  {[]Case{fail, doubt}, nil, Fail, 1, "not met"},
		"a doubt about a SHOULD": {[]Case{pass, shrug}, nil, Pass, 0, ""},
		"the same when strict":   {[]Case{pass, shrug}, strict, Incomplete, 1, "inconclusive"},
		"failed, cites nothing":  {[]Case{pass, loose}, nil, Fail, 1, "without citing"},
		"nothing":                {nil, nil, Incomplete, 1, "nothing ran"},
		"all skipped":            {[]Case{skip}, nil, Incomplete, 1, "nothing ran"},
		"cut short":              {[]Case{pass}, cut, Incomplete, 1, "did not come to its end"},
		"cut short, failed":      {[]Case{fail}, cut, Fail, 1, "not met"},
		"unreachable":            {nil, unreachable, Incomplete, 3, "could not be reached"},
		"gone after a failure":   {[]Case{fail}, unreachable, Fail, 3, "not met"},
		"interrupted":            {[]Case{pass}, interrupted, Incomplete, 130, "interrupted"},
		"interrupted, failed":    {[]Case{fail}, interrupted, Fail, 130, "not met"},
	} {
		t.Run(name, func(t *testing.T) {
			run := fakeRun()
			if row.run != nil {
				row.run(&run)
			}
			r := build(run, row.cases, fakeCatalogue())
			if r.Summary.Verdict != row.want || !strings.Contains(r.Summary.Reason, row.reason) {
				t.Errorf("%s (%q), want %s", r.Summary.Verdict, r.Summary.Reason, row.want)
			}
			if code := r.ExitCode(); code != row.code {
				t.Errorf("exit status %d, want %d", code, row.code)
			}
		})
	}
}

func TestCountsAddUp(t *testing.T) {
	r := failing()
	c, q := r.Summary.Cases, r.Summary.Requirements
	if n := c.Pass + c.Fail + c.Inconclusive + c.Skipped + c.Reported; n != len(r.Cases) {
		t.Errorf("%d of %d cases counted", n, len(r.Cases))
	}
	n := q.Met + q.NotMet + q.ShouldNotMet + q.Inconclusive + q.NotClaimed + q.NotTested
	if n += q.Reported; n != len(r.Requirements) {
		t.Errorf("%d of %d requirements counted", n, len(r.Requirements))
	}
}
