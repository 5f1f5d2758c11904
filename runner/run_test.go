package runner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	got := command(t.Context(), "run", "--out", t.TempDir(), "--filter", "wpt/no-such-case")
	if got.status == 0 {
		t.Errorf("a run that ran nothing passes\n%s", got.out)
	}
}
