package runner_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wimsespec/wimsespec/reports"
)

func TestRunAgainstTheReference(t *testing.T) {
	dir := t.TempDir()
	got := command(t.Context(), "run", "--out", dir)
	if got.status != 0 || !strings.Contains(got.out, "PASS") {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.errors)
	}
	r := resultsIn(t, dir)
	if r.Summary.Cases.Pass < 200 || r.Summary.Cases.Fail != 0 || !r.Complete {
		t.Errorf("summary is %+v", r.Summary)
	}
	roles := map[string]int{}
	for _, c := range r.Cases {
		roles[c.Role]++
	}
	if len(roles) != 4 || len(r.Roles) != 4 || len(r.Mechanisms) != 5 {
		t.Errorf("cases by role are %v, roles %v, mechanisms %v", roles, r.Roles, r.Mechanisms)
	}
	if strings.Contains(got.out, "\x1b") {
		t.Error("colour outside a terminal")
	}
	for _, name := range []string{"evidence.jsonl", "junit.xml"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOutThatCannotBeWritten(t *testing.T) {
	file := write(t, "file", "")
	got := command(t.Context(), "run", "--out", filepath.Join(file, "out"))
	if got.status != 2 || !strings.Contains(got.errors, "--out") {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
}

func TestFilterAndShard(t *testing.T) {
	dir := t.TempDir()
	got := command(t.Context(), "run", "--out", dir, "--filter", "wpt/wth-*")
	r := resultsIn(t, dir)
	if got.status != 0 || len(r.Cases) < 5 || len(r.Cases) > 30 {
		t.Errorf("status %d, %d cases\n%s%s", got.status, len(r.Cases), got.out, got.errors)
	}
	for _, c := range r.Cases {
		if !strings.HasPrefix(c.ID, "wpt/wth-") {
			t.Errorf("%s was not asked for", c.ID)
		}
	}
	all := len(r.Cases)
	parts := 0
	for _, shard := range []string{"1/2", "2/2"} {
		command(t.Context(), "run", "--out", dir, "--filter", "wpt/wth-*", "--shard", shard)
		parts += len(resultsIn(t, dir).Cases)
	}
	if parts != all {
		t.Errorf("the shards have %d cases, all is %d", parts, all)
	}
}

func TestNothingSelectedIsNoPass(t *testing.T) {
	for filter, want := range map[string]string{
		"wpt/no-such-case":      `--filter: no case matches "wpt/no-such-case"`,
		"wpt/wth-of-anothr-wit": "did you mean wpt/wth-of-another-wit?",
		"wpt-wth-macth":         "did you mean WPT-WTH-MATCH",
		" , ":                   "no case matches",
	} {
		got := command(t.Context(), "run", "--out", t.TempDir(), "--filter", filter)
		if got.status != 2 || !strings.Contains(got.errors, want) {
			t.Errorf("%q: status %d, errors %q", filter, got.status, got.errors)
		}
	}
}

func TestOldReportsDoNotOutliveARunThatEndsEarly(t *testing.T) {
	dir := t.TempDir()
	old := []byte("{\n  \"schema\": \"" + reports.SchemaName + "\"\n}\n")
	for _, name := range []string{"results.json", "junit.xml", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), old, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	target := targetFor(t, "http://127.0.0.1:9/", "command: [\"false\"]\n")
	command(t.Context(), "run", "--out", dir, "--target", target)
	left, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil || len(left) != 2 || filepath.Base(left[1]) != "notes.txt" {
		t.Errorf("left are %v, error %v", left, err)
	}
}

// TestOtherFilesAreSpared gives runs a folder with files of others that have the names of reports.
func TestOtherFilesAreSpared(t *testing.T) {
	t.Parallel()
	const mine = `{"mine": true}`
	of := t.TempDir()
	command(t.Context(), "run", "--out", of, "--filter", "wpt/wth-*")
	evidence := filepath.Join(of, "evidence.jsonl")
	for _, name := range []string{"evidence.jsonl", "results.json", "junit.xml"} {
		for _, args := range [][]string{{"run"}, {"run", "--resume"}, {"judge", evidence}} {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(mine), 0o600); err != nil {
				t.Fatal(err)
			}
			got := command(t.Context(), append(args, "--out", dir)...)
			text, err := os.ReadFile(path)
			if got.status != 2 || !strings.Contains(got.errors, path) || err != nil || string(text) != mine {
				t.Errorf("%v: status %d, errors %q, %s holds %q, error %v", args, got.status, got.errors, name, text, err)
			}
			left, err := os.ReadDir(dir)
			if len(left) != 1 || err != nil {
				t.Errorf("%v: left are %v, error %v", args, left, err)
			}
		}
	}
}

func TestTwoRunsDoNotShareAFolder(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "evidence.jsonl")
	first, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if err := syscall.Flock(int(first.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if _, err := first.WriteString(`{"schema":`); err != nil {
		t.Fatal(err)
	}
	got := command(t.Context(), "run", "--out", dir)
	text, _ := os.ReadFile(name) // without it the text is empty
	if got.status != 2 || !strings.Contains(got.errors, "another run") || len(text) == 0 {
		t.Errorf("status %d, errors %q, evidence %q", got.status, got.errors, text)
	}
}

// TestReportsNameNoPlaceOfThisMachine runs against a target that accepts everything, so that there are
// failures to report.
func TestReportsNameNoPlaceOfThisMachine(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	dir, here := t.TempDir(), filepath.Dir(working(t))
	got := command(t.Context(), "run", "--out", dir, "--target", targetFor(t, server.URL, ""), "--filter", "wpt/wth-*")
	if got.status != 1 {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.errors)
	}
	for _, name := range []string{"evidence.jsonl", "results.json", "junit.xml"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || len(text) == 0 || strings.Contains(string(text), here) {
			t.Errorf("%s names %s, error %v", name, here, err)
		}
	}
}

func working(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
