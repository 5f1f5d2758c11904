package examples_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

const nodeTarget = "targets/node"

// profiles are those in which both implementations are tested.
var profiles = []string{"latest", "s2s-01", "s2s-07", "2025-11"}

// TestNodeVerifiesVectors has targets/node/verify-vectors.mjs answer freshly minted vectors of every
// mechanism, and compute their signature bases with other libraries than ours.
func TestNodeVerifiesVectors(t *testing.T) {
	node := tool(t, "node")
	installed(t)
	for _, profile := range append([]string{"latest+http-signature-06"}, profiles...) {
		t.Run(profile, func(t *testing.T) {
			cmd := exec.Command(node, append([]string{"verify-vectors.mjs"}, minted(t, profile)...)...)
			cmd.Dir = nodeTarget
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v:\n%s", err, out)
			}
			t.Logf("%s", out)
		})
	}
}

// tool finds a program; without it the test is skipped by its name, in CI it fails.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed, and CI is set", name)
	}
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// installed sees to it that the packages of the node target are there.
func installed(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(nodeTarget, "node_modules", "jose")); err == nil {
		return
	}
	cmd := exec.Command(tool(t, "npm"), "ci", "--no-audit", "--no-fund")
	cmd.Dir = nodeTarget
	if out, err := cmd.CombinedOutput(); err != nil && os.Getenv("CI") == "" {
		t.Skipf("npm ci in %s: %v: %s", nodeTarget, err, out)
	} else if err != nil {
		t.Fatalf("npm ci in %s: %v: %s", nodeTarget, err, out)
	}
}

// minted gives the paths of the vectors of a profile, minted just now: one file for each mechanism.
func minted(t *testing.T, profile string) []string {
	t.Helper()
	dir := t.TempDir()
	wimsespec(t, "vectors", "mint", "--profile", profile, "--out", dir)
	files := must(filepath.Glob(filepath.Join(dir, profile, "*.json")))(t)
	if len(files) != 5 {
		t.Fatalf("minted %q, not one file for each of five mechanisms", files)
	}
	return files
}

// TestMain makes the folder of the command, which is there until the last test has ended.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "wimsespec")
	if err != nil {
		panic(err)
	}
	folder = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

var folder string

// binary builds the command once. This room may not import what it needs of it.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "wimsespec")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/wimsespec").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// wimsespec runs the command to its end.
func wimsespec(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command(must(binary())(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("wimsespec %q: %v: %s", args, err, out)
	}
}
