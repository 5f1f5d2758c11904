package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/spec"
)

// rows gives the verdict on a requirement for the roles that it binds, and for the verifier where it
// was asked. The former is left out where that is all that was tested.
func rows(run Run, rule spec.Rule, citing []Case) []Requirement {
	asked := slices.DeleteFunc(slices.Clone(citing), func(c Case) bool { return !isVerifier(c.Role) })
	others := slices.DeleteFunc(slices.Clone(citing), func(c Case) bool { return isVerifier(c.Role) })
	var rows []Requirement
	if len(asked) == 0 || len(others) > 0 || slices.Contains(run.Roles, roleOf(run, rule)) {
		rows = append(rows, requirement(run, rule, others))
	}
	if len(asked) > 0 {
		row := requirement(run, rule, asked)
		row.Role = string(spec.RoleVerifier)
		rows = append(rows, row)
	}
	return rows
}

func isVerifier(role string) bool { return role == string(spec.RoleVerifier) }

// isJudgedBy says whether a case counts in the row of a requirement.
func (r Requirement) isJudgedBy(c Case) bool {
	return slices.Contains(c.Requirements, r.ID) && isVerifier(c.Role) == isVerifier(r.Role)
}

// name is what a page calls the row.
func (r Requirement) name() string {
	if isVerifier(r.Role) {
		return r.ID + " (verifier)"
	}
	return r.ID
}

func requirement(run Run, rule spec.Rule, citing []Case) Requirement {
	r := Requirement{
		ID: rule.ID, Mechanism: rule.Mechanism(), Level: rule.Level, Role: roleOf(run, rule),
		Gate: rule.Gate, Source: rule.Source, Text: rule.Text, Cases: []string{},
	}
	for _, c := range citing {
		r.Mechanism = cmp.Or(r.Mechanism, c.Mechanism)
		if !slices.Contains(r.Cases, c.ID) {
			r.Cases = append(r.Cases, c.ID)
		}
	}
	if len(citing) == 0 {
		r.Verdict, r.Reason = NotTested, whyNoCase(run, rule)
	} else {
		r.Verdict, r.Reason = judge(rule, citing)
	}
	return r
}

// roleOf names the tested role that a rule binds, else the first.
func roleOf(run Run, rule spec.Rule) string {
	for _, role := range rule.Roles {
		if slices.Contains(run.Roles, string(role)) {
			return string(role)
		}
	}
	if len(rule.Roles) == 0 {
		return ""
	}
	return string(rule.Roles[0])
}

// whyNoCase gives the first reason that holds, the one that lasts longest first.
func whyNoCase(run Run, rule spec.Rule) string {
	switch {
	case !slices.Contains(run.Roles, roleOf(run, rule)):
		return fmt.Sprintf("binds only the %s, not a role that was tested", listed(rule.Roles))
	case !rule.IsTestable():
		return cmp.Or(rule.Reason, "cannot be told from outside")
	case !slices.Contains(run.Mechanisms, string(rule.Mechanism())):
		return fmt.Sprintf("mechanism %s was not run", rule.Mechanism())
	case run.Filter != "":
		return fmt.Sprintf("filtered out: %s", Printable(run.Filter, reasonWidth))
	case !run.Complete || run.Interrupted || run.Unreachable:
		return "the run ended before it"
	}
	return "no case"
}

// judge decides by the cases that count: those that were not skipped and do not merely report.
// A failure counts with the weaker of the gates of its case and its requirement.
func judge(rule spec.Rule, citing []Case) (Verdict, string) {
	ran := without(citing, Skipped)
	counting := slices.DeleteFunc(slices.Clone(ran), func(c Case) bool {
		return c.Gate == spec.GateReport || c.Verdict == Reported
	})
	failed, doubtful := only(counting, Fail), only(counting, Inconclusive)
	switch {
	case len(ran) == 0:
		return judgeSkipped(citing)
	case rule.Gate == spec.GateReport, len(counting) == 0:
		return judgeReported(ran)
	case len(failed) > 0:
		return failureOf(rule, failed), failures(rule, failed, len(ran))
	case len(doubtful) > 0:
		return Inconclusive, share(doubtful, len(ran), "inconclusive") + firstReason(doubtful)
	}
	return Met, skips(citing)
}

func failureOf(rule spec.Rule, failed []Case) Verdict {
	binding := slices.ContainsFunc(failed, func(c Case) bool { return c.Gate == spec.GateMust })
	if binding && rule.Gate == spec.GateMust {
		return NotMet
	}
	return ShouldNotMet
}

// judgeSkipped tells a feature that is not claimed from a case that was left out.
func judgeSkipped(citing []Case) (Verdict, string) {
	for _, c := range citing {
		if c.Kind != KindNotClaimed {
			reason := Printable(c.Reason, reasonWidth)
			return NotTested, cmp.Or(reason, c.Kind, "every case was skipped")
		}
	}
	reason := Printable(citing[0].Reason, reasonWidth)
	return NotClaimed, cmp.Or(reason, "the target does not claim the feature")
}

// judgeReported says what was observed where nothing was owed.
func judgeReported(ran []Case) (Verdict, string) {
	if len(only(ran, Inconclusive)) == len(ran) {
		return Inconclusive, share(ran, len(ran), "inconclusive") + firstReason(ran)
	}
	return Reported, observations(without(ran, Inconclusive))
}
