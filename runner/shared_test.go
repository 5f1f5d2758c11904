package runner_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/replay/redistest"
	"github.com/wimsespec/wimsespec/reports"
)

// serveShared serves the reference with its memory in Redis, and gives its target file.
func serveShared(t *testing.T, url string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "reference", "--replay", url)
	cmd.Env = append(os.Environ(), "WIMSESPEC_AS_PROGRAM=1")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(t.Context(), func() { _ = cmd.Wait() })
	return write(t, "reference.yaml", untilCaller(t, out))
}

// untilCaller reads a target file as far as the recipient is described.
func untilCaller(t *testing.T, out io.Reader) string {
	t.Helper()
	var text []byte
	buffer := make([]byte, 4096)
	for !bytes.Contains(text, []byte("\ncaller:")) {
		n, err := out.Read(buffer)
		if err != nil {
			t.Fatalf("%v after:\n%s", err, text)
		}
		text = append(text, buffer[:n]...)
	}
	target, _, _ := strings.Cut(string(text), "\ncaller:")
	return target + "\n"
}

// TestSharedReference has the suites try the reference with its memory in Redis: replays are refused
// while it is there, and nothing is accepted once it has gone.
func TestSharedReference(t *testing.T) {
	server := redistest.Start(t)
	target := serveShared(t, server.URL)
	dir := t.TempDir()
	got := command(t.Context(), "run", "--target", target, "--out", dir, "--filter",
		"WPT-JTI-REPLAY-REC,WPT-JTI-SENDER-SCOPE,SIG-NONCE-REPLAY")
	r := resultsIn(t, dir)
	if got.status != 0 || r.Summary.Cases.Pass < 5 {
		t.Errorf("status %d, %+v\n%s%s", got.status, r.Summary.Cases, got.out, got.errors)
	}
	server.Stop()
	got = command(t.Context(), "run", "--target", target, "--out", dir, "--filter", "wpt/valid")
	r = resultsIn(t, dir)
	evidence, err := os.ReadFile(filepath.Join(dir, "evidence.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if r.Summary.Verdict != reports.Fail || !bytes.Contains(evidence, []byte("does not answer")) ||
		r.Summary.Cases.Pass != 0 {
		t.Errorf("status %d, %+v\n%s%s", got.status, r.Summary, got.out, got.errors)
	}
}

func TestSharedMemoryThatIsNotThere(t *testing.T) {
	for url, want := range map[string]string{
		"redis://127.0.0.1:1/0": "--replay: replay: the memory does not answer: ",
		"http://127.0.0.1/":     "--replay: redisstore: redis: invalid URL scheme: http; write redis://",
	} {
		got := command(t.Context(), "reference", "--replay", url)
		if got.status != 2 || !strings.Contains(got.errors, want) {
			t.Errorf("status %d, errors %q", got.status, got.errors)
		}
	}
}
