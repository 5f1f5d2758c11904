package judge_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/judge"
	"github.com/wimsespec/wimsespec/runner/run"
)

// observed runs a part of the cases against the reference and gives the folder of the reports.
func observed(t *testing.T, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	clitest.Page(t, 0, run.Command(), append([]string{"--out", dir}, args...)...)
	return dir
}

func text(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func results(t *testing.T, text string) reports.Results {
	t.Helper()
	var r reports.Results
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// keys are the cases in their order, with their verdicts.
func keys(r reports.Results) string {
	var b strings.Builder
	for _, c := range r.Cases {
		b.WriteString(c.Role + " " + c.Algorithm + " " + c.ID + " " + string(c.Verdict) + "\n")
	}
	return b.String()
}

// TestJudgeGivesTheResultsOfTheRun judges every role and mechanism.
func TestJudgeGivesTheResultsOfTheRun(t *testing.T) {
	dir, again := observed(t, "--strict"), t.TempDir()
	page, log := clitest.Page(t, 0, judge.Command(), dir, "-o", "json")
	if page != text(t, dir, "results.json") || log != "" {
		t.Errorf("the results are others than those of the run\n%s", log)
	}
	page, _ = clitest.Page(t, 0, judge.Command(), filepath.Join(dir, "evidence.jsonl"), "--out", again)
	clitest.Wants(t, page, "PASS", "reports in "+again)
	r := results(t, text(t, again, "results.json"))
	if c := r.Cases[0]; c.EvidenceFile != filepath.Join(dir, "evidence.jsonl") || c.Evidence == 0 {
		t.Errorf("its observation is in %s, line %d", c.EvidenceFile, c.Evidence)
	}
	for _, name := range []string{dir, again} {
		if n := strings.Count(text(t, name, "junit.xml"), "<testcase "); n != len(r.Cases) {
			t.Errorf("%d of %d cases are in %s", n, len(r.Cases), name)
		}
	}
}

func TestShardsMakeTheWhole(t *testing.T) {
	whole := results(t, text(t, observed(t, "--filter", "wpt"), "results.json"))
	var shards []string
	for _, shard := range []string{"2/3", "3/3", "1/3"} {
		shards = append(shards, observed(t, "--filter", "wpt", "--shard", shard))
	}
	page, _ := clitest.Page(t, 0, judge.Command(), append(shards, shards[0], "-o", "json")...)
	merged := results(t, page)
	if keys(merged) != keys(whole) || merged.Filter != "wpt" || !merged.Complete {
		t.Errorf("complete %v, filter %q\n%s\nwhole:\n%s",
			merged.Complete, merged.Filter, keys(merged), keys(whole))
	}
	page, log := clitest.Page(t, 1, judge.Command(), shards[0], shards[2], "-o", "json")
	clitest.Wants(t, log, "the evidence of shard 3/3 is not there")
	if part := results(t, page); part.Complete || part.Filter != "wpt shard 1/3, 2/3" ||
		part.Summary.Verdict != reports.Incomplete {
		t.Errorf("complete %v, filter %q, %s", part.Complete, part.Filter, part.Summary.Verdict)
	}
	page, _ = clitest.Page(t, 0, judge.Command(), shards[0], "-o", "json")
	if one := results(t, page); !one.Complete || one.Filter != "wpt shard 2/3" {
		t.Errorf("complete %v, filter %q", one.Complete, one.Filter)
	}
	_, log = clitest.Page(t, 2, judge.Command(), shards[0], observed(t, "--filter", "wpt", "--shard", "2/3"))
	clitest.Wants(t, log, shards[0]+"/evidence.jsonl, line ", "two observations of ", "which differ")
	_, log = clitest.Page(t, 2, judge.Command(), shards[0], observed(t, "--filter", "wpt", "--shard", "2/4"))
	clitest.Wants(t, log, "not of one run", `the shard: "2/3", not "2/4"`)
}

func TestJudgeRefuses(t *testing.T) {
	dir := observed(t, "--filter", "wpt/wth-*")
	good := text(t, dir, "evidence.jsonl")
	lines := strings.SplitAfter(good, "\n")
	other := observed(t, "--filter", "wpt/wth-*", "--profile", "s2s-01")
	middle := strings.Join(slices.Insert(slices.Clone(lines), 3, "no JSON\n"), "")
	foreign := strings.Replace(good, "evidence/v1", "evidence/v9", 1)
	for name, c := range map[string]struct{ text, want string }{
		"no JSON in the middle": {middle, "evidence.jsonl: harness: journal, line 4: invalid character"},
		"another schema": {foreign,
			`line 1: no journal of form wimsespec/evidence/v1: its schema is "wimsespec/evidence/v9"`},
		"no journal":       {"hello\nworld\n", "line 1: no journal"},
		"empty":            {"", "the journal is empty"},
		"a header in part": {good[:20], "its first line is torn"},
		"nobody says of what": {`{"schema":"wimsespec/evidence/v1"}` + "\n",
			"line 1 does not say what was tested"},
		"no such revision": {strings.Replace(good, `"wpt":"wpt-02"`, `"wpt":"wpt-99"`, 1), `"wpt-99"`},
	} {
		bad := t.TempDir()
		clitest.Write(t, filepath.Join(bad, "evidence.jsonl"), c.text)
		_, log := clitest.Page(t, 2, judge.Command(), bad)
		if clitest.Wants(t, log, bad, c.want); strings.Count(log, "\n") != 1 {
			t.Errorf("%s: %s", name, log)
		}
	}
	_, log := clitest.Page(t, 2, judge.Command(), dir, other)
	clitest.Wants(t, log, dir, other, "the profile (--profile): latest, not s2s-01")
	_, log = clitest.Page(t, 2, judge.Command(), dir, "--out", other)
	clitest.Wants(t, log, "--out: "+other+" holds the evidence of another run")
	_, log = clitest.Page(t, 2, judge.Command(), t.TempDir())
	clitest.Wants(t, log, "evidence.jsonl: no such file")
}

// TestJudgeLeavesAFolderToItsRun holds the lock that a run holds.
func TestJudgeLeavesAFolderToItsRun(t *testing.T) {
	dir := observed(t, "--filter", "wpt/wth-*")
	file, err := os.Open(filepath.Join(dir, "evidence.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	_, log := clitest.Page(t, 2, judge.Command(), dir, "--out", dir)
	clitest.Wants(t, log, "another run is writing its reports into "+dir)
	clitest.Page(t, 0, judge.Command(), dir) // reading is free
}

// TestJudgeOfForeignEvidence puts into a journal what its maker would never write.
func TestJudgeOfForeignEvidence(t *testing.T) {
	dir := observed(t, "--filter", "wpt/wth-*")
	bad := strings.NewReplacer(`"level":"MUST"`, `"level":"a&b/(!\u001b["`,
		`"comment":"`, `"comment":"\u001b[31m\u202e`,
		`"requirements":["WPT-WTH-MATCH"]`, `"requirements":["","\u0000,"]`).Replace(text(t, dir, "evidence.jsonl"))
	clitest.Write(t, filepath.Join(dir, "evidence.jsonl"), bad)
	again := t.TempDir()
	_, page, log := clitest.Run(t, judge.Command(), dir, "--out", again, "--verbose")
	for name, shown := range map[string]string{
		"terminal": page, "log": log,
		"junit": text(t, again, "junit.xml"), "results": text(t, again, "results.json"),
	} {
		if strings.ContainsAny(shown, "\x1b\u202e\x00") {
			t.Errorf("%s: what a journal holds came through", name)
		}
	}
	if r := results(t, text(t, again, "results.json")); len(r.Cases) < 5 {
		t.Errorf("%d cases", len(r.Cases))
	}
}
