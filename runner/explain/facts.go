package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/requirements"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// explanation is all that there is to say about one requirement.
type explanation struct {
	requirements.Row
	// Profile is the profile in which the requirement is explained; Note says why it is not the one
	// that was asked for.
	Profile  string          `json:"profile"`
	Note     string          `json:"note,omitempty"`
	Profiles []string        `json:"profiles"`
	Cases    []explainedCase `json:"cases"`
	Faults   []string        `json:"faults"`
	Sample   *sample         `json:"sample,omitempty"`
	// gates are what a failed case does, by the role that the case asks.
	gates map[spec.Role]spec.Gate
}

// explainedCase is a case that cites the requirement. Decides is the requirement by which the case
// is judged, which may be another one.
type explainedCase struct {
	ID string `json:"id"`
	// Role is the role that is asked, and With what it is asked with.
	Role    spec.Role     `json:"role"`
	With    string        `json:"with"`
	Expect  vector.Result `json:"expect"`
	Comment string        `json:"comment"`
	Decides string        `json:"decides"`
}

// explainIn explains a requirement in a profile, or in the newest one in which it is in force.
func explainIn(asked *spec.Profile, book *forge.Recipes, r *spec.Requirement,
	chosen *forge.Recipe) (*explanation, error) {
	e := &explanation{Profiles: cli.ProfilesWith(r.ID), Faults: faultsNamed(r.ID)}
	profile, err := profileFor(asked, r, e.Profiles)
	if err != nil {
		return nil, err
	}
	if profile != asked {
		e.Note = fmt.Sprintf("It is not in force in profile %s; this is how it stands in profile %s.",
			asked.Name, profile.Name)
	}
	e.Profile = profile.Name
	rule, _ := profile.Rule(r.ID)
	cited := requirements.CitationsIn(book.InForce(profile))
	e.Row = requirements.RowInForce(rule, cited)
	e.Cases = explainedCases(cited[r.ID])
	e.gates = map[spec.Role]spec.Gate{}
	for _, c := range e.Cases {
		e.gates[c.Role] = rule.GateFor(c.Role)
	}
	if chosen == nil {
		chosen = example(r.ID, cited[r.ID])
	}
	if chosen == nil {
		return e, nil
	}
	e.Sample, err = sampleOf(profile, book, chosen)
	return e, err
}

// profileFor gives the profile that was asked for where the requirement is in force in it, else the
// newest named one in which it is, else the default one with the last revision in which it stands.
func profileFor(asked *spec.Profile, r *spec.Requirement, named []string) (*spec.Profile, error) {
	if _, inForce := asked.Rule(r.ID); inForce {
		return asked, nil
	}
	if len(named) > 0 {
		return spec.Must(named[len(named)-1]), nil
	}
	last := r.Spans[len(r.Spans)-1]
	p, err := spec.Lookup(spec.DefaultProfile() + "+" + cmp.Or(last.Until, last.Since))
	if err != nil {
		return nil, cli.Usage("runner: %s is in force in none of the named profiles", r.ID)
	}
	return p, nil
}

// The means by which a role is asked.
const (
	withRequest  = "a request that is sent to it"
	withQuestion = "identifiers that it is asked about, in vectors alone"
	withAnswer   = "a request that it has to answer with a signed response"
	withResponse = "a response to its call"
	withCall     = "a call that it is told to make, whose request is looked at"
	withIssue    = "a WIT that it is asked for, which is looked at"
	withWish     = "a WIT that it is asked for and has to refuse"
)

// with says what the role of a recipe is asked with.
func with(r *forge.Recipe) string {
	switch {
	case r.Call != nil:
		return withCall
	case r.Issue != nil && r.Expected() == vector.Reject:
		return withWish
	case r.Issue != nil:
		return withIssue
	case r.Caller != nil:
		return withResponse
	case r.Answer != nil && r.Answer.Signed:
		return withAnswer
	case r.Mechanism() == spec.MechanismIdentifier:
		return withQuestion
	}
	return withRequest
}

func explainedCases(recipes []*forge.Recipe) []explainedCase {
	cases := []explainedCase{}
	for _, r := range recipes {
		cases = append(cases, explainedCase{
			r.ID, r.Role(), with(r), r.Expected(), r.Comment, r.Requirement,
		})
	}
	return cases
}

// example chooses the case that shows a requirement best: the first that is refused for its sake,
// else the first that is refused, else the first.
func example(id string, recipes []*forge.Recipe) *forge.Recipe {
	var best *forge.Recipe
	rank := -1
	for _, r := range recipes {
		n := 0
		if r.Expected() == vector.Reject {
			n = 2
		}
		if n == 2 && r.Requirement == id && r.AtOnce == 0 {
			n = 3
		}
		if n == 0 && r.Requirement == id && (r.Call != nil || r.Issue != nil) {
			n = 1 // what the role is told shows more than a message that is accepted for another's sake
		}
		if n > rank {
			best, rank = r, n
		}
	}
	return best
}

// faultsNamed lists the faults of the reference that are called after a requirement.
func faultsNamed(id string) []string {
	return slices.DeleteFunc(live.KnownFaults(), func(fault string) bool {
		name, _, _ := strings.Cut(fault, ":")
		return name != id
	})
}
