package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const nodeTarget = "targets/node"

// TestNodeVerifiesVectors has targets/node/verify-vectors.mjs compute the signature bases of freshly
// minted vectors with other libraries than ours.
func TestNodeVerifiesVectors(t *testing.T) {
	node := tool(t, "node")
	installed(t)
	for _, profile := range []string{"latest", "latest+http-signature-06", "s2s-07", "s2s-01"} {
		t.Run(profile, func(t *testing.T) {
			cmd := exec.Command(node, "verify-vectors.mjs", minted(t, profile))
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

// minted gives the path of the httpsig vectors of a profile, minted just now. It runs the command,
// since this room may not import what mints.
func minted(t *testing.T, profile string) string {
	t.Helper()
	dir := t.TempDir()
	vectorsCommand(t, "mint", "--profile", profile, "--out", dir)
	return filepath.Join(dir, profile, "httpsig.json")
}

func vectorsCommand(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"run", "./cmd/wimsespec", "vectors"}, args...)...)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("vectors %s: %v: %s", args[0], err, out)
	}
}
