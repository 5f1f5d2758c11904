package runner_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

func targetFor(t *testing.T, url, more string) string {
	t.Helper()
	return write(t, "target.yaml", "apiVersion: wimsespec/v1\nname: under-test\nrecipient:\n  url: "+
		url+"\n"+more)
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

// A caller that is not there makes the run incomplete, and no case of the recipient inconclusive.
func TestRoleThatIsNotThere(t *testing.T) {
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{
		Profile: spec.Must(spec.DefaultProfile()),
	})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + ln.Addr().String() + "/call"
	ln.Close()
	dir := t.TempDir()
	target := targetFor(t, ref.Target.Recipient.URL, "caller: {url: \""+gone+"\"}\n")
	got := command(t.Context(), "run", "--out", dir, "--target", target, "--filter", "wpt")
	r := resultsIn(t, dir)
	if got.status != 3 || !r.Unreachable || !strings.Contains(got.errors, gone+" could not be reached") {
		t.Errorf("status %d, unreachable %v\n%s", got.status, r.Unreachable, got.errors)
	}
	verdicts := map[string]int{}
	for _, c := range r.Cases {
		verdicts[c.Role+" "+string(c.Verdict)]++
	}
	if verdicts["recipient pass"] < 50 || verdicts["recipient inconclusive"]+verdicts["recipient fail"] > 0 ||
		verdicts["caller inconclusive"] < 10 || verdicts["caller pass"]+verdicts["caller fail"] > 0 {
		t.Errorf("verdicts are %v", verdicts)
	}
	sameFromEvidence(t, dir, 3)
	target = targetFor(t, ref.Target.Recipient.URL, "caller: {url: \""+ref.Target.Caller.URL+"\"}\n")
	got = command(t.Context(), "run", "--resume", "--out", dir, "--target", target, "--filter", "wpt")
	if r = resultsIn(t, dir); got.status != 0 || !r.Complete || r.Summary.Cases.Inconclusive > 0 {
		t.Errorf("with its caller: status %d, %+v\n%s", got.status, r.Summary, got.errors)
	}
	sameFromEvidence(t, dir, 0)
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
	if got.status != 3 || !r.Unreachable || len(r.Cases) == 0 {
		t.Errorf("status %d, unreachable %v, %d cases\n%s",
			got.status, r.Unreachable, len(r.Cases), got.out)
	}
	sameFromEvidence(t, dir, 3)
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
	verdict := r.Summary.Verdict
	if got.status != 130 || r.Complete || !r.Interrupted ||
		verdict != reports.Incomplete && verdict != reports.Fail {
		t.Errorf("status %d, complete %v, interrupted %v, %s",
			got.status, r.Complete, r.Interrupted, verdict)
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
	if got.status != 3 || !strings.Contains(got.errors, "command ended (exit status 1) before the run") {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
}

func TestCommandWhoseAddressIsTaken(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer stranger.Close()
	url := stranger.URL + "/"
	for words, want := range map[string]string{
		"[\"false\"]":         "command ended (exit status 1) before the run",
		"[\"sleep\", \"60\"]": "another process listened at " + url,
	} {
		got := command(t.Context(), "run", "--out", t.TempDir(), "--target",
			targetFor(t, url, "command: "+words+"\n"))
		if got.status != 3 || !strings.Contains(got.errors, want) {
			t.Errorf("status %d, errors %q, want %q", got.status, got.errors, want)
		}
	}
}

// listenBehind serves an address once a file is there, and ends the process whose number is in it
// at the first request.
func listenBehind(t *testing.T, file, address string) {
	for ; t.Context().Err() == nil; time.Sleep(5 * time.Millisecond) {
		text, err := os.ReadFile(file)
		pid, bad := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil || bad != nil {
			continue
		}
		server := &http.Server{Addr: address}
		server.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			_ = syscall.Kill(pid, syscall.SIGTERM) // it may have ended already
		})
		context.AfterFunc(t.Context(), func() { _ = server.Close() })
		_ = server.ListenAndServe() // the test ends it
		return
	}
}

func TestCommandThatEndsDuringTheRun(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	dir, started := t.TempDir(), filepath.Join(t.TempDir(), "started")
	go listenBehind(t, started, address)
	script := "trap 'exit 7' TERM; echo $$ > " + started + "; while true; do sleep 0.01; done"
	got := command(t.Context(), "run", "--out", dir, "--target", targetFor(t,
		"http://"+address+"/", "command: [\"sh\", \"-c\", \""+script+"\"]\n"))
	if got.status != 3 || !strings.Contains(got.errors, "ended (exit status 7) during the run") {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
	if r := resultsIn(t, dir); !r.Unreachable || r.Complete {
		t.Errorf("unreachable %v, complete %v", r.Unreachable, r.Complete)
	}
}
