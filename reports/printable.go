package reports

import (
	"fmt"
	"slices"
	"strings"
)

// What fits into a report for people; the JSON results hold the rest.
const (
	maxName  = 200
	maxLine  = 600
	maxLines = 12
	maxCurl  = 8192
	// A signature base has a line for each component, and a diff has many of them twice.
	maxBaseLine  = 900
	maxBaseLines = 60
)

// printable gives a copy of the results in which every text is safe to print. Renderers for people
// begin with it, so that none of them has to remember.
func printable(r *Results) *Results {
	safe := *r
	for _, s := range []*string{
		&safe.Schema, &safe.Profile, &safe.Filter, &safe.Tool.Name, &safe.Tool.Version,
		&safe.Target.Name, &safe.Target.Version, &safe.Target.Organization, &safe.Target.Homepage,
		&safe.Target.Contact, &safe.Target.License, &safe.Target.Maturity,
		&safe.Revisions.WIT, &safe.Revisions.WPT, &safe.Revisions.HTTPSig, &safe.Revisions.MTLS,
		&safe.Revisions.Identifier,
	} {
		*s = Printable(*s, maxName)
	}
	safe.Roles, safe.Mechanisms = printableNames(r.Roles), printableNames(r.Mechanisms)
	safe.Summary.Verdict = printableName(r.Summary.Verdict)
	safe.Summary.Reason = printableProse(r.Summary.Reason)
	safe.Requirements = slices.Clone(r.Requirements)
	for i := range safe.Requirements {
		printableRequirement(&safe.Requirements[i])
	}
	safe.Cases = slices.Clone(r.Cases)
	for i := range safe.Cases {
		printableCase(&safe.Cases[i])
	}
	return &safe
}

func printableRequirement(q *Requirement) {
	q.ID, q.Level, q.Role = printableName(q.ID), printableName(q.Level), printableName(q.Role)
	q.Mechanism, q.Gate = printableName(q.Mechanism), printableName(q.Gate)
	q.Source, q.Verdict = printableName(q.Source), printableName(q.Verdict)
	q.Text, q.Reason = printableProse(q.Text), printableProse(q.Reason)
	q.Cases = printableNames(q.Cases)
}

func printableCase(c *Case) {
	c.ID, c.Role, c.Level = printableName(c.ID), printableName(c.Role), printableName(c.Level)
	c.Mechanism, c.Algorithm = printableName(c.Mechanism), printableName(c.Algorithm)
	c.Gate, c.Source = printableName(c.Gate), printableName(c.Source)
	c.Verdict, c.Kind = printableName(c.Verdict), printableName(c.Kind)
	c.Requirements = printableNames(c.Requirements)
	c.Comment, c.Reason = printableProse(c.Comment), printableProse(c.Reason)
	c.Expected, c.Observed = printableName(c.Expected), printableName(c.Observed)
	c.Sent, c.Received = printableBlock(c.Sent), printableBlock(c.Received)
	c.Curl, c.SignatureBase = printableCurl(c.Curl), printableBase(c.SignatureBase)
	c.EvidenceFile = printableName(c.EvidenceFile)
}

func printableName[T ~string](s T) T { return T(Printable(string(s), maxName)) }

// printableProse lets line breaks go, since prose is wrapped anew.
func printableProse(s string) string {
	return Printable(strings.Join(strings.Fields(s), " "), maxLine)
}

func printableNames(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = printableName(name)
	}
	return out
}

// printableBlock keeps the lines of a message, as far as they fit.
func printableBlock(s string) string { return printableLines(s, maxLines, maxLine) }

// printableBase keeps as much as a signature base may need.
func printableBase(s string) string { return printableLines(s, maxBaseLines, maxBaseLine) }

func printableLines(s string, most, width int) string {
	var lines []string
	for line := range strings.Lines(s) {
		if len(lines) == most {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, Printable(strings.TrimRight(line, "\r\n"), width))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// printableCurl never shortens a command: one that is not whole is worse than none.
func printableCurl(s string) string {
	if safe := Printable(s, 0); safe != s || len(s) > maxCurl {
		return fmt.Sprintf("# a command of %d bytes: curl of this case in results.json", len(s))
	}
	return s
}
