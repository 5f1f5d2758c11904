package examples

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/spec"
)

func execute(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	return clitest.Run(t, Command(), args...)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRefusals(t *testing.T) {
	t.Chdir(t.TempDir())
	clitest.Write(t, "bad.yaml", "apiVersion: wimsespec/scenario/v1\ntrust_domian: x\n")
	clitest.Write(t, "foreign/notes.txt", "x")
	clitest.Write(t, "empty/README.md", "x")
	for _, tc := range []struct{ args, want string }{
		{"bake", `unknown command "bake"`},
		{"generate", "at least one of the flags in the group [out into] is required"},
		{"generate --out x --profile s2s-99", `unknown profile "s2s-99"; known: s2s-00,`},
		{"generate --out x -o xml", `unknown output "xml"`},
		{"generate --out x --scenario none.yaml", "none.yaml: no such file"},
		{"generate --out x --scenario bad.yaml", "bad.yaml:2: trust_domian: unknown key"},
		{"generate --out x --keys nowhere", "nowhere: no such file"},
		{"generate --out x --keys foreign", "foreign holds none of the keys"},
		{"generate --out foreign", "the folder holds other files"},
		{"generate --into empty", "it has none of the example files: is it a checkout of the drafts?"},
		{"generate --into nowhere", "nowhere: no such file"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			status, stdout, stderr := execute(t, strings.Fields(tc.args)...)
			if status != cli.WrongUse || !strings.Contains(stderr, tc.want) || stdout != "" {
				t.Errorf("status %d, stdout %q, stderr %q; must be 2 and hold %q",
					status, stdout, stderr, tc.want)
			}
			if _, err := os.Stat("x"); err == nil {
				t.Error("something was written")
			}
		})
	}
}

// TestGenerate writes a folder whose files the reference accepts, and says what it did.
func TestGenerate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	args := []string{"generate", "--profile", "s2s-07", "--out", dir}
	out, _ := clitest.Page(t, cli.Met, Command(), args...)
	clitest.Wants(t, out, filepath.Join(dir, "wit.txt")+": new\n", dir+": examples of s2s-07: ")
	out, _ = clitest.Page(t, cli.Met, Command(), args...)
	if strings.Count(out, "\n") != 1 || !strings.Contains(out, " unchanged\n") {
		t.Errorf("again: %s", out)
	}
	files := generate.Files{}
	var manifest generate.Manifest
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, generate.ManifestFile))), &manifest); err != nil {
		t.Fatal(err)
	}
	for name := range manifest.Files {
		files[name] = []byte(read(t, filepath.Join(dir, name)))
	}
	if err := generate.Verify(spec.Must(manifest.Profile), scenario.Default(), files); err != nil {
		t.Error(err)
	}
}

// TestGenerateInto keeps the key and the scenario of an author, and names the prose to edit.
func TestGenerateInto(t *testing.T) {
	root := t.TempDir()
	clitest.Page(t, cli.Met, Command(), "generate", "--out", filepath.Join(root, "includes"))
	if err := os.Remove(filepath.Join(root, "includes", generate.ManifestFile)); err != nil {
		t.Fatal(err)
	}
	clitest.Write(t, filepath.Join(root, "draft.md"), "# Draft\n\nIts id is x-_1CTL2cca3CSE4cwb_l.\n"+
		"It ends at Thu Apr 24 2025 16:35:11 GMT (1745512510).\n")
	text, _ := clitest.Page(t, cli.Met, Command(), "scenario")
	mine := filepath.Join(root, "mine.yaml")
	clitest.Write(t, mine, strings.ReplaceAll(text, "x-_1CTL2cca3CSE4cwb_l", "another-id"))
	key := strings.ReplaceAll(read(t, filepath.Join(root, "includes", "sigs-svcb-jwk.txt")),
		`"svc-b-key"`, `"my-key"`)
	clitest.Write(t, filepath.Join(root, "keys", "svcb.jwk"), key)

	out, _ := clitest.Page(t, cli.Met, Command(), "generate", "--into", root, "--scenario", mine,
		"--keys", filepath.Join(root, "keys"))
	clitest.Wants(t, out,
		"key svcb: "+filepath.Join(root, "keys", "svcb.jwk")+"\n",
		filepath.Join(root, "includes", "wit.txt")+": changed, sha256 ",
		`    claims.jti: "x-_1CTL2cca3CSE4cwb_l" is now "another-id"`+"\n",
		`    kid: "svc-b-key" is now "my-key"`+"\n",
		filepath.Join(root, "draft.md")+`:3: repeats "x-_1CTL2cca3CSE4cwb_l" of `,
		`:4: says "Thu Apr 24 2025 16:35:11 GMT" beside 1745512510, which is "Thu Apr 24 2025 16:35:10 GMT"`,
		"; 2 places of prose to edit\n")
	if got := read(t, filepath.Join(root, "includes", "sigs-svcb-jwk.txt")); got != key {
		t.Errorf("the key is printed as %s", got)
	}
}

func TestGenerateJSON(t *testing.T) {
	dir := t.TempDir()
	out, _ := clitest.Page(t, cli.Met, Command(), "generate", "--out", dir, "--into", dir, "-o", "json")
	var got outcome
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Profile != spec.DefaultProfile() || len(got.Out) == 0 || got.Into == nil ||
		len(got.Into.Files) != len(got.Out) {
		t.Errorf("%s", out)
	}
	for _, c := range got.Out {
		if c.Status != generate.StatusNew || len(c.New) != 64 || c.Old != "" {
			t.Errorf("%+v", c)
		}
	}
}

func TestCommandsAreExplained(t *testing.T) {
	for _, c := range Command().Commands() {
		if c.Short == "" || !strings.Contains(c.Example, "wimsespec examples "+c.Name()) {
			t.Errorf("%s lacks a short text or an example", c.Name())
		}
	}
}
