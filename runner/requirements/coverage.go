package requirements

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// coverage says which requirements that bind a role under test are cited by cases of a profile that
// ask that role.
type coverage struct {
	Profile    string              `json:"profile"`
	Mechanisms []mechanismCoverage `json:"mechanisms"`
	// Uncovered are those without a case, in the order of the catalogue, each with the reason.
	Uncovered []uncovered `json:"uncovered"`
	// Documents are the texts of the profile, Untested their statements without a case.
	Documents []documentCoverage `json:"documents"`
	Untested  []untested         `json:"untested"`
}

type mechanismCoverage struct {
	Mechanism spec.Mechanism `json:"mechanism"`
	Role      spec.Role      `json:"role"`
	Must      tally          `json:"must"`
	Should    tally          `json:"should"`
}

// tally counts requirements, and those of them that a case cites.
type tally struct {
	Rows  int `json:"rows"`
	Cited int `json:"cited"`
}

// uncovered is a requirement without a case and the reason for it.
type uncovered struct {
	ID       string    `json:"id"`
	Role     spec.Role `json:"role"`
	Gate     spec.Gate `json:"gate"`
	Testable string    `json:"testable"`
	// Reason is empty where there ought to be a case.
	Reason string `json:"reason"`
}

// missing says whether there ought to be a case: the gate is must, and no reason stands against it.
func (u uncovered) missing() bool { return u.Gate == spec.GateMust && u.Reason == "" }

func reportCoverage(w io.Writer, f flags, p *spec.Profile, book *forge.Recipes) error {
	c := coverageOf(p, book, spec.Mechanism(f.mechanism))
	newReader(p, book).read(&c, spec.Mechanism(f.mechanism))
	var err error
	if f.output == "json" {
		err = cli.PrintJSON(w, c)
	} else {
		err = printCoverage(w, c)
	}
	if err != nil {
		return err
	}
	if c.lacks() {
		return cli.Exit{Status: cli.NotMet}
	}
	return nil
}

// lacks says whether what obliges has neither a case nor a reason.
func (c coverage) lacks() bool {
	return slices.ContainsFunc(c.Uncovered, uncovered.missing) ||
		slices.ContainsFunc(c.Untested, func(u untested) bool { return u.missing() && u.Gate == spec.GateMust })
}

// coverageOf counts in one mechanism, or in all where none is named.
func coverageOf(p *spec.Profile, book *forge.Recipes, only spec.Mechanism) coverage {
	c := coverage{
		Profile: p.Name, Mechanisms: []mechanismCoverage{}, Uncovered: []uncovered{},
		Documents: []documentCoverage{}, Untested: []untested{},
	}
	for _, m := range spec.Mechanisms {
		for _, role := range tested {
			mc := mechanismCoverage{Mechanism: m, Role: role}
			cited := CitationsIn(asking(book.InForce(p), role))
			for _, rule := range p.Rules() {
				if rule.Mechanism() == m && (only == "" || only == m) {
					c.Uncovered = append(c.Uncovered, mc.count(rule, cited)...)
				}
			}
			if mc.Must.Rows+mc.Should.Rows > 0 {
				c.Mechanisms = append(c.Mechanisms, mc)
			}
		}
	}
	return c
}

// tested are the roles that the suites ask.
var tested = []spec.Role{spec.RoleRecipient, spec.RoleCaller, spec.RoleIssuer}

// asking gives the recipes that ask a role.
func asking(recipes []*forge.Recipe, role spec.Role) []*forge.Recipe {
	return slices.DeleteFunc(slices.Clone(recipes), func(r *forge.Recipe) bool { return r.Role() != role })
}

// count adds a rule to its tally and gives it back where no case cites it.
func (mc *mechanismCoverage) count(rule spec.Rule, cited Citations) []uncovered {
	gate := rule.GateFor(mc.Role)
	tallies := map[spec.Gate]*tally{spec.GateMust: &mc.Must, spec.GateShould: &mc.Should}
	t := tallies[gate]
	if t == nil || !rule.IsTestable() {
		return nil
	}
	t.Rows++
	if len(cited[rule.ID]) > 0 {
		t.Cited++
		return nil
	}
	return []uncovered{{rule.ID, mc.Role, gate, rule.Testable, rule.NoCase[mc.Role]}}
}

func printCoverage(w io.Writer, c coverage) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "Requirements of profile %s that can be tested, by the role that they bind\n\n",
		c.Profile)
	fmt.Fprintf(&out, "%-12s %-10s %6s %10s %8s %10s\n",
		"MECHANISM", "ROLE", "MUST", "with case", "SHOULD", "with case")
	for _, m := range c.Mechanisms {
		fmt.Fprintf(&out, "%-12s %-10s %6d %10d %8d %10d\n",
			m.Mechanism, m.Role, m.Must.Rows, m.Must.Cited, m.Should.Rows, m.Should.Cited)
	}
	if len(c.Uncovered) == 0 {
		fmt.Fprint(&out, "\nEvery one of them has a case.\n")
	} else {
		fmt.Fprint(&out, "\nWithout a case\n")
	}
	for _, u := range c.Uncovered {
		fmt.Fprintf(&out, "  %s (%s, %s, by %s)\n", u.ID, u.Role, u.Gate, u.Testable)
		for _, line := range cli.Folded(cmp.Or(u.Reason, "there ought to be one"), cli.PageWidth-6) {
			fmt.Fprintln(&out, "      "+line)
		}
	}
	printDocuments(&out, c)
	_, err := w.Write(out.Bytes())
	return err
}
