package runner_test

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// heldRun is a run in a process of its own, which a valve holds.
type heldRun struct {
	*exec.Cmd
	ended    chan error
	out, log bytes.Buffer
}

// startHeld starts a run and waits until its journal has so many lines.
func startHeld(t *testing.T, v *valve, lines int, args ...string) *heldRun {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	v.holdAt(lines)
	r := &heldRun{ended: make(chan error, 1)}
	r.Cmd = exec.CommandContext(t.Context(), program, append([]string{"run"}, args...)...)
	r.Env, r.Stdout, r.Stderr = append(os.Environ(), "WIMSESPEC_AS_PROGRAM=1"), &r.out, &r.log
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.ended <- r.Wait() }()
	select {
	case <-v.held:
	case err := <-r.ended:
		t.Fatalf("it ended before line %d: %v\n%s", lines, err, r.log.String())
	}
	return r
}

// status waits for the end and gives the exit status, -1 where a signal was the end.
func (r *heldRun) status(t *testing.T) int {
	t.Helper()
	err := <-r.ended
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return r.ProcessState.ExitCode()
}

// runUntil sends a run a signal once its journal has so many lines, and gives its exit status.
func runUntil(t *testing.T, v *valve, lines int, s syscall.Signal, args ...string) (status int, log string) {
	t.Helper()
	r := startHeld(t, v, lines, args...)
	if err := r.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	status = r.status(t)
	v.open()
	return status, r.log.String()
}

// TestOneRunAtATimeInAFolder tries what writes into a folder while a run is under way there.
func TestOneRunAtATimeInAFolder(t *testing.T) {
	dir := t.TempDir()
	v, target := valved(t, dir)
	args := []string{"--target", target, "--filter", "wpt/wth-*", "--timeout", "5m", "--out", dir}
	r := startHeld(t, v, 3, args...)
	for _, other := range [][]string{
		{"run", "--out", dir}, {"run", "--resume", "--out", dir}, {"judge", dir, "--out", dir},
	} {
		got := command(t.Context(), other...)
		if got.status != 2 || !strings.Contains(got.errors, "another run is writing its reports into "+dir) {
			t.Errorf("%v: status %d, errors %q", other, got.status, got.errors)
		}
	}
	v.open()
	if status := r.status(t); status != 0 {
		t.Errorf("the first run was disturbed: status %d\n%s", status, r.log.String())
	}
	sameFromEvidence(t, dir, 0)
}

// beSilent takes connections and never answers, until it is ended.
func beSilent(address string) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		os.Exit(1)
	}
	for {
		if _, err := ln.Accept(); err != nil {
			os.Exit(1)
		}
	}
}

// TestTargetDoesNotOutliveAKilledRun kills a run whose target it started: the address has to be free
// for the run that goes on.
func TestTargetDoesNotOutliveAKilledRun(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a process with the one that started it")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	target := targetFor(t, "http://"+address+"/", "command: ["+program+", silent, \""+address+"\"]\n")
	cmd := exec.CommandContext(t.Context(), program,
		"run", "--target", target, "--out", t.TempDir(), "--timeout", "5m")
	cmd.Env = append(os.Environ(), "WIMSESPEC_AS_PROGRAM=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	becomes(t, address, true)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	becomes(t, address, false)
}

// becomes waits until somebody listens at an address, or nobody, for as long as a very slow machine
// may take.
func becomes(t *testing.T, address string, want bool) {
	t.Helper()
	for range 20000 {
		if listens(address) == want {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("listening at %s does not become %v", address, want)
}

func listens(address string) bool {
	conn, err := net.Dial("tcp", address)
	if err == nil {
		conn.Close()
	}
	return err == nil
}
