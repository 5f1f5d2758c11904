package run

import (
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
)

// Cases puts outcomes into the form of the reports.
func Cases(outcomes []harness.Outcome) []reports.Case {
	cases := make([]reports.Case, 0, len(outcomes))
	for _, o := range outcomes {
		cases = append(cases, caseOf(o))
	}
	return cases
}

func caseOf(o harness.Outcome) reports.Case {
	return reports.Case{
		ID: o.Case.ID, Role: o.Case.Role, Mechanism: spec.Mechanism(o.Case.Mechanism),
		Algorithm: o.Case.Algorithm, Requirements: o.Case.Requirements,
		Level: o.Case.Level, Gate: o.Case.Gate, Source: o.Case.Source, Comment: o.Case.Comment,
		Verdict: reports.Verdict(o.Verdict), Kind: kindOf(o), Expected: string(o.Case.Expect),
		Observed: o.Observed, Status: o.Status, Reason: o.Reason,
		Sent: o.Sent, Received: o.Received, Curl: o.Curl, SignatureBase: o.SignatureBase,
		DurationMS: float64(o.Duration) / float64(time.Millisecond), Evidence: o.Evidence,
	}
}

func kindOf(o harness.Outcome) string {
	if o.Verdict == harness.Skipped && strings.HasPrefix(o.Reason, live.NotClaimed) {
		return reports.KindNotClaimed
	}
	return string(o.Kind)
}

func targetFacts(t *target.Target) reports.Target {
	return reports.Target{
		Name: t.Name, Version: t.Version, Organization: t.Organization, Homepage: t.Homepage,
		Contact: t.Contact, License: t.License, Maturity: t.Maturity,
	}
}

// roles lists the roles that are tested.
func roles(t *target.Target) []string {
	var out []string
	for _, e := range t.Endpoints() {
		if !slices.Contains(out, string(e.Role)) {
			out = append(out, string(e.Role))
		}
	}
	return out
}

// mechanisms lists those that are run: nobody but a verifier is asked about identifiers alone.
func mechanisms(o live.Options) []spec.Mechanism {
	if o.Target.Verifier.URL != "" {
		return o.Mechanisms
	}
	return slices.DeleteFunc(slices.Clone(o.Mechanisms), func(m spec.Mechanism) bool {
		return m == spec.MechanismIdentifier
	})
}

func names(mechanisms []spec.Mechanism) []string {
	var out []string
	for _, m := range mechanisms {
		out = append(out, string(m))
	}
	return out
}
