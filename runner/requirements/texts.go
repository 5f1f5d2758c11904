package requirements

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// documentCoverage counts the key words of BCP 14 in one document of the profile.
type documentCoverage struct {
	Document string         `json:"document"`
	Must     statementTally `json:"must"`
	Should   statementTally `json:"should"`
	May      statementTally `json:"may"`
}

// statementTally counts statements. Each but the missing ones has a case in the profile that asks a
// party that it binds, or a reason for which it has none.
type statementTally struct {
	Statements  int `json:"statements"`
	WithCase    int `json:"with_case"`
	NotTestable int `json:"not_testable"`
	Missing     int `json:"missing"`
}

// untested is a statement without a case. An empty reason makes it a missing one.
type untested struct {
	Document string    `json:"document"`
	Section  string    `json:"section"`
	Word     string    `json:"word"`
	Gate     spec.Gate `json:"gate"`
	IDs      []string  `json:"ids"`
	Reason   string    `json:"reason"`
}

func (u untested) missing() bool { return u.Reason == "" }

// reader holds what decides whether a statement of a profile is tested.
type reader struct {
	profile *spec.Profile
	cited   map[spec.Role]Citations
}

func newReader(p *spec.Profile, book *forge.Recipes) reader {
	r := reader{p, map[spec.Role]Citations{}}
	for _, role := range tested {
		r.cited[role] = CitationsIn(asking(book.InForce(p), role))
	}
	return r
}

// read adds the documents of one mechanism, or of all where none is named.
func (r reader) read(c *coverage, only spec.Mechanism) {
	for _, d := range r.profile.Texts() {
		if only != "" && r.profile.Revisions.Of(only) != d.Revision {
			continue
		}
		dc := documentCoverage{Document: d.Revision}
		for _, section := range d.Sections {
			for _, s := range section.Statements() {
				c.Untested = append(c.Untested, r.count(&dc, section.Number, s)...)
			}
		}
		c.Documents = append(c.Documents, dc)
	}
}

// count adds a statement to its tally and gives it back where no case asks for it.
func (r reader) count(dc *documentCoverage, section string, s spec.Statement) []untested {
	t := map[spec.Gate]*statementTally{
		spec.GateMust: &dc.Must, spec.GateShould: &dc.Should, spec.GateReport: &dc.May,
	}[s.Gate()]
	t.Statements++
	rules := r.rules(s)
	if slices.ContainsFunc(rules, r.hasCase) {
		t.WithCase++
		return nil
	}
	u := untested{dc.Document, section, s.Word, s.Gate(), []string{}, excuse(s, rules)}
	for _, rule := range rules {
		u.IDs = append(u.IDs, rule.ID)
	}
	if u.missing() {
		t.Missing++
	} else {
		t.NotTestable++
	}
	return []untested{u}
}

// rules gives those of the statement's requirements that are in force.
func (r reader) rules(s spec.Statement) []spec.Rule {
	var all []spec.Rule
	for _, id := range s.IDs {
		if rule, ok := r.profile.Rule(id); ok {
			all = append(all, rule)
		}
	}
	return all
}

func (r reader) hasCase(rule spec.Rule) bool {
	return slices.ContainsFunc(tested, func(role spec.Role) bool {
		return rule.Binds(role) && len(r.cited[role][rule.ID]) > 0
	})
}

// excuse says why a statement has no case: by its own reason where it has no requirement, else by
// that of its requirements, each of which needs one.
func excuse(s spec.Statement, rules []spec.Rule) string {
	if len(rules) == 0 {
		return s.Reason
	}
	reason := ""
	for _, rule := range rules {
		one := excuseOf(rule)
		if one == "" {
			return ""
		}
		reason = cmp.Or(reason, one)
	}
	return reason
}

func excuseOf(rule spec.Rule) string {
	if !rule.IsTestable() {
		return rule.Reason
	}
	reason := ""
	for _, role := range tested {
		if rule.GateFor(role) == spec.GateReport {
			continue
		}
		if rule.NoCase[role] == "" {
			return ""
		}
		reason = cmp.Or(reason, rule.NoCase[role])
	}
	return cmp.Or(reason, rule.Reason)
}

func printDocuments(w io.Writer, c coverage) {
	fmt.Fprintf(w, "\nKey words of BCP 14 in the texts: how often they oblige, how often a case asks for it,\n"+
		"how often it cannot be tested, for a reason (-o json has them)\n\n")
	fmt.Fprintf(w, "%-19s %5s %5s %9s %7s %5s %9s %5s %5s %9s\n", "DOCUMENT",
		"MUST", "case", "no test", "SHOULD", "case", "no test", "MAY", "case", "no test")
	for _, d := range c.Documents {
		fmt.Fprintf(w, "%-19s %5d %5d %9d %7d %5d %9d %5d %5d %9d\n", d.Document,
			d.Must.Statements, d.Must.WithCase, d.Must.NotTestable,
			d.Should.Statements, d.Should.WithCase, d.Should.NotTestable,
			d.May.Statements, d.May.WithCase, d.May.NotTestable)
	}
	for _, u := range c.Untested {
		if u.missing() {
			fmt.Fprintf(w, "  %s, Section %s: %s, by %v: there ought to be a case\n",
				u.Document, u.Section, u.Word, u.IDs)
		}
	}
}
