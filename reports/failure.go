package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// notMet gives one block for each requirement of a verdict, each with its failed cases.
func (p *page) notMet(v Verdict) []string {
	var blocks []string
	for _, q := range p.Requirements {
		if q.Verdict == v {
			blocks = append(blocks, p.requirement(q))
		}
	}
	return blocks
}

func (p *page) requirement(q Requirement) string {
	label := map[Verdict]string{NotMet: "NOT MET", ShouldNotMet: "WARNING"}[q.Verdict]
	if q.Verdict == ShouldNotMet && p.Strict {
		label = "NOT MET"
	}
	heading := strings.Join(slices.DeleteFunc([]string{
		p.paint(colourOf[q.Verdict], label), p.paint(bold, q.ID), q.Level, q.Source,
	}, func(s string) bool { return s == "" }), "  ")
	parts := []string{heading + p.wrapped(q.Text, 2) + p.wrapped(q.Reason, 2)}
	for _, same := range alike(p.failedOf(q.ID), p.Verbose) {
		parts = append(parts, p.failure(q.ID, same))
	}
	return strings.Join(parts, "\n\n")
}

func (p *page) failedOf(id string) []Case {
	return slices.DeleteFunc(slices.Clone(p.Cases), func(c Case) bool {
		return c.Verdict != Fail || !slices.Contains(c.Requirements, id)
	})
}

// looseFailures shows the failed cases that cite nothing, which stand under no requirement.
func (p *page) looseFailures() string {
	var parts []string
	for _, c := range p.Cases {
		if c.Verdict == Fail && len(c.Requirements) == 0 {
			parts = append(parts, p.failure("", []Case{c}))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	heading := p.paint(colourOf[Fail], "FAILED") + "  cases that cite no requirement"
	return heading + "\n" + strings.Join(parts, "\n\n")
}

// alike puts together the failures of one case that differ in nothing but the algorithm.
func alike(cases []Case, apart bool) [][]Case {
	var groups [][]Case
	for _, c := range cases {
		i := slices.IndexFunc(groups, func(g []Case) bool {
			return !apart && g[0].ID == c.ID && g[0].Role == c.Role && g[0].Reason == c.Reason
		})
		if i < 0 {
			groups = append(groups, []Case{c})
		} else {
			groups[i] = append(groups[i], c)
		}
	}
	return groups
}

// failure shows a failed case once; under a second requirement it points to the first.
func (p *page) failure(id string, same []Case) string {
	c := same[0]
	heading := fmt.Sprintf("  %s %s", p.paint(colourOf[Fail], "✗"), p.paint(bold, c.ID))
	if len(p.Roles) > 1 {
		heading += "  " + c.Role
	}
	if algorithms := algorithmsOf(same); algorithms != "" {
		heading += "  " + algorithms
	}
	key := strings.Join([]string{c.ID, c.Role, c.Algorithm}, " ")
	if where, ok := p.printed[key]; ok {
		return heading + "  (shown under " + where + ")"
	}
	p.printed[key] = id
	lines := heading + p.wrapped(c.Comment, 4)
	lines += p.message("sent:", c.Sent)
	lines += p.message("came back:", cmp.Or(c.Received, came(c)))
	lines += p.labelled("reason:", cmp.Or(c.Reason, expectation(c)))
	return lines + p.curl(id, c.Curl)
}

// curl gives the command of the first failure under a requirement; those of the others are in
// results.json, and here where the page is verbose.
func (p *page) curl(id, command string) string {
	if command == "" || p.curled[id] && !p.Verbose {
		return ""
	}
	p.curled[id] = true
	return "\n    " + command
}

func algorithmsOf(cases []Case) string {
	var names []string
	for _, c := range cases {
		if c.Algorithm != "" && !slices.Contains(names, c.Algorithm) {
			names = append(names, c.Algorithm)
		}
	}
	return strings.Join(names, ", ")
}

// came says what came back where no message did, or none was kept.
func came(c Case) string {
	if c.Status != 0 {
		return fmt.Sprintf("status %d", c.Status)
	}
	return cmp.Or(c.Kind, c.Observed)
}

func expectation(c Case) string {
	observed := cmp.Or(c.Observed, c.Kind, "nothing")
	return fmt.Sprintf("expected %s, observed %s", c.Expected, observed)
}
