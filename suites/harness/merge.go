package harness

import (
	"reflect"
	"strings"
	"time"
)

// Missing lists the cases that the run was to observe and did not, as far as their keys tell.
func (e *Evidence) Missing() []Case {
	var missing []Case
	for _, key := range e.keys {
		parts := strings.SplitN(key, "/", 3)
		if _, seen := e.at[key]; seen || len(parts) < 3 {
			continue
		}
		mechanism, _, _ := strings.Cut(parts[2], "/")
		missing = append(missing, Case{
			ID: parts[2], Mechanism: mechanism, Role: parts[0], Algorithm: parts[1],
		})
	}
	return missing
}

// Finished is when the run ended, or where the journal does not say, when it was last heard of.
func (e *Evidence) Finished() time.Time {
	if e.End != nil {
		return e.End.Finished
	}
	last := e.Header.Started
	for _, all := range []map[int]*Observation{e.byLine, e.probes} {
		for _, o := range all {
			for _, x := range o.Steps {
				if end := x.At.Add(time.Duration(x.Millis * float64(time.Millisecond))); end.After(last) {
					last = end
				}
			}
		}
	}
	return last
}

// SameOf says whether another journal holds the same observation of a case, line numbers left out.
func (e *Evidence) SameOf(key string, other *Evidence) bool {
	i, here := e.at[key]
	j, there := other.at[key]
	return here && there && reflect.DeepEqual(e.cases[i].bare(), other.cases[j].bare())
}

// bare leaves out what depends on the journal in which an observation stands.
func (o *Observation) bare() Observation {
	b := *o
	b.line, b.facts, b.Before, b.Shared, b.Closes = 0, nil, 0, 0, nil
	return b
}
