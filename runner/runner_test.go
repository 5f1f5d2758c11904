package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner"
)

// TestMain lets the test binary stand in for the program, so that a target's command can be it.
func TestMain(m *testing.M) {
	if os.Getenv("WIMSESPEC_AS_PROGRAM") != "" {
		os.Exit(runner.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// result is what one command did.
type result struct {
	status      int
	out, errors string
}

func command(ctx context.Context, args ...string) result {
	var out, errs bytes.Buffer
	status := runner.Run(ctx, args, strings.NewReader(""), &out, &errs)
	return result{status, out.String(), errs.String()}
}

func resultsIn(t *testing.T, dir string) reports.Results {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r reports.Results
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func targetFor(t *testing.T, url, more string) string {
	t.Helper()
	return write(t, "target.yaml", "apiVersion: wimsespec/v1\nname: under-test\nrecipient:\n  url: "+
		url+"\n"+more)
}

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

func TestMistakesOnTheCommandLine(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no such command":   {[]string{"walk"}, "unknown command"},
		"no such flag":      {[]string{"run", "--fast"}, "unknown flag"},
		"no such profile":   {[]string{"run", "--profile", "s2s-99"}, `unknown profile "s2s-99"; known: s2s-00`},
		"bad shard":         {[]string{"run", "--shard", "3/2"}, `shard "3/2"`},
		"bad filter":        {[]string{"run", "--filter", "a && ("}, `filter "a && ("`},
		"no such target":    {[]string{"run", "--target", "no-such.yaml"}, "no-such.yaml"},
		"no such fault":     {[]string{"reference", "--fault", "WPT-X"}, `no fault "WPT-X"`},
		"no kit":            {[]string{"reference", "--kit", "no-such-kit"}, "no-such-kit"},
		"kit without a dir": {[]string{"kit"}, "accepts 1 arg"},
	} {
		t.Run(name, func(t *testing.T) {
			args := c.args
			if args[0] == "run" {
				args = append(args, "--out", t.TempDir())
			}
			got := command(t.Context(), args...)
			if got.status != 2 || !strings.Contains(got.errors, c.want) {
				t.Errorf("status %d, errors %q, want %q", got.status, got.errors, c.want)
			}
		})
	}
}

func TestOutThatCannotBeWritten(t *testing.T) {
	file := write(t, "file", "")
	got := command(t.Context(), "run", "--out", filepath.Join(file, "out"))
	if got.status != 2 || !strings.Contains(got.errors, "--out") {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
}

func TestTargetThatIsNotThere(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + ln.Addr().String() + "/"
	ln.Close()
	got := command(t.Context(), "run", "--out", t.TempDir(), "--target", targetFor(t, url, ""))
	if got.status != 3 || !strings.Contains(got.errors, "nothing answers at "+url) {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
}

func TestTargetThatDiesMidway(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{}
	served := 0
	server.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if served++; served == 20 {
			go server.Close()
		}
	})
	go func() { _ = server.Serve(ln) }() // it ends as the test wants
	dir := t.TempDir()
	target := targetFor(t, "http://"+ln.Addr().String()+"/", "")
	got := command(t.Context(), "run", "--out", dir, "--target", target, "--concurrency", "1")
	r := resultsIn(t, dir)
	if got.status != 1 && got.status != 3 || !r.Unreachable || len(r.Cases) == 0 {
		t.Errorf("status %d, unreachable %v, %d cases\n%s", got.status, r.Unreachable, len(r.Cases), got.out)
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if seen++; seen == 15 {
			cancel()
		}
	})}
	defer server.Close()
	go func() { _ = server.Serve(ln) }() // it ends when it is closed
	dir := t.TempDir()
	target := targetFor(t, "http://"+ln.Addr().String()+"/", "")
	got := command(ctx, "run", "--out", dir, "--target", target, "--concurrency", "1")
	r := resultsIn(t, dir)
	if got.status != 130 || r.Complete || !r.Interrupted || r.Summary.Verdict != reports.Incomplete && r.Summary.Verdict != reports.Fail {
		t.Errorf("status %d, complete %v, interrupted %v, %s", got.status, r.Complete, r.Interrupted, r.Summary.Verdict)
	}
	if len(r.Cases) == 0 {
		t.Error("what was observed is lost")
	}
}

func TestTargetStartedByItsCommand(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("WIMSESPEC_AS_PROGRAM", "1")
	target := targetFor(t, "http://"+address+"/orders", "command: ["+program+
		", reference, --kit, \"{kit}\", --listen, \""+address+"\"]\n")
	dir := t.TempDir()
	got := command(t.Context(), "run", "--out", dir, "--target", target)
	if got.status != 0 {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.errors)
	}
	if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		conn.Close()
		t.Error("the target is still running after the run")
	}
}

func TestCommandThatFails(t *testing.T) {
	target := targetFor(t, "http://127.0.0.1:9/", "command: [\"false\"]\n")
	got := command(t.Context(), "run", "--out", t.TempDir(), "--target", target)
	if got.status != 3 || !strings.Contains(got.errors, "its command has ended") {
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

func TestKit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kit")
	for range 2 { // the second time over its own
		if got := command(t.Context(), "kit", dir, "--fresh"); got.status != 0 {
			t.Fatalf("status %d, errors %q", got.status, got.errors)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 12 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	foreign := filepath.Dir(write(t, "notes.txt", "mine"))
	if got := command(t.Context(), "kit", foreign); got.status != 2 || !strings.Contains(got.errors, "other files") {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
}
