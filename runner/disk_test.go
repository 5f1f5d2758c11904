package runner_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestFullDiskIsReportedBeforeTheRun writes the evidence to a disk that is always full.
func TestFullDiskIsReportedBeforeTheRun(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	for _, more := range [][]string{nil, {"--resume"}} {
		dir := t.TempDir()
		if err := os.Symlink("/dev/full", filepath.Join(dir, "evidence.jsonl")); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"run", "--out", dir, "--target", targetFor(t, server.URL, "")}, more...)
		got := command(t.Context(), args...)
		if got.status != 2 || !strings.Contains(got.errors, "evidence.jsonl: no space left on device") {
			t.Errorf("status %d, errors %q", got.status, got.errors)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// TestNoRoomIsReportedBeforeTheRun starts the program where files may not be large.
func TestNoRoomIsReportedBeforeTheRun(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("WIMSESPEC_AS_PROGRAM", "1")
	dir := t.TempDir()
	text, err := exec.CommandContext(t.Context(), "sh", "-c", "ulimit -f 1000 && exec \"$0\" \"$@\"",
		program, "run", "--out", dir).CombinedOutput()
	left, _ := filepath.Glob(filepath.Join(dir, "*.json*")) // the pattern is right
	if err == nil || len(left) != 1 || !strings.Contains(string(text), "--out: there is no room for the reports") {
		t.Errorf("%v, left are %v\n%s", err, left, text)
	}
}

func TestFolderThatTakesNoReports(t *testing.T) {
	for _, name := range []string{"evidence.jsonl", "results.json", "junit.xml"} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, name, "full"), 0o755); err != nil {
			t.Fatal(err)
		}
		got := command(t.Context(), "run", "--out", dir)
		if got.status != 2 || !strings.Contains(got.errors, "--out: ") || !strings.Contains(got.errors, name) {
			t.Errorf("status %d, errors %q", got.status, got.errors)
		}
	}
}

// TestDiskThatFillsUpMidway lets no file of a run grow any more once it is under way.
func TestDiskThatFillsUpMidway(t *testing.T) {
	prlimit, err := exec.LookPath("prlimit")
	if err != nil {
		missing(t, "prlimit")
	}
	dir := t.TempDir()
	v, target := valved(t, dir)
	args := []string{"--target", target, "--filter", "wpt", "--timeout", "5m", "--out", dir}
	r := startHeld(t, v, 20, args...)
	info, err := os.Stat(v.journal)
	if err != nil {
		t.Fatal(err)
	}
	limit := exec.CommandContext(t.Context(), prlimit,
		fmt.Sprint("--pid=", r.Process.Pid), fmt.Sprint("--fsize=", info.Size()+2000))
	if text, err := limit.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	v.open()
	if status := r.status(t); status != 2 || !strings.Contains(r.out.String(), "INCOMPLETE") ||
		!strings.Contains(r.log.String(), "the evidence could not be written to its end") {
		t.Errorf("status %d\n%s%s", status, r.out.String(), r.log.String())
	}
	if got := command(t.Context(), "judge", dir); got.status != 1 || !strings.Contains(got.out, "INCOMPLETE") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
	}
	if got := command(t.Context(), append([]string{"run", "--resume"}, args...)...); got.status != 0 {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.errors)
	}
}

// missing skips a test for want of a program; where tests are to be complete it fails.
func missing(t *testing.T, program string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("%s is not installed", program)
}
