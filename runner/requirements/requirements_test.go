package requirements_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/requirements"
	"github.com/wimsespec/wimsespec/spec"
)

func page(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	return clitest.Page(t, status, requirements.Command(), args...)
}

func TestRequirementsOfAProfile(t *testing.T) {
	text, _ := page(t, 0, "--profile", "s2s-03", "--mechanism", "wpt")
	clitest.Narrow(t, text)
	clitest.Wants(t, text, "WPT-WTH-MATCH", "s2s-protocol-03 4.2", "in profile s2s-03")
	if strings.Contains(text, "WIT-SIG-VALID") || strings.Contains(text, "WPT-ERR-401") {
		t.Errorf("another mechanism or revision is listed:\n%s", text)
	}
	text, _ = page(t, 0, "--mechanism", "wpt", "--role", "issuer")
	clitest.Wants(t, text, "No requirement")
}

func TestRequirementsAsJSON(t *testing.T) {
	text, _ := page(t, 0, "--role", "caller", "-o", "json")
	var rows []struct {
		ID, Text, Source string
		Gate             spec.Gate
		Roles            []spec.Role
		In               []struct{ Since, Section string }
		Cases            []string
	}
	if err := json.Unmarshal([]byte(text), &rows); err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows {
		rule, ok := spec.Must("latest").Rule(r.ID)
		if !ok || !rule.Binds(spec.RoleCaller) || r.Gate != rule.Gate || r.Source != rule.Source ||
			r.Text == "" || len(r.In) == 0 || r.Cases == nil {
			t.Errorf("%+v", r)
		}
	}
}

func TestWholeCatalogue(t *testing.T) {
	text, _ := page(t, 0, "--all")
	clitest.Narrow(t, text)
	for _, r := range spec.Requirements() {
		clitest.Wants(t, "\n"+text, "\n"+r.ID+" ")
	}
	clitest.Wants(t, text, "s2s-protocol-05 .. s2s-protocol-07", "wpt-00 .. newest")
}

// The exit status tells whether something that gates as must has no case.
func TestCoverage(t *testing.T) {
	text, _ := page(t, 0, "--coverage", "--profile", "s2s-03")
	clitest.Narrow(t, text)
	clitest.Wants(t, text, "MECHANISM", "wit ", "wpt ")
	for _, name := range everyRevision() {
		got, out, _ := clitest.Run(t, requirements.Command(), "--coverage", "--profile", name,
			"-o", "json")
		var c struct {
			Mechanisms []struct{ Must struct{ Rows, Cited int } }
			Uncovered  []struct{ ID, Gate, Testable, Reason string }
		}
		if err := json.Unmarshal([]byte(out), &c); err != nil || len(c.Mechanisms) == 0 {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
		want := 0
		for _, u := range c.Uncovered {
			if u.Gate == "must" && u.Reason == "" {
				want = 1
			}
			if u.Reason == "" {
				t.Errorf("%s: no reason for %s", name, u.ID)
			}
		}
		if got != want {
			t.Errorf("%s: exit status %d, want %d", name, got, want)
		}
	}
}

func TestRequirementsRefusesUnknownWords(t *testing.T) {
	for _, args := range [][]string{
		{"--profile", "s2s-99"}, {"--mechanism", "wtp"}, {"--role", "server"}, {"-o", "xml"},
		{"--all", "--coverage"}, {"--all", "--profile", "latest"}, {"--role", "caller", "--coverage"},
		{"WPT-WTH-MATCH"},
	} {
		if _, log := page(t, 2, args...); log == "" {
			t.Errorf("%v: no word about what is wrong", args)
		}
	}
}
