package requirements_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/requirements"
	"github.com/wimsespec/wimsespec/spec"
)

type counted struct {
	Statements, Missing int
	WithCase            int `json:"with_case"`
	NotTestable         int `json:"not_testable"`
}

func (c *counted) add(d counted) {
	c.Statements += d.Statements
	c.Missing += d.Missing
	c.WithCase += d.WithCase
	c.NotTestable += d.NotTestable
}

type texts struct {
	Documents []struct {
		Document          string
		Must, Should, May counted
	}
	Untested []struct {
		Document, Section, Word, Reason string
		IDs                             []string
	}
}

func textsOf(t *testing.T, profile string, args ...string) texts {
	t.Helper()
	args = append([]string{"--coverage", "--profile", profile, "-o", "json"}, args...)
	_, out, log := clitest.Run(t, requirements.Command(), args...)
	var c texts
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatalf("%s: %v: %s%s", profile, err, out, log)
	}
	return c
}

// everyRevision names profiles that have each revision of each mechanism.
func everyRevision() []string {
	names, had := spec.ProfileNames(), map[string]bool{}
	for _, name := range names {
		for _, m := range spec.Mechanisms {
			had[spec.Must(name).Revisions.Of(m)] = true
		}
	}
	for _, m := range spec.Mechanisms {
		for _, revision := range spec.RevisionsOf(m) {
			if !had[revision] {
				names = append(names, spec.DefaultProfile()+"+"+revision)
			}
		}
	}
	return names
}

// Of what the texts oblige to, every MUST that can be tested has a case, and of the SHOULDs 95 in 100.
func TestEveryTestableStatementHasACase(t *testing.T) {
	for _, name := range everyRevision() {
		var must, should counted
		c := textsOf(t, name)
		for _, d := range c.Documents {
			must.add(d.Must)
			should.add(d.Should)
		}
		if must.WithCase == 0 || must.Missing > 0 {
			t.Errorf("%s: of %d MUSTs %d have a case and %d lack one", name,
				must.Statements, must.WithCase, must.Missing)
		}
		if 100*should.WithCase < 95*(should.WithCase+should.Missing) || should.WithCase == 0 {
			t.Errorf("%s: of %d SHOULDs %d have a case and %d lack one", name,
				should.Statements, should.WithCase, should.Missing)
		}
		for _, u := range c.Untested {
			if u.Reason == "" {
				t.Errorf("%s: %s, Section %s: %s has no case and no reason: %v",
					name, u.Document, u.Section, u.Word, u.IDs)
			}
		}
	}
}

// Each statement is counted once: with a case, without one for a reason, or missing.
func TestStatementsAddUp(t *testing.T) {
	for _, name := range []string{"s2s-03", "latest"} {
		c := textsOf(t, name)
		listed := 0
		for _, d := range c.Documents {
			for _, n := range []counted{d.Must, d.Should, d.May} {
				if n.Statements != n.WithCase+n.NotTestable+n.Missing {
					t.Errorf("%s: %s: %+v does not add up", name, d.Document, n)
				}
				listed += n.NotTestable + n.Missing
			}
		}
		if listed != len(c.Untested) {
			t.Errorf("%s: %d statements have no case, %d are listed", name, listed, len(c.Untested))
		}
	}
}

func TestTextsOfAMechanism(t *testing.T) {
	c := textsOf(t, "latest", "--mechanism", "wpt")
	wpt := spec.Must("latest").Revisions.WPT
	if len(c.Documents) != 1 || c.Documents[0].Document != wpt {
		t.Errorf("got %+v", c.Documents)
	}
	logs := func(u string) bool { return u == "WPT-NO-LOG" }
	for _, u := range c.Untested {
		if slices.ContainsFunc(u.IDs, logs) && strings.Contains(u.Reason, "out of sight") {
			return
		}
	}
	t.Errorf("WPT-NO-LOG and its reason are not listed: %+v", c.Untested)
}

func TestTextsAsAPage(t *testing.T) {
	text, _ := page(t, 0, "--coverage", "--profile", "2025-11")
	clitest.Narrow(t, text)
	clitest.Wants(t, text, "Key words of BCP 14", "DOCUMENT", "\nmutual-tls-00 ", "\nidentifier-00 ")
}
