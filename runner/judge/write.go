package judge

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/run"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
)

// mark says of each case in which file its observation is, unless that lies beside the results.
func (m *merged) mark(beside bool) {
	if beside && len(m.sources) == 1 {
		return
	}
	for i := range m.cases {
		m.cases[i].EvidenceFile = m.from[i].name
	}
}

// write writes the reports.
func (m *merged) write(ctx context.Context, dir string, r *reports.Results) error {
	written := reports.Write(dir, r)
	return errors.Join(written, run.Specs(m.replayed(ctx), filepath.Join(dir, run.JUnitFile)))
}

// replayed is the run once more, with the outcomes that it has and without sending anything.
func (m *merged) replayed(ctx context.Context) *live.Run {
	plan := harness.Plan{Known: m.outcomes}
	for _, o := range m.outcomes {
		plan.Cases = append(plan.Cases, labelled(o.Case))
	}
	for _, s := range m.sources {
		for _, c := range s.e.Missing() {
			plan.Cases = append(plan.Cases, labelled(c))
		}
	}
	over, end := context.WithCancel(ctx)
	end()
	session := harness.NewSession(harness.Config{})
	session.Start(over, plan)
	return &live.Run{Plan: plan, Session: session, Strict: m.facts.Strict}
}

// labelled gives a case names that can be labels in Ginkgo, which ends the program at others, and that
// can be printed. A file can hold anything.
func labelled(c harness.Case) harness.Case {
	c.ID, c.Comment = reports.Printable(c.ID, maxText), reports.Printable(c.Comment, maxText)
	c.Level, c.Algorithm, c.Requirements = label(c.Level), label(c.Algorithm), slices.Clone(c.Requirements)
	for i := range c.Requirements {
		c.Requirements[i] = label(c.Requirements[i])
	}
	return c
}

// maxText bounds what is taken over of an ID or a comment, in characters.
const maxText = 500

// label replaces what a label may not hold.
func label(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("&|!,()/:", r) {
			return '-'
		}
		return r
	}, text)
	return cmp.Or(strings.TrimSpace(reports.Printable(text, maxText)), "unknown")
}
