package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// atMost bounds what is listed of a kind, unless everything is asked for.
const atMost = 10

// inconclusive lists the cases that told nothing, by reason.
func (p *page) inconclusive() string {
	var reasons []string
	ids := map[string][]string{}
	for _, c := range p.Cases {
		if c.Verdict == Inconclusive {
			reason := cmp.Or(c.Reason, c.Kind, "no reason given")
			if len(ids[reason]) == 0 {
				reasons = append(reasons, reason)
			}
			ids[reason] = append(ids[reason], p.caseName(c))
		}
	}
	if len(reasons) == 0 {
		return ""
	}
	count := fmt.Sprintf("  %s", number(p.Summary.Cases.Inconclusive, "case"))
	lines := p.paint(colourOf[Inconclusive], "INCONCLUSIVE") + count
	for _, reason := range p.first(reasons) {
		lines += p.wrapped(reason, 2)
		for _, id := range p.first(ids[reason]) {
			lines += "\n    " + id
		}
		lines += p.more(ids[reason], 4)
	}
	return lines + p.more(reasons, 2)
}

// caseName tells a case from the others of the run.
func (p *page) caseName(c Case) string {
	if isVerifier(c.Role) {
		return c.ID + " " + c.Role
	}
	return strings.TrimSpace(c.ID + " " + c.Algorithm)
}

// named lists where a verifier refused what it had to for another requirement, if asked.
func (p *page) named() string {
	named := slices.DeleteFunc(only(p.Cases, Pass), func(c Case) bool { return c.Reason == "" })
	if len(named) == 0 || !p.Verbose {
		return ""
	}
	lines := fmt.Sprintf("Otherwise    %s: refused, as they must be, with another requirement named",
		number(len(named), "case"))
	for _, c := range named {
		lines += p.wrapped(p.caseName(c)+": "+c.Reason, 2)
	}
	return lines
}

// skipped counts the cases that were not run, by reason, if asked.
func (p *page) skipped() string {
	var reasons []string
	count := map[string]int{}
	for _, c := range only(p.Cases, Skipped) {
		reason := cmp.Or(c.Reason, c.Kind, "no reason given")
		if count[reason]++; count[reason] == 1 {
			reasons = append(reasons, reason)
		}
	}
	if len(reasons) == 0 || !p.Verbose {
		return ""
	}
	lines := fmt.Sprintf("Skipped      %s", number(p.Summary.Cases.Skipped, "case"))
	for _, reason := range reasons {
		lines += p.wrapped(reason+": "+number(count[reason], "case"), 2)
	}
	return lines
}

func (p *page) first(items []string) []string {
	if p.Verbose {
		return items
	}
	return items[:min(len(items), atMost)]
}

// more says how many items first left out.
func (p *page) more(items []string, indent int) string {
	if n := len(items) - len(p.first(items)); n > 0 {
		return fmt.Sprintf("\n%sand %d more", strings.Repeat(" ", indent), n)
	}
	return ""
}

// others counts the requirements on which there is no verdict, and lists them if asked.
func (p *page) others() string {
	var lines []string
	for _, o := range []struct {
		verdict     Verdict
		label, what string
	}{
		{Reported, "Reported", "the drafts leave the target free"},
		{NotClaimed, "Not claimed", "the target does not claim the feature"},
		{NotTested, "Not tested", "of other roles, invisible from outside, or left out"},
	} {
		if line := p.other(o.verdict, o.label, o.what); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 && !p.Verbose {
		hint := "--verbose lists them, with what was seen or the reason"
		lines = append(lines, strings.Repeat(" ", 13)+p.paint(dim, hint))
	}
	return strings.Join(lines, p.between())
}

// between separates lists by blank lines, and mere counts by nothing.
func (p *page) between() string {
	if p.Verbose {
		return "\n\n"
	}
	return "\n"
}

func (p *page) other(v Verdict, label, what string) string {
	these := slices.DeleteFunc(slices.Clone(p.Requirements), func(q Requirement) bool {
		return q.Verdict != v
	})
	if len(these) == 0 {
		return ""
	}
	lines := fmt.Sprintf("%-12s %s: %s", label, number(len(these), "requirement"), what)
	if !p.Verbose {
		return lines
	}
	for _, q := range these {
		lines += "\n  " + q.name() + p.wrapped(q.Reason, 4)
	}
	return lines
}
