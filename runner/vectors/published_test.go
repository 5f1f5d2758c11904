package vectors

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
)

// TestCheckPublished proves the vectors of the drafts' own examples, and finds one that is altered.
func TestCheckPublished(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "vectors", "published", "wpt-02", "wpt.json"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "published", "wpt-02", "wpt.json")
	at := strings.Index(string(text), "\"WPT ") + len("\"WPT ") + 60
	for name, tc := range map[string]struct {
		text   string
		status int
		want   string
	}{
		"as it is": {string(text), cli.Met, "published"},
		"altered": {string(text[:at]) + "AAAA" + string(text[at+4:]), cli.NotMet,
			"wpt/wpt-02-figure-2: step 1:"},
		"no vectors":   {"", cli.NotMet, "published: holds no vectors"},
		"other schema": {"{}", cli.NotMet, "wpt.json"},
	} {
		t.Run(name, func(t *testing.T) {
			clitest.Write(t, file, tc.text)
			if tc.text == "" {
				if err := os.Remove(file); err != nil {
					t.Fatal(err)
				}
			}
			status, stdout, stderr := execute(t, "check", "--profile", "s2s-02", "--dir", dir)
			if status != tc.status || !strings.Contains(stdout, tc.want) {
				t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
			}
		})
	}
}
