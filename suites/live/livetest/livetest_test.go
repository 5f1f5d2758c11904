package livetest

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/suites/target"
)

func TestTargetFilesAreFoundFromTheModulesRoot(t *testing.T) {
	root := t.TempDir()
	below := filepath.Join(root, "a", "b")
	if err := os.MkdirAll(below, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(root, "go.mod"), filepath.Join(below, "here.yaml")} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(below)
	for name, want := range map[string]string{
		"here.yaml": "here.yaml", "x/there.yaml": filepath.Join(root, "x", "there.yaml"),
		"/no/such.yaml": "/no/such.yaml",
	} {
		if got := resolved(name); got != want {
			t.Errorf("%s is looked for at %s, want %s", name, got, want)
		}
	}
}

func TestCommandsAreNotStarted(t *testing.T) {
	server := httptest.NewServer(nil)
	tgt := &target.Target{Name: "acme", Command: []string{"acme"}}
	tgt.Recipient.URL = server.URL + "/orders"
	if err := running(tgt); err != nil {
		t.Error(err)
	}
	server.Close()
	if err := running(tgt); err == nil || !strings.Contains(err.Error(), "do not start commands") {
		t.Errorf("error %v", err)
	}
	tgt.Command = nil // such a target fails in its cases
	if err := running(tgt); err != nil {
		t.Error(err)
	}
}
