package runner_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/runner"
	"github.com/wimsespec/wimsespec/spec"
)

// catalogue runs a command of the catalogue and gives what it prints.
func catalogue(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, log strings.Builder
	if got := runner.Run(t.Context(), args, strings.NewReader(""), &out, &log); got != status {
		t.Fatalf("%v: exit status %d, want %d: %s", args, got, status, log.String())
	}
	return out.String(), log.String()
}

// narrow asks that a page fits into 100 columns.
func narrow(t *testing.T, page string) {
	t.Helper()
	for line := range strings.Lines(page) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 100 {
			t.Errorf("a line of %d columns: %s", n, line)
		}
	}
}

func wants(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("there is no %q in:\n%s", part, page)
		}
	}
}

func TestRequirementsOfAProfile(t *testing.T) {
	page, _ := catalogue(t, 0, "requirements", "--profile", "s2s-03", "--mechanism", "wpt")
	narrow(t, page)
	wants(t, page, "WPT-WTH-MATCH", "s2s-protocol-03 4.2", "in profile s2s-03")
	if strings.Contains(page, "WIT-SIG-VALID") || strings.Contains(page, "WPT-ERR-401") {
		t.Errorf("another mechanism or revision is listed:\n%s", page)
	}
	page, _ = catalogue(t, 0, "requirements", "--mechanism", "mtls")
	wants(t, page, "No requirement")
}

func TestRequirementsAsJSON(t *testing.T) {
	text, _ := catalogue(t, 0, "requirements", "--role", "caller", "-o", "json")
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
	page, _ := catalogue(t, 0, "requirements", "--all")
	narrow(t, page)
	for _, r := range spec.Requirements() {
		wants(t, "\n"+page, "\n"+r.ID+" ")
	}
	wants(t, page, "s2s-protocol-05 .. s2s-protocol-07", "wpt-00 .. newest")
}

// The exit status tells whether something that gates as must has no case.
func TestCoverage(t *testing.T) {
	page, _ := catalogue(t, 0, "requirements", "--coverage", "--profile", "s2s-03")
	narrow(t, page)
	wants(t, page, "MECHANISM", "wit ", "wpt ")
	for _, name := range spec.ProfileNames() {
		var out strings.Builder
		args := []string{"requirements", "--coverage", "--profile", name, "-o", "json"}
		got := runner.Run(t.Context(), args, strings.NewReader(""), &out, &out)
		var c struct {
			Mechanisms []struct{ Must struct{ Rows, Cited int } }
			Uncovered  []struct{ ID, Gate, Testable, Reason string }
		}
		if err := json.Unmarshal([]byte(out.String()), &c); err != nil || len(c.Mechanisms) == 0 {
			t.Fatalf("%s: %v: %s", name, err, out.String())
		}
		want := 0
		for _, u := range c.Uncovered {
			if u.Gate == "must" && u.Testable == "http" {
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
		if _, log := catalogue(t, 2, append([]string{"requirements"}, args...)...); log == "" {
			t.Errorf("%v: no word about what is wrong", args)
		}
	}
}
