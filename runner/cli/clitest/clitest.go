// Package clitest runs a command in a test and looks at what it prints. Start with [Run].
package clitest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
)

// Run runs a command with its arguments and gives its exit status and what it printed.
func Run(t *testing.T, c *cobra.Command, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, log strings.Builder
	status = cli.Execute(t.Context(), c, args, cli.Streams{
		In: strings.NewReader(""), Out: &out, Err: &log,
	})
	return status, out.String(), log.String()
}

// Page runs a command that must end with a status, and gives what it printed.
func Page(t *testing.T, status int, c *cobra.Command, args ...string) (stdout, stderr string) {
	t.Helper()
	got, out, log := Run(t, c, args...)
	if got != status {
		t.Fatalf("%v: exit status %d, want %d: %s", args, got, status, log)
	}
	return out, log
}

// Narrow asks that a page fits into its columns.
func Narrow(t *testing.T, page string) {
	t.Helper()
	for line := range strings.Lines(page) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > cli.PageWidth {
			t.Errorf("a line of %d columns: %s", n, line)
		}
	}
}

// Wants asks that parts stand in a page.
func Wants(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("there is no %q in:\n%s", part, page)
		}
	}
}

// Write writes a file, and the folders in which it lies.
func Write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
