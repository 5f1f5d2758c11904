package reports

import (
	"cmp"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/spec"
)

// Run says what was tested, on whose orders, and how it ended.
type Run struct {
	Tool              Tool
	Target            Target
	Started, Finished time.Time
	// Complete says that every case that was to run did run.
	Complete bool
	// Interrupted says that somebody stopped the run, Unreachable that the target could not be
	// started or reached. Either makes the run incomplete.
	Interrupted, Unreachable bool
	// Strict makes a SHOULD gate like a MUST.
	Strict bool
	// Filter is the expression that chose the cases, or empty.
	Filter string
	// Roles are those of the target that were tested, Mechanisms those that were run.
	Roles, Mechanisms []string
}

// Build judges every requirement in force in a profile by the cases that cite it, and the run by
// its requirements. It is a pure function: the same arguments give the same results.
//
// What a verifier does says nothing of the roles that a requirement binds, and the reverse: its cases
// are judged in a row of their own, with the role verifier.
//
// A case of gate report never gates: where it departs from its expectation, or expects either
// answer, it is [Reported]. A failure whose kind says that it is no fault of the target is
// [Inconclusive].
func Build(run Run, cases []Case, profile *spec.Profile) *Results {
	return build(run, cases, catalogue{profile.Name, profile.Revisions, profile.Rules()})
}

// catalogue is what Build needs of a profile; tests make small ones of their own.
type catalogue struct {
	name      string
	revisions spec.Revisions
	rules     []spec.Rule
}

func build(run Run, cases []Case, c catalogue) *Results {
	r := newResults(run, c)
	rules := withCited(c.rules, cases)
	index := map[string]spec.Rule{}
	for _, rule := range rules {
		index[rule.ID] = rule
	}
	citing := map[string][]Case{}
	for _, given := range cases {
		settled := settle(given, index)
		r.Cases = append(r.Cases, settled)
		for _, id := range slices.Compact(slices.Sorted(slices.Values(settled.Requirements))) {
			citing[id] = append(citing[id], settled)
		}
	}
	for _, rule := range rules {
		r.Requirements = append(r.Requirements, rows(run, rule, citing[rule.ID])...)
	}
	r.summarise()
	return r
}

func newResults(run Run, c catalogue) *Results {
	return &Results{
		Schema: SchemaName, Tool: run.Tool, Target: run.Target,
		Profile: c.name, Revisions: c.revisions,
		Roles: append([]string{}, run.Roles...), Mechanisms: append([]string{}, run.Mechanisms...),
		Filter: run.Filter, Strict: run.Strict,
		Started:     run.Started.UTC().Truncate(time.Millisecond),
		Finished:    run.Finished.UTC().Truncate(time.Millisecond),
		Complete:    run.Complete && !run.Interrupted && !run.Unreachable,
		Interrupted: run.Interrupted, Unreachable: run.Unreachable,
		Requirements: []Requirement{}, Cases: []Case{},
	}
}

// withCited adds a rule for each requirement that is cited but not in force, so that what a case
// found is never lost to a slip in the catalogue.
func withCited(rules []spec.Rule, cases []Case) []spec.Rule {
	known := map[string]bool{}
	for _, rule := range rules {
		known[rule.ID] = true
	}
	rules = slices.Clone(rules)
	for _, c := range cases {
		for _, id := range c.Requirements {
			if !known[id] {
				known[id] = true
				rules = append(rules, ruleOf(id, c))
			}
		}
	}
	return rules
}

func ruleOf(id string, c Case) spec.Rule {
	return spec.Rule{
		Requirement: &spec.Requirement{
			ID: id, Roles: []spec.Role{spec.Role(c.Role)}, Testable: "http",
		},
		Level: c.Level, Gate: cmp.Or(c.Gate, spec.GateMust), Source: c.Source,
	}
}

// settle fills in what a case leaves to the catalogue, and holds the verdict to what may count.
func settle(c Case, rules map[string]spec.Rule) Case {
	c.Requirements = append([]string{}, c.Requirements...)
	if len(c.Requirements) > 0 {
		rule := rules[c.Requirements[0]]
		c.Level, c.Source = cmp.Or(c.Level, rule.Level), cmp.Or(c.Source, rule.Source)
		c.Gate = cmp.Or(c.Gate, rule.Gate)
	}
	c.Gate = cmp.Or(c.Gate, spec.GateMust)
	switch {
	case c.Verdict == Fail && slices.Contains(notTheTarget, c.Kind):
		c.Verdict = Inconclusive
	case c.Verdict == Fail && c.Gate == spec.GateReport, c.Verdict == Pass && c.Expected == either:
		c.Verdict = Reported
	case c.Verdict == Pass:
		c.Sent, c.Received, c.Curl, c.SignatureBase = "", "", "", ""
	}
	return c
}

var notTheTarget = []string{KindEnvironment, KindHarness, KindUntestable}
