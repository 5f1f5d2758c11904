package examples_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var loopMechanisms = []string{"wit", "wpt", "httpsig"}

// TestLoopGo has loops/go, a module with other JOSE and signature code than ours, verify the vectors in
// the tree, and asks it how many they were.
func TestLoopGo(t *testing.T) {
	t.Parallel()
	out, err := goTest("loops/go", "WIMSESPEC_VECTORS="+absolute(t, "../vectors/latest"))
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	for _, mechanism := range loopMechanisms {
		file := readJSON(t, filepath.Join("../vectors/latest", mechanism+".json"))
		want := fmt.Sprintf(" %s: %d vectors\n", mechanism, len(vectorsOf(file)))
		if !strings.Contains(out, want) {
			t.Errorf("the loop does not say%s%s", want, out)
		}
	}
}

// TestLoopGoSeesMistakes turns the result of one vector of each mechanism round, and one step of
// another: the loop fails and names them, and no others.
func TestLoopGoSeesMistakes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	results := map[string]bool{"wit/valid": true, "wpt/exp-passed": true, "httpsig/response": true}
	steps := map[string]bool{"wpt/replayed": true}
	for _, mechanism := range loopMechanisms {
		file := readJSON(t, filepath.Join("../vectors/latest", mechanism+".json"))
		for _, v := range vectorsOf(file) {
			turn(v, "result", results[v["id"].(string)])
			turn(v["steps"].([]any)[0].(map[string]any), "expect", steps[v["id"].(string)])
		}
		text := must(json.Marshal(file))(t)
		if err := os.WriteFile(filepath.Join(dir, mechanism+".json"), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := goTest("loops/go", "WIMSESPEC_VECTORS="+dir)
	if err == nil {
		t.Fatalf("the loop passes:\n%s", out)
	}
	for id := range results {
		named(t, out, id+": ")
	}
	named(t, out, "wpt/replayed: step 1: ")
	if got := strings.Count(out, "loop_test.go:"); got != len(results)+len(steps)+len(loopMechanisms) {
		t.Errorf("the loop says more than that:\n%s", out)
	}
}

// TestDifferential has the reference and jwx compare the tokens of the vectors and the corpus of the
// fuzz targets.
func TestDifferential(t *testing.T) {
	t.Parallel()
	out, err := goTest("differential")
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	for _, name := range []string{"TestVectors", "TestHeaders", "FuzzCompactJWS", "FuzzSignedJWS"} {
		named(t, out, "--- PASS: "+name+" ")
	}
}

func named(t *testing.T, out, text string) {
	t.Helper()
	if !strings.Contains(out, text) {
		t.Errorf("it does not say %s:\n%s", text, out)
	}
}

// goTest runs the tests of a module in this room, with more in their environment, and gives what they
// print.
func goTest(dir string, env ...string) (string, error) {
	cmd := exec.Command("go", "test", "-v", "-count=1", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	return must(filepath.Abs(path))(t)
}

func vectorsOf(file map[string]any) []map[string]any {
	var vectors []map[string]any
	for _, v := range file["vectors"].([]any) {
		vectors = append(vectors, v.(map[string]any))
	}
	return vectors
}

// turn exchanges accept and reject, where it is told to.
func turn(member map[string]any, name string, on bool) {
	if on {
		member[name] = map[any]string{"accept": "reject", "reject": "accept"}[member[name]]
	}
}
