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
		p.paint(colourOf[q.Verdict], label), p.paint(bold, q.name()), q.Level, q.Source,
	}, func(s string) bool { return s == "" }), "  ")
	parts := []string{heading + p.wrapped(q.Text, 2) + p.wrapped(q.Reason, 2)}
	parts = append(parts, p.failures(q.name(), p.failedOf(q))...)
	return strings.Join(parts, "\n\n")
}

// failures shows the first failed cases under a requirement, or all where the page is verbose.
func (p *page) failures(id string, failed []Case) []string {
	var parts []string
	groups := alike(failed, p.Verbose)
	shown := groups
	if !p.Verbose {
		shown = groups[:min(len(groups), atMost)]
	}
	for _, same := range shown {
		parts = append(parts, p.failure(id, same))
	}
	if n := len(groups) - len(shown); n > 0 {
		parts = append(parts, fmt.Sprintf("  and %d more", n))
	}
	return parts
}

func (p *page) failedOf(q Requirement) []Case {
	return slices.DeleteFunc(slices.Clone(p.Cases), func(c Case) bool {
		return c.Verdict != Fail || !q.isJudgedBy(c)
	})
}

// looseFailures shows the failed cases that cite nothing, which stand under no requirement.
func (p *page) looseFailures() string {
	loose := slices.DeleteFunc(slices.Clone(p.Cases), func(c Case) bool {
		return c.Verdict != Fail || len(c.Requirements) > 0
	})
	if len(loose) == 0 {
		return ""
	}
	heading := p.paint(colourOf[Fail], "FAILED") + "  cases that cite no requirement"
	return heading + "\n" + strings.Join(p.failures("", loose), "\n\n")
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
	return lines + p.signatureBase(c.SignatureBase) + p.curl(id, c.Curl)
}

// signatureBase shows a signature base under a heading, with the lines as they are: what shortened
// them did not hide where two differ.
func (p *page) signatureBase(s string) string {
	if s == "" {
		return ""
	}
	const indent = 6
	head, base, _ := strings.Cut(s, "\n")
	out := "\n    " + p.paint(dim, "signature base:") + p.wrapped(head, indent)
	if base == "" {
		return out
	}
	for line := range strings.SplitSeq(base, "\n") {
		for _, part := range broken(line, p.Width-indent) {
			out += "\n" + strings.Repeat(" ", indent) + part
		}
	}
	return out
}

// mostCurled is how many requirements have a curl command in print. Such a command fills lines, and
// whoever has many failures mends the first ones first.
const mostCurled = 3

// curl gives the command of the first failure under each of the first requirements; those of the
// others are in results.json, and here where the page is verbose.
func (p *page) curl(id, command string) string {
	if command == "" || p.curled[id] && !p.Verbose {
		return ""
	}
	p.curled[id] = true
	if len(p.curled) > mostCurled && !p.Verbose {
		return p.labelled("curl:", "results.json, or --verbose")
	}
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
