package explain

import (
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
}

// explainedCase is a case that cites the requirement. Decides is the requirement by which the case
// is judged, which may be another one.
type explainedCase struct {
	ID      string        `json:"id"`
	Expect  vector.Result `json:"expect"`
	Comment string        `json:"comment"`
	Decides string        `json:"decides"`
}

// explainIn explains a requirement in a profile, or in the newest one in which it is in force.
func explainIn(asked *spec.Profile, book *forge.Recipes, r *spec.Requirement,
	chosen *forge.Recipe) (*explanation, error) {
	e := &explanation{Profiles: cli.ProfilesWith(r.ID), Faults: faultsNamed(r.ID)}
	if len(e.Profiles) == 0 {
		return nil, cli.Usage("runner: %s is in force in none of the named profiles", r.ID)
	}
	profile := asked
	if !slices.Contains(e.Profiles, asked.Name) {
		profile = spec.Must(e.Profiles[len(e.Profiles)-1])
		e.Note = fmt.Sprintf("It is not in force in profile %s; this is how it stands in profile %s.",
			asked.Name, profile.Name)
	}
	e.Profile = profile.Name
	rule, _ := profile.Rule(r.ID)
	cited := requirements.CitationsIn(book.InForce(profile))
	e.Row = requirements.RowInForce(rule, cited)
	e.Cases = explainedCases(cited[r.ID])
	if chosen == nil {
		chosen = example(r.ID, cited[r.ID])
	}
	if chosen == nil {
		return e, nil
	}
	var err error
	e.Sample, err = sampleOf(profile, book, chosen)
	return e, err
}

func explainedCases(recipes []*forge.Recipe) []explainedCase {
	cases := []explainedCase{}
	for _, r := range recipes {
		cases = append(cases, explainedCase{r.ID, r.Expected(), r.Comment, r.Requirement})
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
			n = 1
		}
		if n == 1 && r.Requirement == id && r.AtOnce == 0 {
			n = 2
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
