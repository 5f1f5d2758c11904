package live

import (
	"slices"
	"sync"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// asking makes the cases in which a verifier is asked about vectors at rest: those of the published
// keys, whatever keys the target's kit has, since each file brings its own trust anchors.
type asking struct {
	*planner
	forge   *forge.Forge
	asker   *minted.Asker
	profile string // its name, where it can be looked up by that
}

// newAsking gives nil where the target has no verifier: then there is nothing to skip either.
func (p *planner) newAsking() (*asking, error) {
	if p.Target.Verifier.URL == "" {
		return nil, nil
	}
	asker, err := minted.NewAsker(p.Profile)
	if err != nil {
		return nil, err
	}
	s := forge.AtRest(p.Profile, keys.Published())
	s.Scheme = p.Target.IdentifierScheme
	a := &asking{planner: p, forge: forge.New(p.book, s), asker: asker}
	if _, err := spec.Lookup(p.Profile.Name); err == nil {
		a.profile = p.Profile.Name
	}
	return a, nil
}

// add adds the cases to a plan. What asks something of the HTTP answer to a message is a control for
// others and no case: a verifier gives none.
func (a *asking) add(plan *harness.Plan) {
	for _, r := range a.book.InForce(a.Profile) {
		if r.LiveOnly() || !slices.Contains(a.Mechanisms, r.Mechanism()) {
			continue
		}
		c := a.vectorCase(r)
		if c.Control == "" && c.Expect == vector.Reject {
			before := a.before(r, c)
			c.Control = before.ID
			plan.Controls = append(plan.Controls, before)
		}
		if r.Answer != nil {
			plan.Controls = append(plan.Controls, c)
			continue
		}
		plan.Cases = append(plan.Cases, c)
	}
}

// vectorCase makes the case of a recipe.
func (a *asking) vectorCase(r *forge.Recipe) harness.Case {
	rule, _ := a.Profile.Rule(r.Requirement)
	c := harness.Case{
		ID: r.ID, Mechanism: string(r.Mechanism()), Role: string(spec.RoleVerifier),
		Algorithm: kitAlgorithm, Requirements: a.inForce(r),
		Level: rule.Level, Source: rule.Source,
		Gate:    minted.GateOf(prove.Proof{Profile: a.Profile, Recipe: r, Vector: vector.Vector{Steps: expected(r)}}),
		Comment: r.Comment, Control: r.Control, Expect: resultOf(r), Skip: a.skip(r),
		Ask: func() (harness.Question, error) { return a.question(r, len(r.Steps)) },
	}
	if c.Expect == vector.Accept {
		c.Ask = sync.OnceValues(c.Ask) // controls are asked about again and again
	}
	return c
}

// before is the control of a vector that has none: its steps before the first that is refused.
func (a *asking) before(r *forge.Recipe, c harness.Case) harness.Case {
	n := slices.IndexFunc(r.Steps, func(s forge.Step) bool { return s.Expect == vector.Reject })
	c.ID, c.Expect = r.ID+"/before", vector.Accept
	c.Ask = sync.OnceValues(func() (harness.Question, error) { return a.question(r, n) })
	return c
}

// question mints a vector and asks about its first steps; 0 asks about all of them.
func (a *asking) question(r *forge.Recipe, steps int) (harness.Question, error) {
	v, err := a.forge.Mint(r)
	if err != nil {
		return harness.Question{}, err
	}
	v = minted.AtRest(prove.Proof{Profile: a.Profile, Recipe: r, Vector: v})
	if steps > 0 && steps < len(v.Steps) {
		v.Steps, v.Result = v.Steps[:steps], vector.Accept
	}
	q := harness.Question{Profile: a.profile, Result: v.Result}
	for _, s := range v.Steps {
		q.Steps = append(q.Steps, s.Expect)
	}
	q.File, q.Vector, err = a.asker.File(r.Mechanism(), v)
	return q, err
}

// expected gives what must become of the steps of a recipe, as steps of a vector.
func expected(r *forge.Recipe) []vector.Step {
	var out []vector.Step
	for _, s := range r.Steps {
		out = append(out, vector.Step{Expect: s.Expect})
	}
	return out
}

// resultOf gives what must become of the vector: it is refused where any step is.
func resultOf(r *forge.Recipe) vector.Result {
	refused := slices.ContainsFunc(r.Steps, func(s forge.Step) bool { return s.Expect == vector.Reject })
	if refused && r.Expected() != vector.Either {
		return vector.Reject
	}
	return r.Expected()
}

// skip says what a recipe needs that the verifier does not claim, or "".
func (a *asking) skip(r *forge.Recipe) string {
	if missing := a.missing(r); missing != "" {
		return NotClaimed + missing
	}
	return ""
}

func (a *asking) missing(r *forge.Recipe) string {
	claims, needs := a.Target.Verifier, r.Needs
	switch {
	case !slices.Contains(claims.Mechanisms, string(r.Mechanism())):
		return "verifier of " + string(r.Mechanism())
	case needs.Algorithm != "" && !slices.Contains(claims.Algorithms, needs.Algorithm):
		return "algorithm " + needs.Algorithm
	case needs.Token != "" && !slices.Contains(claims.UnderstoodTokens, needs.Token):
		return "token " + needs.Token
	case needs.Scheme != "" && needs.Scheme != a.Target.IdentifierScheme:
		return "identifier scheme " + needs.Scheme
	case needs.Replay && !claims.ReplayProtection:
		return "replay protection"
	}
	return ""
}
