package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// reasonWidth bounds what a requirement's reason repeats of the reasons of its cases.
const reasonWidth = 300

// observations counts the cases by what was observed in them.
func observations(cases []Case) string {
	var seen []string
	count := map[string]int{}
	for _, c := range cases {
		observed := cmp.Or(Printable(c.Observed, reasonWidth/4), string(c.Verdict))
		if count[observed]++; count[observed] == 1 {
			seen = append(seen, observed)
		}
	}
	for i, observed := range seen {
		seen[i] = fmt.Sprintf("%s in %s", observed, number(count[observed], "case"))
	}
	return Printable("observed: "+strings.Join(seen, ", "), reasonWidth)
}

// failures counts the failed cases, and owns up to those that are counted elsewhere too.
func failures(rule spec.Rule, failed []Case, ran int) string {
	reason := share(failed, ran, "failed")
	var said []string
	for _, c := range failed {
		others := slices.DeleteFunc(slices.Clone(c.Requirements), func(id string) bool {
			return id == rule.ID
		})
		if len(others) > 0 && !slices.Contains(said, c.ID) {
			said = append(said, c.ID)
			reason += fmt.Sprintf("; %s counts against %s too", c.ID, listed(others))
		}
	}
	return reason
}

func skips(citing []Case) string {
	skipped := only(citing, Skipped)
	if len(skipped) == 0 {
		return ""
	}
	return share(skipped, len(citing), "skipped") + firstReason(skipped)
}

func share(some []Case, all int, what string) string {
	return fmt.Sprintf("%d of %s %s", len(some), number(all, "case"), what)
}

// firstReason continues a sentence with the first reason that a case gives.
func firstReason(cases []Case) string {
	for _, c := range cases {
		if c.Reason != "" {
			return ": " + Printable(c.Reason, reasonWidth)
		}
	}
	return ""
}

func only(cases []Case, v Verdict) []Case {
	return slices.DeleteFunc(slices.Clone(cases), func(c Case) bool { return c.Verdict != v })
}

func without(cases []Case, v Verdict) []Case {
	return slices.DeleteFunc(slices.Clone(cases), func(c Case) bool { return c.Verdict == v })
}
