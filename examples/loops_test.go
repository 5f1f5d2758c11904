package examples_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// loops are the programs that give vector files to a verifier: each takes the paths and prints, for
// every file, how many vectors it verified and which it left out.
var loops = map[string]func(t *testing.T, files ...string) *exec.Cmd{
	"javascript": func(t *testing.T, files ...string) *exec.Cmd {
		node := tool(t, "node")
		installed(t)
		watch(t, "loops/javascript/*.mjs", nodeTarget+"/*.mjs")
		return exec.Command(node, append([]string{"loops/javascript/loop.mjs"}, files...)...)
	},
	"python": func(t *testing.T, files ...string) *exec.Cmd {
		watch(t, "loops/python/*.py")
		return exec.Command(python(t), append([]string{"-B", "loops/python/loop.py"}, files...)...)
	},
}

// leftOut names the vectors that a loop may leave out, as its verifier lacks their algorithm.
var leftOut = map[string][]string{}

// looped are the mechanisms that the loops verify.
var looped = []string{"wit", "wpt", "httpsig"}

func eachLoop(t *testing.T, test func(t *testing.T, language string)) {
	for language := range loops {
		t.Run(language, func(t *testing.T) { test(t, language) })
	}
}

// TestLoops has every vector of the latest profile verified with other JOSE and HTTP signature code
// than ours.
func TestLoops(t *testing.T) {
	eachLoop(t, func(t *testing.T, language string) {
		checkLoop(t, language, filepath.Join("..", "vectors", "latest"))
	})
}

// checkLoop runs a loop over the files of a folder and compares what it counts with what they hold.
func checkLoop(t *testing.T, language, dir string) {
	t.Helper()
	for _, mechanism := range looped {
		path := filepath.Join(dir, mechanism+".json")
		status, out := runLoop(t, language, path)
		if status != 0 {
			t.Errorf("status %d:\n%s", status, out)
			continue
		}
		all := vectorsOf(readJSON(t, path))
		skipped := slices.DeleteFunc(ids(all), func(id string) bool {
			return !slices.Contains(leftOut[language], id)
		})
		want := strings.TrimSpace(fmt.Sprintf("%s: %d vectors verified, %d left out %s",
			path, len(all)-len(skipped), len(skipped), strings.Join(skipped, " ")))
		if got := strings.TrimSpace(out); got != want {
			t.Errorf("it prints\n%s\nand not\n%s", got, want)
		}
	}
}

// TestLoopsNoticeAWrongVector turns the result of one vector, whether it is accepted or refused.
func TestLoopsNoticeAWrongVector(t *testing.T) {
	eachLoop(t, func(t *testing.T, language string) {
		for _, mechanism := range looped {
			path := filepath.Join("..", "vectors", "latest", mechanism+".json")
			all := vectorsOf(readJSON(t, path))
			for _, i := range []int{0, len(all) - 1} {
				id := all[i]["id"].(string)
				status, out := runLoop(t, language, turned(t, path, i))
				if status != 1 || strings.Count(out, id+": ") != 1 {
					t.Errorf("%s is turned: status %d:\n%s", id, status, out)
				}
			}
		}
	})
}

// TestLoopsRefuseAnEmptyFile keeps a loop that verifies nothing from passing.
func TestLoopsRefuseAnEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wit.json")
	const file = `{"mechanism": "wit", "revision": "workload-creds-02", "trust_domains": {}, "vectors": []}`
	if err := os.WriteFile(path, []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	eachLoop(t, func(t *testing.T, language string) {
		status, out := runLoop(t, language, path)
		if status != 1 || !strings.Contains(out, ": 0 vectors verified") {
			t.Errorf("status %d:\n%s", status, out)
		}
		if status, out := runLoop(t, language); status != 1 || out != "" {
			t.Errorf("without files: status %d:\n%s", status, out)
		}
	})
}

// runLoop gives the exit status of a loop, and what it printed.
func runLoop(t *testing.T, language string, files ...string) (status int, printed string) {
	t.Helper()
	cmd := loops[language](t, files...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// watch reads the sources of another program, so that go test does not repeat what it remembers when
// one of them has changed.
func watch(t *testing.T, patterns ...string) {
	t.Helper()
	for _, pattern := range patterns {
		for _, path := range must(filepath.Glob(pattern))(t) {
			must(os.ReadFile(path))(t)
		}
	}
}

// turned copies a vector file with another result for one vector, whose steps stay as they are.
func turned(t *testing.T, path string, i int) string {
	t.Helper()
	file := readJSON(t, path)
	vector := file["vectors"].([]any)[i].(map[string]any)
	other := map[any]string{"accept": "reject", "reject": "accept"}
	vector["result"] = other[vector["result"]]
	copied := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := os.WriteFile(copied, must(json.Marshal(file))(t), 0o644); err != nil {
		t.Fatal(err)
	}
	return copied
}

func ids(vectors []map[string]any) []string {
	var all []string
	for _, v := range vectors {
		all = append(all, v["id"].(string))
	}
	return all
}

func readJSON(t *testing.T, path string) map[string]any {
	t.Helper()
	var file map[string]any
	if err := json.Unmarshal(must(os.ReadFile(path))(t), &file); err != nil {
		t.Fatal(err)
	}
	return file
}

// python finds an interpreter that has the modules of loops/python: Debian's own comes first.
func python(t *testing.T) string {
	t.Helper()
	const modules = "import jwt, cryptography"
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", modules).Run() == nil {
			return name
		}
	}
	const missing = "python3 with the modules jwt and cryptography is not installed"
	if os.Getenv("CI") != "" {
		t.Fatal(missing + ", and CI is set")
	}
	t.Skip(missing)
	return ""
}
