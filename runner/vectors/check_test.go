package vectors

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/spec"
)

func TestVectorsMintAndCheckFiles(t *testing.T) {
	dir := t.TempDir()
	status, stdout, stderr := execute(t,
		"mint", "--profile", "s2s-01", "--profile", "s2s-01", "--out", dir)
	if status != cli.Met || strings.Count(stdout, "\n") != len(spec.Mechanisms) {
		t.Fatalf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	line := regexp.MustCompile(`s2s-01/wit\.json: \d+ vectors, \d+ observations\n`)
	if !line.MatchString(stdout) {
		t.Errorf("stdout is %q", stdout)
	}
	files, err := filepath.Glob(filepath.Join(dir, "s2s-01", "*.json"))
	if err != nil || len(files) != len(spec.Mechanisms) {
		t.Fatalf("files are %v: %v", files, err)
	}
	status, stdout, stderr = execute(t, append([]string{"check"}, files...)...)
	if status != cli.Met {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}

// TestVectorsCheckFileDisagrees turns what a file expects, and finds the reference against it.
func TestVectorsCheckFileDisagrees(t *testing.T) {
	status, stdout, _ := execute(t, "show", "wpt/wth-of-another-wit", "-o", "json")
	if status != cli.Met {
		t.Fatalf("status %d", status)
	}
	for name, tc := range map[string]struct{ from, to, want string }{
		"other results": {`"reject"`, `"accept"`,
			": /vectors/0: wpt/wth-of-another-wit: step 1: the reference refuses it for WPT-WTH-MATCH"},
		"another time": {"1767225600", "1767235600", ""},
		"a good answer asked of the message": {`"expect": "reject"`,
			`"expect": "reject", "answer": {"status": [400]}`, "its status is 401, must be one of [400]"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "one.json")
			clitest.Write(t, file, strings.ReplaceAll(stdout, tc.from, tc.to))
			want := cli.NotMet
			if tc.want == "" {
				want = cli.Met
			}
			status, got, _ := execute(t, "check", file)
			if status != want || !strings.Contains(got, tc.want) {
				t.Errorf("status %d, stdout %q", status, got)
			}
		})
	}
}

// A file that names what does not exist cannot be judged.
func TestVectorsCheckFileUnknown(t *testing.T) {
	_, stdout, _ := execute(t, "show", "wpt/valid", "-o", "json")
	for from, want := range map[string]string{
		`"profile": "latest"`:  `/profile: spec: unknown profile "other"`,
		`"revision": "wpt-02"`: "/revision: profile latest has wpt-02",
		`"kty": "EC"`:          "example: no usable key in its JWK Set",
	} {
		member, _, _ := strings.Cut(from, ":")
		text := strings.ReplaceAll(stdout, from, member+`: "other"`)
		text = strings.NewReplacer(
			`"kty": "OKP"`, `"kty": "x"`, `"kty": "RSA"`, `"kty": "x"`).Replace(text)
		file := filepath.Join(t.TempDir(), "one.json")
		clitest.Write(t, file, text)
		status, _, stderr := execute(t, "check", file)
		if status != cli.WrongUse || !strings.Contains(stderr, want) {
			t.Errorf("%s changed: status %d, stderr %q, must hold %q", member, status, stderr, want)
		}
	}
}

func TestVectorsCheckEveryProfile(t *testing.T) {
	status, stdout, stderr := execute(t, "check")
	if status != cli.Met || stderr != "" {
		t.Fatalf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if len(lines) != len(spec.ProfileNames())+2 {
		t.Errorf("stdout has %d lines: %q", len(lines), stdout)
	}
	total := regexp.MustCompile(`^\d+ vectors, \d+ observations, \d+ verifications in [\d.]+ s ` +
		`\(\d+ a second\), 0 failures$`)
	if last := lines[len(lines)-1]; !total.MatchString(last) {
		t.Errorf("the last line is %q", last)
	}
}
