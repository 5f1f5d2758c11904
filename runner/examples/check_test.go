package examples

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	published "github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/examine"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/spec"
)

// source writes figures that this project keeps as the source of a draft.
func source(t *testing.T, folder string) string {
	t.Helper()
	name := "draft-ietf-wimse-" + folder[:len(folder)-3] + "-latest"
	text := "---\ndocname: " + name + "\n---\n\n--- middle\n\n# Examples\n\n"
	documents, err := published.Published()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents {
		if d.Folder != folder {
			continue
		}
		printed, err := d.Printed()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range printed.Figures {
			text += "~~~ " + f.Type + "\n" + f.Printed + "~~~\n{: title=\"" + f.Title + "\"}\n\n"
		}
	}
	path := filepath.Join(t.TempDir(), folder+".md")
	clitest.Write(t, path, text)
	return path
}

func TestCheckPasses(t *testing.T) {
	out, _ := clitest.Page(t, cli.Met, Command(), "check", source(t, "wpt-02"),
		"--with", source(t, "workload-creds-02"))
	clitest.Narrow(t, out)
	clitest.Wants(t, out, "judged as wpt-02, profile latest",
		"pass  Figure 1, Example Workload Proof Token (WPT), line 10", "4 pass, 0 fail, 0 cannot be checked whole")
}

func TestCheckFails(t *testing.T) {
	path := source(t, "s2s-protocol-07")
	out, _ := clitest.Page(t, cli.NotMet, Command(), "check", path)
	clitest.Narrow(t, out)
	clitest.Wants(t, out, "FAIL  Figure 9, Example WPT Claims", "- decoded: not the claims of the proof",
		"? wit-signature: no key of the issuer", "~ message: it begins with the line")
}

func TestCheckJSON(t *testing.T) {
	out, _ := clitest.Page(t, cli.NotMet, Command(), "check", source(t, "wpt-00"), "-o", "json")
	var reports []examine.Report
	if err := json.Unmarshal([]byte(out), &reports); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 1 || reports[0].Revision != "wpt-00" || len(reports[0].Results) != 4 ||
		reports[0].Results[2].Verdict != examine.Fail || reports[0].Results[2].Line == 0 {
		t.Errorf("%+v", reports)
	}
}

func TestCheckMarkdown(t *testing.T) {
	out, _ := clitest.Page(t, cli.NotMet, Command(), "check", source(t, "s2s-protocol-07"), "-o", "markdown")
	clitest.Wants(t, out, "## Examples in draft-ietf-wimse-s2s-protocol-latest", "### What is wrong",
		"**Figure 9, Example WPT Claims** (section 1 Examples, line ", "### What may be worth a look",
		"### What could not be checked", "### What is right", `\_\_bwc4ESC3acc2LTC1-\_x`)
}

// TestCheckHostile has a document say what would steer a terminal, or mean something in an issue.
func TestCheckHostile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.md")
	clitest.Write(t, path, "~~~ jwk\n{\"kty\": \"OKP\", \"crv\": \"Ed25519\", "+
		"\"x\": \"_amRC3YrYbHhH1RtYrL8cSmTDMhYtOUTG78cGTR5ezk\", \"<b>@all\": 1, \"\\u001b[2J\": 1}\n~~~\n"+
		"{: title=\"key <img src=x> \x1b[31m@all\"}\n")
	text, _ := clitest.Page(t, cli.Met, Command(), "check", path)
	markdown, _ := clitest.Page(t, cli.Met, Command(), "check", path, "-o", "markdown")
	if strings.Contains(text+markdown, "\x1b") {
		t.Error("an escape sequence is printed")
	}
	if strings.Contains(markdown, "<img") || strings.Contains(markdown, "@all") ||
		strings.Contains(markdown, "<b>") {
		t.Errorf("the document's words act in the issue:\n%s", markdown)
	}
}

func TestCheckMistakes(t *testing.T) {
	dir := t.TempDir()
	clitest.Write(t, filepath.Join(dir, "minutes.txt"), "nothing at all\n")
	clitest.Write(t, filepath.Join(dir, "draft.md"), "--- middle\n\n# A\n\n~~~\n{::include none}\n~~~\n")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no file":       {nil, "requires at least 1 arg"},
		"no such file":  {[]string{"none.md"}, "none.md: no such file"},
		"nothing in it": {[]string{filepath.Join(dir, "minutes.txt")}, "is no draft that is known, and"},
		"nothing in it, by a revision": {[]string{filepath.Join(dir, "minutes.txt"), "--revision", "wpt-02"},
			"is no draft that is known, and"},
		"no such include": {[]string{filepath.Join(dir, "draft.md")}, "line 6: the include none cannot be read"},
		"no such output":  {[]string{"-o", "xml", dir}, `unknown output "xml"; known: text, json, markdown`},
		"no such revision": {[]string{"--revision", "wpt-99", dir},
			`"wpt-99" is neither a document nor a profile`},
		"no such other": {[]string{"--with", "none.md", dir}, "none.md: no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, log := clitest.Page(t, cli.WrongUse, Command(), append([]string{"check"}, c.args...)...)
			clitest.Wants(t, log, c.want)
		})
	}
}

// TestCheckNothingToCheck has a draft that is known and prints no example data.
func TestCheckNothingToCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "draft-ietf-wimse-mutual-tls-02.md")
	clitest.Write(t, path, "--- middle\n\n# A\n\nWords.\n")
	out, _ := clitest.Page(t, cli.Met, Command(), "check", path)
	clitest.Wants(t, out, "judged as mutual-tls-02", "nothing was checked")
}

// TestGeneratedPasses checks what generate makes, in every profile, and in the source of a draft that
// includes it.
func TestGeneratedPasses(t *testing.T) {
	for _, profile := range spec.ProfileNames() {
		dir := filepath.Join(t.TempDir(), "made")
		clitest.Page(t, cli.Met, Command(), "generate", "--profile", profile, "--out", dir)
		out, _ := clitest.Page(t, cli.Met, Command(), "check", dir, "--revision", profile)
		clitest.Wants(t, out, " pass, 0 fail, 0 cannot be checked whole")
		if strings.Count(out, "\npass ") < 30 {
			t.Errorf("%s: only %d files are checked", profile, strings.Count(out, "\npass "))
		}
	}
}

// TestGeneratedIntoDraft includes what generate makes in the source of a draft.
func TestGeneratedIntoDraft(t *testing.T) {
	root := t.TempDir()
	clitest.Page(t, cli.Met, Command(), "generate", "--out", filepath.Join(root, "includes"))
	text := "---\ndocname: draft-ietf-wimse-wpt-latest\n---\n\n--- middle\n\n# Examples\n\n"
	included := []struct{ name, language, title string }{
		{"wit.txt", "jwt", "Example WIT"}, {"wit-jose-header.json", "json", "Example WIT JOSE Header"},
		{"wit-claims.json", "json", "Example WIT Claims"}, {"issuer-jwk.json", "jwk", "Identity Server Key"},
		{"sigs-svca-jwk.txt", "jwk", "Caller Private Key"}, {"wpt.txt", "jwt", "Example WPT"},
		{"wpt-jose-header.json", "json", "Example WPT JOSE Header"},
		{"wpt-claims.json", "json", "Example WPT Claims"},
		{"wpt-request.txt", "http", "Example HTTP Request with WIT and WPT"},
		{"sigs-request.txt", "http", "Signed Request"}, {"sigs-response.txt", "http", "Signed Response"},
		{"sigs-svcb-jwk.txt", "jwk", "Callee Private Key"},
	}
	for _, f := range included {
		text += "~~~ " + f.language + "\n{::include includes/" + f.name + ".out}\n~~~\n" +
			"{: title=\"" + f.title + "\"}\n\n"
	}
	clitest.Write(t, filepath.Join(root, "draft.md"), text)
	out, _ := clitest.Page(t, cli.Met, Command(), "check", filepath.Join(root, "draft.md"))
	clitest.Wants(t, out, "12 pass, 0 fail, 0 cannot be checked whole")
}
