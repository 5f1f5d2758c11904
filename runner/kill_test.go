package runner_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wimsespec/wimsespec/reports"
)

// verdictsOf are those of all cases and requirements, in their order.
func verdictsOf(r reports.Results) string {
	var b strings.Builder
	for _, c := range r.Cases {
		b.WriteString(c.Role + "/" + c.Algorithm + "/" + c.ID + " " + string(c.Verdict) + " " + c.Observed + "\n")
	}
	for _, q := range r.Requirements {
		b.WriteString(q.ID + " " + string(q.Verdict) + " " + q.Reason + "\n")
	}
	return b.String() + string(r.Summary.Verdict) + " " + r.Summary.Reason
}

// TestKilledRunIsJudgedAndGoesOn kills a run at several points, the last of them of a run that goes
// on, and compares with one that nobody disturbed.
func TestKilledRunIsJudgedAndGoesOn(t *testing.T) {
	for name, faults := range map[string][]string{
		"right": nil, "wrong": {"WPT-WTH-MATCH", "WPT-JTI-UNIQUE:caller"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			v, target := valved(t, dir, faults...)
			args := []string{"--target", target, "--filter", "wpt", "--concurrency", "2", "--timeout", "5m"}
			calm := t.TempDir()
			undisturbed := command(t.Context(), append([]string{"run", "--out", calm}, args...)...)
			want := resultsIn(t, calm)
			args = append(args, "--out", dir)
			for i, lines := range []int{4, 60, 150, 210} {
				if i > 0 {
					args = append(args[:8:8], "--out", dir, "--resume")
				}
				if status, log := runUntil(t, v, lines, syscall.SIGKILL, args...); status != -1 {
					t.Fatalf("exit status %d\n%s", status, log)
				}
				judgedInPart(t, dir, want)
				tear(t, dir, i)
			}
			got := command(t.Context(), append([]string{"run", "--resume"}, args[:10]...)...)
			if got.status != undisturbed.status || verdictsOf(resultsIn(t, dir)) != verdictsOf(want) {
				t.Errorf("status %d, undisturbed %d\n%s%s\n%s\nundisturbed:\n%s", got.status, undisturbed.status,
					got.out, got.errors, verdictsOf(resultsIn(t, dir)), verdictsOf(want))
			}
			sameFromEvidence(t, dir, undisturbed.status)
		})
	}
}

// tear cuts the last line of every second journal in the middle.
func tear(t *testing.T, dir string, i int) {
	t.Helper()
	name := filepath.Join(dir, "evidence.jsonl")
	info, err := os.Stat(name)
	if err == nil && i%2 == 1 {
		err = os.Truncate(name, info.Size()-20)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// judgedInPart asks of the evidence of a run that was killed no other verdict than that of the whole
// run, or that there is none.
func judgedInPart(t *testing.T, dir string, whole reports.Results) {
	t.Helper()
	again := t.TempDir()
	got := command(t.Context(), "judge", dir, "--out", again)
	r := resultsIn(t, again)
	verdict := map[string]reports.Verdict{}
	for _, c := range whole.Cases {
		verdict[c.Role+c.Algorithm+c.ID] = c.Verdict
	}
	failed := reports.Incomplete
	for _, c := range r.Cases {
		if c.Verdict == reports.Fail {
			failed = reports.Fail
		}
		if want := verdict[c.Role+c.Algorithm+c.ID]; c.Verdict != want && c.Verdict != reports.Inconclusive {
			t.Errorf("%s is %s, and was to be %s", c.ID, c.Verdict, want)
		}
	}
	if got.status != 1 || r.Complete || r.Summary.Verdict != failed ||
		!strings.Contains(got.errors, "not observed") {
		t.Errorf("status %d, complete %v, %s with %d cases\n%s",
			got.status, r.Complete, r.Summary.Verdict, len(r.Cases), got.errors)
	}
}

// sameFromEvidence asks judge for the results that the run had.
func sameFromEvidence(t *testing.T, dir string, status int) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	got := command(t.Context(), "judge", dir, "--out", dir)
	text, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil || !bytes.Equal(text, want) || got.status != status {
		t.Errorf("status %d, %v: the results are others\n%s", got.status, err, got.errors)
	}
}

// TestInterruptedRunGoesOn sends what Ctrl-C sends.
func TestInterruptedRunGoesOn(t *testing.T) {
	dir := t.TempDir()
	v, target := valved(t, dir)
	args := []string{"--target", target, "--filter", "wpt", "--timeout", "5m", "--out", dir}
	if status, log := runUntil(t, v, 90, syscall.SIGINT, args...); status != 130 {
		t.Fatalf("exit status %d\n%s", status, log)
	}
	r := resultsIn(t, dir)
	if !r.Interrupted || r.Complete || len(r.Cases) < 30 || r.Summary.Cases.Fail > 0 {
		t.Errorf("%+v with %d cases", r.Summary, len(r.Cases))
	}
	sameFromEvidence(t, dir, 1)
	got := command(t.Context(), append([]string{"run", "--resume"}, args...)...)
	if r := resultsIn(t, dir); got.status != 0 || !r.Complete || r.Interrupted {
		t.Errorf("status %d, complete %v\n%s%s", got.status, r.Complete, got.out, got.errors)
	}
	sameFromEvidence(t, dir, 0)
}
