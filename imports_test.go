package wimsespec_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/wimsespec/wimsespec/"

// THIS IS A STATEMENT OF POLICY. DO NOT CHANGE IT TO MAKE A BUILD PASS: an import that it forbids is
// in the wrong room.
//
// Each room may import itself and the rooms that are listed for it; the reason says why not more.
var policy = map[string]struct {
	may    []string
	reason string
}{
	"spec":      {nil, "the drafts know nothing of any implementation"},
	"reference": {[]string{"spec"}, "the reference must be usable alone, without what tests it"},
	"vectors":   {[]string{"spec", "reference"}, "vectors are data that any suite can use"},
	"reports":   {[]string{"spec"}, "a report is made from results alone, by anybody"},
	"examples":  {[]string{"spec", "reference"}, "examples are checked by the reference, not by suites"},
	"suites":    {[]string{"spec", "reference", "vectors", "reports"}, "a suite does not know how it was started"},
	"runner":    {[]string{"spec", "reference", "vectors", "suites", "reports", "examples"}, "the command line is above all"},
	"cmd":       {[]string{"runner"}, "main calls runner and nothing else"},
}

// TestImportPolicy holds every package, its tests included, to the policy.
func TestImportPolicy(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range packages(t) {
		room := roomOf(p.ImportPath)
		seen[room] = true
		for _, imported := range append(p.Imports, append(p.TestImports, p.XTestImports...)...) {
			to := roomOf(imported)
			if to == "" || to == room || allowed(room, to) {
				continue
			}
			t.Errorf("%s imports %s, but %s", p.ImportPath, imported, policy[room].reason)
		}
	}
	for room := range policy {
		if !seen[room] {
			t.Errorf("the policy speaks of the room %s, which has no package", room)
		}
	}
}

func allowed(room, to string) bool {
	for _, may := range policy[room].may {
		if may == to {
			return true
		}
	}
	return false
}

// roomOf gives the first part of a package's path in this module; empty for other modules.
func roomOf(path string) string {
	rest, ours := strings.CutPrefix(path, module)
	if !ours {
		return ""
	}
	room, _, _ := strings.Cut(rest, "/")
	return strings.TrimSuffix(room, ".test")
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if roomOf(p.ImportPath) != "" {
			all = append(all, p)
		}
	}
}
