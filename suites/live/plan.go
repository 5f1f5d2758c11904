package live

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/inspect"
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
var Mechanisms = []spec.Mechanism{
	spec.MechanismWIT, spec.MechanismWPT, spec.MechanismHTTPSig, spec.MechanismMTLS,
	spec.MechanismIdentifier,
}

// Forges are those that mint the cases of a plan.
type Forges struct {
	// Main mints those of the main algorithm for live roles.
	Main *forge.Forge
	// AtRest mints the vectors that a verifier is asked about; nil where there is none.
	AtRest *forge.Forge
}

// Plan makes the cases of a run, in the order of the recipes, those of the verifier behind the others,
// and the forges that mint them.
func Plan(o Options) (harness.Plan, Forges, error) {
	book, err := forge.Builtin()
	if err != nil {
		return harness.Plan{}, Forges{}, err
	}
	p := planner{Options: o, book: book, forges: map[string]*forge.Forge{}}
	p.main = p.forge(p.algorithm())
	var plan harness.Plan
	for _, r := range book.InForce(o.Profile) {
		if slices.Contains(o.Mechanisms, r.Mechanism()) && r.Mechanism() != spec.MechanismIdentifier {
			plan.Cases = append(plan.Cases, p.cases(r)...)
		}
	}
	forges := Forges{Main: p.main}
	asking, err := p.newAsking()
	if err != nil {
		return harness.Plan{}, forges, err
	}
	if asking != nil {
		asking.add(&plan)
		forges.AtRest = asking.forge
	}
	for _, c := range plan.Cases {
		if c.Expect == vector.Accept {
			plan.Controls = append(plan.Controls, c)
		}
	}
	plan.Cases = Part(o.Shard, o.Filter.apply(plan.Cases))
	return plan, forges, nil
}

type planner struct {
	Options
	book   *forge.Recipes
	main   *forge.Forge
	forges map[string]*forge.Forge // by algorithm
	handed *forge.Forge            // what is presented over mutual TLS
	told   *forge.Forge            // what callers and issuers are told, and how calls are answered
}

// cases makes one case of a recipe for each algorithm that it is run with: those of the recipient
// where it is the one that is asked, else that of the kit's credentials.
func (p *planner) cases(r *forge.Recipe) []harness.Case {
	if r.Mechanism() == spec.MechanismMTLS {
		return p.mutual(r)
	}
	algorithms := []string{p.algorithm()}
	switch {
	case r.Role() != spec.RoleRecipient:
		algorithms = []string{kitAlgorithm}
	case r.Algorithms == "each" && len(p.Target.Recipient.Algorithms) > 0:
		algorithms = p.claimed(r.Mechanism())
	}
	var out []harness.Case
	for _, alg := range algorithms {
		out = append(out, p.caseOf(r, alg))
	}
	return out
}

func (p *planner) caseOf(r *forge.Recipe, algorithm string) harness.Case {
	rule, _ := p.Profile.Rule(r.Requirement)
	f := p.forgeOf(r, algorithm)
	c := harness.Case{
		ID: r.ID, Mechanism: string(r.Mechanism()), Role: string(r.Role()),
		Algorithm: algorithm, Requirements: p.inForce(r),
		Level: rule.Level, Source: rule.Source, Gate: rule.GateFor(r.Role()),
		Comment: r.Comment, Control: r.Control, Expect: r.Expected(), AtOnce: r.AtOnce,
		Skip: p.unclaimed(r), Check: CheckOf(r), Share: shareOf(r), Respond: respond(f, r),
		Mint: func(context.Context) ([]vector.Step, error) {
			p.Canary.Forget(r.ID)
			v, err := f.Mint(r)
			return v.Steps, err
		},
	}
	if r.Call != nil {
		c.Times = r.Call.Times
	}
	if p.Canary != nil && r.Role() == spec.RoleRecipient {
		c.Canary = func() int { return p.Canary.Hits(r.ID) }
	}
	return c
}

// shareOf gives recipes that ask a target to make the same thing the same text: one exchange is then
// looked at from several sides. What could show a private key is looked at by itself.
func shareOf(r *forge.Recipe) string {
	if r.Presented {
		return "presented"
	}
	if CheckOf(r) == "" || r.Control != "" || strings.HasSuffix(r.Requirement, "KEY-PRIVATE") {
		return ""
	}
	asked, err := json.Marshal([]any{r.Mechanism(), r.Change, r.After, r.Steps, r.Call, r.Issue, r.Answer})
	if err != nil {
		return "" // a recipe that cannot be written is told by itself
	}
	return string(asked)
}

// CheckOf names the check that is run on what the target makes, where that is what
// a recipe asks; else it is "".
func CheckOf(r *forge.Recipe) string {
	signed := r.Answer != nil && r.Answer.Signed
	_, inspected := inspect.Find(r.Requirement, r.Role())
	issued := r.Issue != nil && (r.Expected() == vector.Accept || inspected)
	if r.Call != nil || r.Presented || signed || issued {
		return r.Requirement
	}
	return ""
}

// inForce leaves out what a recipe cites for other profiles.
func (p *planner) inForce(r *forge.Recipe) []string {
	return slices.DeleteFunc(r.Requirements(), func(id string) bool {
		_, ok := p.Profile.Rule(id)
		return !ok
	})
}
