package examples_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// deviation is an entry of expected-failures.yaml, which says what its members are.
type deviation struct {
	ID          string   `yaml:"id"`
	Runs        []string `yaml:"runs"`
	Requirement string   `yaml:"requirement"`
	Whose       string   `yaml:"whose"`
	Observed    string   `yaml:"observed"`
	Decides     string   `yaml:"decides"`
	Reason      string   `yaml:"reason"`
	Source      string   `yaml:"source"`
}

// verdicts are those of a case, by whose doing it is.
var verdicts = map[string]string{"theirs": "fail", "draft": "reported"}

func deviationList(t *testing.T) []deviation {
	t.Helper()
	var list []deviation
	text := must(os.ReadFile(filepath.Join(goSpiffe, "expected-failures.yaml")))(t)
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

// deviations gives the entries by case and by what it is run with.
func deviations(t *testing.T) map[string]deviation {
	out := map[string]deviation{}
	for _, d := range deviationList(t) {
		for _, run := range d.Runs {
			name := d.ID + " " + run
			if _, twice := out[name]; twice {
				t.Errorf("%s is listed twice", name)
			}
			out[name] = d
		}
	}
	return out
}

// compare says in what the outcome of a case differs from its entry, or "".
func (d deviation) compare(o outcome) string {
	switch {
	case verdicts[d.Whose] == "":
		return fmt.Sprintf("whose is %q", d.Whose)
	case o.Verdict != verdicts[d.Whose]:
		return fmt.Sprintf("%s, listed as %s", o.Verdict, verdicts[d.Whose])
	case o.Observed != d.Observed:
		return fmt.Sprintf("observed is %s, listed is %s", o.Observed, d.Observed)
	case o.Requirements[0] != d.Requirement:
		return fmt.Sprintf("it is about %s, listed is %s", o.Requirements[0], d.Requirement)
	case !strings.HasPrefix(d.Source, o.Source):
		return fmt.Sprintf("the source is %q, listed is %q", o.Source, d.Source)
	}
	return ""
}

// row is the entry's line in docs/go-spiffe.md.
func (d deviation) row() string {
	return fmt.Sprintf("| `%s` | %s | %s | %s | `%s` | %s | %s |",
		d.ID, strings.Join(d.Runs, ", "), d.Requirement, d.Observed, d.Decides, d.Reason, d.Source)
}

// TestGoSpiffePage keeps the tables of docs/go-spiffe.md in step with expected-failures.yaml.
func TestGoSpiffePage(t *testing.T) {
	var want, got []string
	for _, d := range deviationList(t) {
		want = append(want, d.row())
	}
	for _, line := range lines(string(must(os.ReadFile("../docs/go-spiffe.md"))(t))) {
		if strings.HasPrefix(line, "| `") {
			got = append(got, line)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("docs/go-spiffe.md has the rows\n%s\n\nexpected-failures.yaml makes\n%s",
			strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
