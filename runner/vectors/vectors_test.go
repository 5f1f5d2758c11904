package vectors

import (
	"bytes"
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/recipes"
)

// execute runs a command under vectors and gives its exit status and what it printed.
func execute(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	return clitest.Run(t, Command(), args...)
}

// TestVectorsRefusals holds what is said when a command line or a file is wrong.
func TestVectorsRefusals(t *testing.T) {
	t.Chdir(t.TempDir())
	clitest.Write(t, "bad.json", `{"schema": "wimsespec/vectors/v1", "mechanism": "jwt"}`)
	for _, tc := range []struct {
		args   string
		status int
		want   string
	}{
		{"bake", cli.WrongUse, `unknown command "bake"`},
		{"mint extra", cli.WrongUse, `unknown command "extra"`},
		{"mint", cli.WrongUse, "there is no folder vectors with recipes here: say with --out"},
		{"mint --profile s2s-99 --out x", cli.WrongUse, `unknown profile "s2s-99"; known: s2s-00,`},
		{"check --profile s2s-99", cli.WrongUse, `unknown profile "s2s-99"`},
		{"check --dir nowhere", cli.WrongUse, "nowhere: no such file"},
		{"check nowhere.json", cli.WrongUse, "nowhere.json: no such file"},
		{"check --profile latest bad.json", cli.WrongUse, "leave --profile and --dir away"},
		{"check bad.json", cli.WrongUse, "bad.json: /mechanism: value must be one of"},
		{"list --mechanism jwt", cli.WrongUse, `there is no mechanism "jwt"; there are [identifier`},
		{"list --requirement WPT-WTH", cli.WrongUse,
			`no requirement "WPT-WTH"; did you mean WPT-WTH-MATCH`},
		{"list -o xml", cli.WrongUse, `--output is "xml", must be text or json`},
		{"show", cli.WrongUse, "accepts 1 arg(s), received 0"},
		{"show wpt/wth-of-anothr-wit", cli.WrongUse, "did you mean wpt/wth-of-another-wit?"},
		{"show another-wit", cli.WrongUse, "did you mean wpt/wth-of-another-wit?"},
		{"show xyzzyxyzzy", cli.WrongUse, `there is no vector "xyzzyxyzzy"` + "\n"},
		{"show wpt/old-field-twice", cli.WrongUse,
			"does not hold in profile latest, but in s2s-00, s2s-01,"},
		{"show wpt/replayed-at-once -o json", cli.WrongUse, "is sent to live targets alone"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			status, stdout, stderr := execute(t, strings.Fields(tc.args)...)
			if status != tc.status || !strings.Contains(stderr, tc.want) || stdout != "" {
				t.Errorf("status %d, stdout %q, stderr %q; must be %d and hold %q",
					status, stdout, stderr, tc.status, tc.want)
			}
		})
	}
}

// layRecipes puts the recipes into the working folder as they lie in the tree, and names them.
func layRecipes(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(recipes.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := recipes.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		clitest.Write(t, filepath.Join("vectors", "recipes", name), string(text))
	}
	return names
}

// TestVectorsInTree mints into a tree and finds what was done to it afterwards.
func TestVectorsInTree(t *testing.T) {
	t.Chdir(t.TempDir())
	names := layRecipes(t)
	if status, _, stderr := execute(t, "mint"); status != cli.Met {
		t.Fatalf("minting: status %d, stderr %q", status, stderr)
	}
	for _, profile := range minted.Tree {
		if !hasFolder("vectors", profile) {
			t.Errorf("%s was not minted", profile)
		}
	}
	status, stdout, _ := execute(t, "check", "--profile", "latest", "--profile", "s2s-02")
	if status != cli.Met {
		t.Errorf("checking: status %d, stdout %q", status, stdout)
	}
	clitest.Write(t, filepath.Join("vectors", "latest", "old.json"), "{}")
	status, stdout, _ = execute(t, "check", "--profile", "latest")
	want := filepath.Join("vectors", "latest", "old.json") + ": it is left over: nothing mints it\n"
	if status != cli.NotMet || !strings.Contains(stdout, want) ||
		!strings.Contains(stdout, " 1 failure\n") {
		t.Errorf("with a left-over: status %d, stdout %q", status, stdout)
	}
	clitest.Write(t, filepath.Join("vectors", "recipes", names[0]), "[]")
	want = names[0] + " is not what this program was built with"
	for _, command := range []string{"mint", "check"} {
		status, _, stderr := execute(t, command)
		if status != cli.WrongUse || !strings.Contains(stderr, want) {
			t.Errorf("%s with other recipes: status %d, stderr %q", command, status, stderr)
		}
	}
}

func TestVectorsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{{"check"}, {"mint", "--out", t.TempDir()}} {
		var out bytes.Buffer
		streams := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &out}
		if status := cli.Execute(ctx, Command(), args, streams); status != cli.Interrupted {
			t.Errorf("%v: status %d: %s", args, status, out.String())
		}
	}
}

func TestVectorsCommandsAreExplained(t *testing.T) {
	for _, c := range Command().Commands() {
		if c.Short == "" || !strings.Contains(c.Example, "wimsespec vectors "+c.Name()) {
			t.Errorf("%s lacks a short text or an example", c.Name())
		}
	}
}
