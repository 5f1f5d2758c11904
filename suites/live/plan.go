package live

import (
	"context"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Options say what to run against a target.
type Options struct {
	Target  *target.Target
	Profile *spec.Profile
	Ring    *keys.Ring
	// Mechanisms are those whose recipes are run.
	Mechanisms []spec.Mechanism
	// Filter selects cases; the zero value selects all.
	Filter Filter
	// Shard runs every n-th case only.
	Shard Shard
	// Canary listens where no target may ever call; nil where there is none.
	Canary *Canary
}

// Mechanisms are those that have live suites.
var Mechanisms = []spec.Mechanism{spec.MechanismWIT, spec.MechanismWPT}

// Plan makes the cases of a run, in the order of the recipes, and the forge that mints them.
func Plan(o Options) (harness.Plan, *forge.Forge, error) {
	book, err := forge.Builtin()
	if err != nil {
		return harness.Plan{}, nil, err
	}
	p := planner{Options: o, book: book, forges: map[string]*forge.Forge{}}
	p.main = p.forge(p.algorithm())
	var plan harness.Plan
	for _, r := range book.InForce(o.Profile) {
		if slices.Contains(o.Mechanisms, r.Mechanism()) {
			plan.Cases = append(plan.Cases, p.cases(r)...)
		}
	}
	plan.Controls = slices.DeleteFunc(slices.Clone(plan.Cases), func(c harness.Case) bool {
		return c.Expect != vector.Accept
	})
	plan.Cases = o.Shard.part(o.Filter.apply(plan.Cases))
	return plan, p.main, nil
}

type planner struct {
	Options
	book   *forge.Recipes
	main   *forge.Forge
	forges map[string]*forge.Forge
}

// algorithm is the one with which every recipe is run: ES256 where it is claimed.
func (p *planner) algorithm() string {
	claimed := p.Target.Recipient.Algorithms
	if len(claimed) == 0 || slices.Contains(claimed, "ES256") {
		return "ES256"
	}
	return claimed[0]
}

// forge gives the forge of an algorithm; all of them share one run.
func (p *planner) forge(algorithm string) *forge.Forge {
	if p.main == nil {
		s := forge.Present(p.Profile, p.Ring, p.Target.Recipient.URL, p.Target.Recipient.Audience)
		s.Scheme, s.Algorithm = p.Target.IdentifierScheme, algorithm
		s.Canary = p.Canary.URL()
		p.main = forge.New(p.book, s)
		p.forges[algorithm] = p.main
	}
	if p.forges[algorithm] == nil {
		p.forges[algorithm] = p.main.With(algorithm)
	}
	return p.forges[algorithm]
}

// cases makes one case of a recipe for each algorithm that it is run with.
func (p *planner) cases(r *forge.Recipe) []harness.Case {
	algorithms := []string{p.algorithm()}
	if r.Algorithms == "each" && len(p.Target.Recipient.Algorithms) > 0 {
		algorithms = p.Target.Recipient.Algorithms
	}
	var out []harness.Case
	for _, alg := range algorithms {
		out = append(out, p.caseOf(r, alg))
	}
	return out
}

func (p *planner) caseOf(r *forge.Recipe, algorithm string) harness.Case {
	rule, _ := p.Profile.Rule(r.Requirement)
	f := p.forge(algorithm)
	c := harness.Case{
		ID: r.ID, Mechanism: string(r.Mechanism()), Role: string(spec.RoleRecipient),
		Algorithm: algorithm, Requirements: r.Requirements(),
		Level: rule.Level, Source: rule.Source, Gate: rule.GateFor(spec.RoleRecipient),
		Comment: r.Comment, Control: r.Control, Expect: r.Expected(), AtOnce: r.AtOnce,
		Skip: p.unclaimed(r),
		Mint: func(context.Context) ([]vector.Step, error) {
			p.Canary.Forget(r.ID)
			v, err := f.Mint(r)
			return v.Steps, err
		},
	}
	if p.Canary != nil {
		c.Canary = func() int { return p.Canary.Hits(r.ID) }
	}
	return c
}

// NotClaimed begins the reason why a case is skipped where the target does not claim the feature.
const NotClaimed = "not claimed: "

// unclaimed says what a recipe needs that the target does not claim, or "".
func (p *planner) unclaimed(r *forge.Recipe) string {
	claims, needs := p.Target.Recipient, r.Needs
	switch {
	case claims.URL == "":
		return NotClaimed + "role recipient"
	case !slices.Contains(claims.Bindings, "wpt"):
		return NotClaimed + "binding wpt"
	case needs.Algorithm != "" && !slices.Contains(claims.Algorithms, needs.Algorithm):
		return NotClaimed + "algorithm " + needs.Algorithm
	case needs.Token != "" && !slices.Contains(claims.UnderstoodTokens, needs.Token):
		return NotClaimed + "token " + needs.Token
	case needs.Scheme != "" && needs.Scheme != p.Target.IdentifierScheme:
		return NotClaimed + "identifier scheme " + needs.Scheme
	case needs.Replay && !claims.ReplayProtection:
		return NotClaimed + "replay protection"
	case needs.CallerField && claims.CallerHeader == "":
		return NotClaimed + "a response field that names the caller"
	case needs.Clock:
		return NotClaimed + "a clock that the suite can set"
	}
	return ""
}

// Shard is one of several equal parts of a plan: number Index, from 1, of Of.
type Shard struct{ Index, Of int }

func (s Shard) part(cases []harness.Case) []harness.Case {
	if s.Of <= 1 {
		return cases
	}
	var out []harness.Case
	for i := s.Index - 1; i < len(cases); i += s.Of {
		out = append(out, cases[i])
	}
	return out
}

// ParseShard reads "2/4".
func ParseShard(text string) (Shard, error) {
	var s Shard
	if text == "" {
		return s, nil
	}
	n, err := fmt.Sscanf(text, "%d/%d", &s.Index, &s.Of)
	if n != 2 || err != nil || s.Index < 1 || s.Index > s.Of || text != fmt.Sprintf("%d/%d", s.Index, s.Of) {
		return Shard{}, fmt.Errorf("live: shard %q is not i/n with 1 <= i <= n", text)
	}
	return s, nil
}
