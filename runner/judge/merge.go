package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/run"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
)

// merged is what one or several journals say of one run.
type merged struct {
	sources  []*source
	about    run.About
	profile  *spec.Profile
	facts    reports.Run
	outcomes []harness.Outcome
	cases    []reports.Case
	from     []*source // of each case
	absent   []string  // the shards that are not there
}

// found is the outcome of a case in one of the journals, and its place in the whole plan.
type found struct {
	harness.Outcome
	in    *source
	place int
}

func merge(sources []*source) (*merged, error) {
	m := &merged{sources: sources, about: sources[0].about}
	for _, s := range sources[1:] {
		if err := sources[0].belongsTo(s); err != nil {
			return nil, err
		}
	}
	all, err := outcomesOf(sources)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		m.outcomes, m.from = append(m.outcomes, f.Outcome), append(m.from, f.in)
	}
	m.cases = run.Cases(m.outcomes)
	if m.profile, err = m.about.ProfileOf(); err != nil {
		return nil, fmt.Errorf("%s: %w", sources[0].name, err)
	}
	m.shards()
	m.sumUp()
	return m, nil
}

// belongsTo says why two journals are not of one run.
func (s *source) belongsTo(other *source) error {
	a, b := s.about, other.about
	a.Shard, b.Shard = "", ""
	differ := a.Differences(b)
	if s.shard.Of != other.shard.Of {
		differ = append(differ, fmt.Sprintf("the shard: %q, not %q", s.about.Shard, other.about.Shard))
	}
	if len(differ) > 0 {
		return fmt.Errorf("%s and %s, line 1: they are not of one run: %s",
			s.name, other.name, strings.Join(differ, "; "))
	}
	return nil
}

// outcomesOf lists the outcomes of all journals in the order of the whole plan, each once. A case may
// stand in two journals only where both saw the same exchange.
func outcomesOf(sources []*source) ([]found, error) {
	var all []found
	first := map[string]found{}
	for _, s := range sources {
		for _, o := range s.e.Judge() {
			f := found{o, s, s.shard.Place(o.Place())}
			was, twice := first[o.Case.Key()]
			switch {
			case twice && was.in == s: // one run observed it twice
			case twice && !was.in.e.SameOf(o.Case.Key(), s.e):
				return nil, fmt.Errorf("%s, line %d, and %s, line %d: two observations of %s, which differ",
					was.in.name, was.Evidence, s.name, o.Evidence, reports.Printable(o.Case.Key(), 0))
			case twice:
				continue
			default:
				first[o.Case.Key()] = f
			}
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.place, b.place) })
	return all, nil
}

// shards finds out which part of the run the journals are.
func (m *merged) shards() {
	of := m.sources[0].shard.Of
	var there []string
	for i := 1; i <= of; i++ {
		name := fmt.Sprintf("%d/%d", i, of)
		if slices.ContainsFunc(m.sources, func(s *source) bool { return s.shard.Index == i }) {
			there = append(there, name)
		} else if len(m.sources) > 1 {
			m.absent = append(m.absent, name)
		}
	}
	if m.about.Shard = strings.Join(there, ", "); len(there) == of {
		m.about.Shard = ""
	}
}

// sumUp says how the run went, out of how its parts did.
func (m *merged) sumUp() {
	f := m.about.Facts()
	f.Started, f.Finished = m.sources[0].e.Header.Started, m.sources[0].e.Finished()
	f.Complete = len(m.absent) == 0
	for _, s := range m.sources {
		if s.e.Header.Started.Before(f.Started) {
			f.Started = s.e.Header.Started
		}
		if s.e.Finished().After(f.Finished) {
			f.Finished = s.e.Finished()
		}
		f.Complete = f.Complete && s.complete()
		f.Interrupted = f.Interrupted || s.e.End != nil && s.e.End.Interrupted
		f.Unreachable = f.Unreachable || s.e.End != nil && s.e.End.Unreachable
	}
	m.facts = f
}
