package runner_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reports"
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
		t.Errorf("status %d, unreachable %v, %d cases\n%s",
			got.status, r.Unreachable, len(r.Cases), got.out)
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
	if got.status != 3 || !strings.Contains(got.errors, "its command has ended") {
		t.Errorf("status %d, errors %q", got.status, got.errors)
	}
}
