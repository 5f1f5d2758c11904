package examples_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const goSpiffe = "targets/go-spiffe"

// outcome is what results.json says of one case.
type outcome struct {
	ID, Role, Mechanism, Algorithm, Verdict, Observed, Source string
	Requirements                                              []string
}

// TestGoSpiffe holds what a run finds in go-spiffe against expected-failures.yaml, both ways.
func TestGoSpiffe(t *testing.T) {
	t.Parallel()
	found, listed := goSpiffeOutcomes(t), deviations(t)
	passed := map[string]bool{}
	for name, o := range found {
		passed[o.Mechanism] = passed[o.Mechanism] || o.Verdict == "pass"
		_, there := listed[name]
		if !there && (o.Verdict == "fail" || o.Verdict == "inconclusive") {
			t.Errorf("%s: %s, and it is not listed; observed: %s", name, o.Verdict, o.Observed)
		}
	}
	for _, m := range []string{"wit", "wpt", "mtls"} {
		if !passed[m] {
			t.Errorf("nothing of %s passed", m)
		}
	}
	for name, d := range listed {
		if o, there := found[name]; !there {
			t.Errorf("%s is listed, and there is no such case", name)
		} else if amiss := d.compare(o); amiss != "" {
			t.Errorf("%s: %s", name, amiss)
		}
	}
}

// goSpiffeOutcomes runs the suites and gives what became of every case for recipients.
func goSpiffeOutcomes(t *testing.T) map[string]outcome {
	var results struct {
		Complete bool
		Cases    []outcome
	}
	text := must(os.ReadFile(filepath.Join(goSpiffeRun(t), "results.json")))(t)
	if err := json.Unmarshal(text, &results); err != nil {
		t.Fatal(err)
	}
	if !results.Complete {
		t.Error("the run is not complete")
	}
	out := map[string]outcome{}
	for _, o := range results.Cases {
		if o.Role == "recipient" {
			out[o.ID+" "+o.Algorithm] = o
		}
	}
	return out
}

// goSpiffeRun runs the suites against the target, which its start script builds, and gives the folder
// of the results.
func goSpiffeRun(t *testing.T) string {
	goSpiffeModule(t)
	dir := t.TempDir()
	tool, out := filepath.Join(dir, "wimsespec"), filepath.Join(dir, "out")
	quiet(t, "..", "go", "build", "-o", tool, "./cmd/wimsespec")
	run := exec.Command(tool, "run", "--target", goSpiffeTarget(t, dir), "--out", out, "--timeout", "30s")
	printed, err := run.CombinedOutput()
	var status *exec.ExitError
	if err != nil && (!errors.As(err, &status) || status.ExitCode() != 1) { // 1: a MUST is not met
		t.Fatalf("%v: %s", err, printed)
	}
	return out
}

// goSpiffeModule fetches what the module needs and vets it, which nothing else does.
func goSpiffeModule(t *testing.T) {
	t.Helper()
	cmd := exec.Command("go", "mod", "download")
	cmd.Dir = goSpiffe
	if out, err := cmd.CombinedOutput(); err != nil && os.Getenv("CI") == "" {
		t.Skipf("go mod download in %s: %v: %s", goSpiffe, err, out)
	} else if err != nil {
		t.Fatalf("go mod download in %s: %v: %s", goSpiffe, err, out)
	}
	quiet(t, goSpiffe, "go", "vet", ".")
}

func quiet(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
}

// goSpiffeTarget writes the target file anew, at ports that the system chose.
func goSpiffeTarget(t *testing.T, dir string) string {
	t.Helper()
	text := string(must(os.ReadFile(filepath.Join(goSpiffe, "target.yaml")))(t))
	plain, mutual := freeAddresses(t)
	change := map[string]string{
		`"./start"`:       `"` + must(filepath.Abs(filepath.Join(goSpiffe, "start")))(t) + `"`,
		"127.0.0.1:18441": plain, "127.0.0.1:18442": mutual,
	}
	for _, old := range slices.Sorted(maps.Keys(change)) {
		if !strings.Contains(text, old) {
			t.Fatalf("target.yaml does not have %s", old)
		}
		text = strings.ReplaceAll(text, old, change[old])
	}
	name := filepath.Join(dir, "target.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// freeAddresses gives two that nobody listened at a moment ago.
func freeAddresses(t *testing.T) (string, string) {
	t.Helper()
	one := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer one.Close()
	two := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer two.Close()
	return one.Addr().String(), two.Addr().String()
}
