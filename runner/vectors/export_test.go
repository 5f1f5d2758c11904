package vectors

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
)

// TestVectorsExport packs the same twice, then meets a file of that name with something else in it.
func TestVectorsExport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dist")
	args := []string{"export", "--out", dir, "--profile", "s2s-01", "-o", "json"}
	status, stdout, stderr := execute(t, args...)
	var written []exported
	if err := json.Unmarshal([]byte(stdout), &written); err != nil || status != cli.Met {
		t.Fatalf("status %d, %v, stderr %q", status, err, stderr)
	}
	if len(written) != 1 || written[0].Profile != "s2s-01" || len(written[0].Files) == 0 {
		t.Fatalf("written is %+v", written)
	}
	path := written[0].Path
	sum, err := os.ReadFile(path + ".sha256")
	if err != nil || string(sum) != written[0].SHA256+"  "+filepath.Base(path)+"\n" {
		t.Errorf("the checksum is %q: %v", sum, err)
	}
	if status, again, _ := execute(t, args...); status != cli.Met || again != stdout {
		t.Errorf("again: status %d, stdout %q", status, again)
	}
	clitest.Write(t, path, "other")
	status, _, stderr = execute(t, args...)
	if want := path + ": it is there already"; status != cli.WrongUse ||
		!strings.Contains(stderr, want) || !strings.Contains(stderr, "--force") {
		t.Errorf("over another file: status %d, stderr %q", status, stderr)
	}
	status, stdout, _ = execute(t, "export", "--out", dir, "--profile", "s2s-01", "--force")
	if want := path + ": "; status != cli.Met || !strings.HasPrefix(stdout, want) {
		t.Errorf("with --force: status %d, stdout %q", status, stdout)
	}
}

func TestVectorsExportRefusals(t *testing.T) {
	t.Chdir(t.TempDir())
	clitest.Write(t, "file", "")
	for args, want := range map[string]string{
		"export":                              "say with --out where to write",
		"export --out file":                   `--out is "file", which is a file: name a folder`,
		"export --out file/below":             "not a directory",
		"export --out x --profile s2s-99":     `unknown profile "s2s-99"`,
		"export --out x -o xml":               `--output is "xml", must be text or json`,
		"export --out x latest":               `unknown command "latest"`,
		"export --out x --profile latest+wpt": "latest+wpt",
	} {
		status, stdout, stderr := execute(t, strings.Fields(args)...)
		if status != cli.WrongUse || !strings.Contains(stderr, want) || stdout != "" {
			t.Errorf("%s: status %d, stdout %q, stderr %q", args, status, stdout, stderr)
		}
	}
	if _, err := os.Stat("x"); err == nil {
		t.Error("a refused command has written")
	}
}
