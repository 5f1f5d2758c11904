package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner"
)

// TestMain lets the test binary stand in for the program, so that a target's command can be it.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "silent" {
		beSilent(os.Args[2])
	}
	if os.Getenv("WIMSESPEC_AS_PROGRAM") != "" {
		status := runner.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
		noteMemory(os.Getenv(memoryFile))
		os.Exit(status)
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

func TestMistakesOnTheCommandLine(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no such command": {[]string{"walk"}, "unknown command"},
		"no such flag":    {[]string{"run", "--fast"}, "unknown flag"},
		"no such profile": {[]string{"run", "--profile", "s2s-99"},
			`unknown profile "s2s-99"; known: s2s-00`},
		"bad shard":         {[]string{"run", "--shard", "3/2"}, `shard "3/2"`},
		"bad filter":        {[]string{"run", "--filter", "a && ("}, `filter "a && ("`},
		"no wait":           {[]string{"run", "--timeout", "0s"}, "--timeout: 0s is no time"},
		"fewer than none":   {[]string{"run", "--concurrency", "-1"}, "--concurrency: -1 is below 0"},
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
