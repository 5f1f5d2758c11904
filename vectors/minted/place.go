package minted

import (
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// IsLiveOnly says that a recipe asks what only a live target can answer, or is too large for a
// file.
func IsLiveOnly(r *forge.Recipe) bool { return r.LiveOnly() }

// IsObservation says that a proved vector has no right answer: the texts allow both, or do not bind
// the role that is asked.
func IsObservation(p prove.Proof) bool {
	rule, _ := p.Profile.Rule(p.Recipe.Requirement)
	return rule.GateFor(p.Recipe.Role()) == spec.GateReport ||
		p.Recipe.Expected() == vector.Either ||
		slices.ContainsFunc(p.Vector.Steps, func(s vector.Step) bool { return s.Expect == vector.Either })
}

// GateOf gives what a failed vector does to the verdict on the role that is asked.
func GateOf(p prove.Proof) spec.Gate {
	if IsObservation(p) {
		return spec.GateReport
	}
	rule, _ := p.Profile.Rule(p.Recipe.Requirement)
	return rule.GateFor(p.Recipe.Role())
}

// place puts a proved vector where it belongs in its file.
func place(f *vector.File, p prove.Proof) {
	v := AtRest(p)
	if IsObservation(p) {
		f.Observations = append(f.Observations, v)
		return
	}
	f.Vectors = append(f.Vectors, v)
}

// AtRest gives a proved vector in the form of files, whose readers know accept and reject alone: a
// step on which both are allowed expects nothing, and the result is reject where any step is
// refused. It cites what is in force, and says nothing of connections, which are a matter of live
// targets.
func AtRest(p prove.Proof) vector.Vector {
	v := p.Vector
	v.Requirements = slices.DeleteFunc(slices.Clone(v.Requirements), func(id string) bool {
		_, inForce := p.Profile.Rule(id)
		return !inForce
	})
	v.Steps = slices.Clone(v.Steps)
	for i := range v.Steps {
		s := &v.Steps[i]
		s.NewConnection = false
		switch s.Expect {
		case vector.Either:
			s.Expect = ""
		case vector.Reject:
			v.Result = vector.Reject
		}
	}
	return v
}
