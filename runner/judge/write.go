package judge

import (
	"context"
	"errors"
	"path/filepath"

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
		plan.Cases = append(plan.Cases, o.Case)
	}
	for _, s := range m.sources {
		plan.Cases = append(plan.Cases, s.e.Missing()...)
	}
	over, end := context.WithCancel(ctx)
	end()
	session := harness.NewSession(harness.Config{})
	session.Start(over, plan)
	return &live.Run{Plan: plan, Session: session, Strict: m.facts.Strict}
}
