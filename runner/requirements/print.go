package requirements

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// roleLetters stand for the roles in tables.
var roleLetters = []struct {
	role   spec.Role
	letter string
}{
	{spec.RoleIssuer, "I"}, {spec.RoleCaller, "C"},
	{spec.RoleRecipient, "R"}, {spec.RoleDeployment, "D"},
}

const roleLegend = "Binds: I issuer, C caller, R recipient, D deployment."

func letters(roles []spec.Role) string {
	var out strings.Builder
	for _, l := range roleLetters {
		for _, r := range roles {
			if r == l.role {
				out.WriteString(l.letter)
			}
		}
	}
	return out.String()
}

// draftPrefix begins the name of every draft.
const draftPrefix = "draft-ietf-wimse-"

// shortSource writes "draft-ietf-wimse-wpt-02, Section 2" as "wpt-02 2".
func shortSource(source string) string {
	return strings.Replace(strings.TrimPrefix(source, draftPrefix), ", Section", "", 1)
}

const rowFormat = "%-27s %-15s %-6s %-5s %-6s %5v  %s\n"

// printTable prints one line for each row.
func printTable(w io.Writer, p *spec.Profile, rows []Row) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, rowFormat, "REQUIREMENT", "LEVEL", "GATE", "BINDS", "TESTED", "CASES", "SOURCE")
	for _, r := range rows {
		fmt.Fprintf(&out, rowFormat, r.ID, r.Level, r.Gate, letters(r.Roles), r.Testable,
			len(r.Cases), shortSource(r.Source))
	}
	fmt.Fprintf(&out, "\n%d requirements in profile %s. %s\nSources: %s..., and the section.\n",
		len(rows), p.Name, roleLegend, draftPrefix)
	_, err := w.Write(out.Bytes())
	return err
}

// printSpans prints each row with a line for each run of revisions.
func printSpans(w io.Writer, rows []Row) error {
	var out bytes.Buffer
	for _, r := range rows {
		fmt.Fprintf(&out, "%-27s %-15s %-5s %-6s cases: %d\n",
			r.ID, r.Level, letters(r.Roles), r.Testable, len(r.Cases))
		for _, s := range r.Spans {
			fmt.Fprintln(&out, "    "+s.Line(r.Level))
		}
	}
	fmt.Fprintf(&out, "\n%d rows. %s\n", len(rows), roleLegend)
	_, err := w.Write(out.Bytes())
	return err
}

// Line writes the span; its level stands there only where it differs from that of the row.
func (s Span) Line(rowLevel string) string {
	until := s.Until
	if until == "" {
		until = "newest"
	}
	runs := s.Since + " .. " + until
	if s.Since == s.Until {
		runs = s.Since
	}
	var notes []string
	if s.Level != rowLevel {
		notes = append(notes, s.Level)
	}
	if s.Gate != "" {
		notes = append(notes, "gates as "+string(s.Gate))
	}
	line := fmt.Sprintf("%-40s Section %-7s %s", runs, s.Section, strings.Join(notes, ", "))
	return strings.TrimRight(line, " ")
}
