package vectors

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli"
)

func TestVectorsList(t *testing.T) {
	args := []string{"list", "--mechanism", "wpt", "--requirement", "WPT-WTH-MATCH"}
	status, stdout, _ := execute(t, args...)
	_, again, _ := execute(t, args...)
	if status != cli.Met || stdout != again {
		t.Fatalf("status %d, and printed twice is not the same", status)
	}
	row := regexp.MustCompile(
		`(?m)^wpt/wth-of-another-wit +reject +WPT-WTH-MATCH +must +the proof is bound`)
	if !strings.HasPrefix(stdout, "ID ") || !row.MatchString(stdout) ||
		strings.Contains(stdout, "\x1b") {
		t.Errorf("stdout is %q", stdout)
	}
}

// Every vector of the files is listed once, and nothing else.
func TestVectorsListJSON(t *testing.T) {
	_, stdout, _ := execute(t, "list", "--profile", "s2s-07", "-o", "json")
	var lines []line
	if err := json.Unmarshal([]byte(stdout), &lines); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	execute(t, "mint", "--profile", "s2s-07", "--out", dir)
	for _, mechanism := range []string{"identifier", "wit", "wpt", "httpsig", "mtls"} {
		f, err := openVectors(filepath.Join(dir, "s2s-07", mechanism+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range slices.Concat(f.file.Vectors, f.file.Observations) {
			at := slices.IndexFunc(lines, func(l line) bool { return l.ID == v.ID })
			if at < 0 || lines[at].Result != string(v.Result) {
				t.Errorf("%s is not listed as it is minted", v.ID)
				continue
			}
			lines = slices.Delete(lines, at, at+1)
		}
	}
	if len(lines) > 0 {
		t.Errorf("listed and not minted: %v", lines)
	}
}
