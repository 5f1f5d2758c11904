package runner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResumeRefusesAnotherRun tries each thing that may not change.
func TestResumeRefusesAnotherRun(t *testing.T) {
	dir, kit := t.TempDir(), filepath.Join(t.TempDir(), "kit")
	if got := command(t.Context(), "kit", "--fresh", kit); got.status != 0 {
		t.Fatal(got.errors)
	}
	_, reference := valved(t, dir)
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	first := command(t.Context(), "run", "--out", dir, "--target", reference, "--filter", "wpt/wth-*")
	if first.status != 0 {
		t.Fatal(first.errors)
	}
	before := contents(t, dir)
	for name, c := range map[string]struct {
		args []string
		file string
		want string
	}{
		"profile": {[]string{"--profile", "s2s-01"}, "", "the profile (--profile): latest, not s2s-01"},
		"filter":  {[]string{"--filter", "wpt"}, "", `the filter (--filter): "wpt/wth-*", not "wpt"`},
		"shard":   {[]string{"--shard", "1/2"}, "", `the shard (--shard): "", not "1/2"`},
		"strict":  {[]string{"--strict"}, "", "--strict: false, not true"},
		"kit":     {[]string{"--kit", kit}, "", "the kit (--kit): published, not "},
		"target": {nil, strings.Replace(string(text), "name: ", "name: other-", 1),
			"not other-wimsespec-reference"},
		"claims": {nil, strings.Replace(string(text), "replay_protection: true", "", 1),
			"what the target file claims"},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"run", "--resume", "--out", dir, "--filter", "wpt/wth-*", "--target", reference}
			if c.file != "" {
				args = append(args, "--target", write(t, "other.yaml", c.file))
			}
			got := command(t.Context(), append(args, c.args...)...)
			if got.status != 2 || !strings.Contains(got.errors, c.want) {
				t.Errorf("status %d, errors %q, want %q", got.status, got.errors, c.want)
			}
			if contents(t, dir) != before {
				t.Error("the run that was there has changed")
			}
		})
	}
}

// contents are those of the files of a run.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"evidence.jsonl", "results.json", "junit.xml"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestResumeOfWhatIsNoRun begins where nothing was observed, and refuses what is damaged.
func TestResumeOfWhatIsNoRun(t *testing.T) {
	header := `{"schema":"wimsespec/evidence/v1"}` + "\n"
	for text, c := range map[string]struct {
		status int
		want   string
	}{
		"":                  {0, "nothing was observed in "},
		`{"schema":"wimses`: {0, "nothing was observed in "},
		header + "no JSON\n" + `{"kind":"case"}` + "\n": {2, "evidence.jsonl: harness: journal, line 2: invalid"},
		header:                     {2, "evidence.jsonl: line 1 does not say"},
		"{\"schema\":\"x\"}\n{}\n": {2, "line 1: no journal of form"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "evidence.jsonl"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := command(t.Context(), "run", "--resume", "--out", dir, "--filter", "wpt/wth-*")
		if got.status != c.status || !strings.Contains(got.errors, c.want) {
			t.Errorf("%q: status %d, errors %q, want %q", text, got.status, got.errors, c.want)
		}
	}
}

// TestResumeOfACompleteRunSendsNothing goes on where everything was observed.
func TestResumeOfACompleteRunSendsNothing(t *testing.T) {
	dir := t.TempDir()
	args := []string{"run", "--out", dir, "--filter", "mtls"}
	if got := command(t.Context(), args...); got.status != 0 {
		t.Fatal(got.errors)
	}
	want := verdictsOf(resultsIn(t, dir))
	lines := strings.Count(contents(t, dir), "\n{\"kind\":")
	got := command(t.Context(), append(args, "--resume")...)
	if got.status != 0 || verdictsOf(resultsIn(t, dir)) != want {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
	// Three lines more: that it goes on, its plan, and its end.
	if now := strings.Count(contents(t, dir), "\n{\"kind\":"); now != lines+3 {
		t.Errorf("%d lines, %d before", now, lines)
	}
}
