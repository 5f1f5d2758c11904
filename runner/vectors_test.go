package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/recipes"
	"github.com/wimsespec/wimsespec/vectors/schema"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// runVectors runs a command under vectors and gives what it printed.
func runVectors(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = Run(t.Context(), append([]string{"vectors"}, args...), strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

// TestVectorsRefusals holds what is said when a command line or a file is wrong.
func TestVectorsRefusals(t *testing.T) {
	t.Chdir(t.TempDir())
	writeVectors(t, "bad.json", `{"schema": "wimsespec/vectors/v1", "mechanism": "jwt"}`)
	for _, tc := range []struct {
		args   string
		status int
		want   string
	}{
		{"bake", exitUsage, `unknown command "bake"`},
		{"mint extra", exitUsage, `unknown command "extra"`},
		{"mint", exitUsage, "there is no folder vectors with recipes here: say with --out"},
		{"mint --profile s2s-99 --out x", exitUsage, `unknown profile "s2s-99"; known: s2s-00,`},
		{"check --profile s2s-99", exitUsage, `unknown profile "s2s-99"`},
		{"check --dir nowhere", exitUsage, "nowhere: no such file"},
		{"check nowhere.json", exitUsage, "nowhere.json: no such file"},
		{"check --profile latest bad.json", exitUsage, "leave --profile and --dir away"},
		{"check bad.json", exitUsage, "bad.json: /mechanism: value must be one of"},
		{"list --mechanism jwt", exitUsage, `there is no mechanism "jwt"; there are [identifier`},
		{"list --requirement WPT-WTH", exitUsage, `no requirement "WPT-WTH"; did you mean WPT-WTH-MATCH`},
		{"list -o xml", exitUsage, `--output is "xml", must be text or json`},
		{"show", exitUsage, "accepts 1 arg(s), received 0"},
		{"show wpt/wth-of-anothr-wit", exitUsage, "did you mean wpt/wth-of-another-wit?"},
		{"show another-wit", exitUsage, "did you mean wpt/wth-of-another-wit?"},
		{"show xyzzyxyzzy", exitUsage, `there is no vector "xyzzyxyzzy"` + "\n"},
		{"show wpt/old-field-twice", exitUsage, "does not hold in profile latest, but in s2s-00, s2s-01,"},
		{"show wpt/replayed-at-once -o json", exitUsage, "is sent to live targets alone"},
	} {
		t.Run(tc.args, func(t *testing.T) {
			status, stdout, stderr := runVectors(t, strings.Fields(tc.args)...)
			if status != tc.status || !strings.Contains(stderr, tc.want) || stdout != "" {
				t.Errorf("status %d, stdout %q, stderr %q; must be %d and hold %q",
					status, stdout, stderr, tc.status, tc.want)
			}
		})
	}
}

func TestVectorsMintAndCheckFiles(t *testing.T) {
	dir := t.TempDir()
	status, stdout, stderr := runVectors(t, "mint", "--profile", "s2s-01", "--profile", "s2s-01", "--out", dir)
	if status != exitMet || strings.Count(stdout, "\n") != 3 {
		t.Fatalf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	if line := regexp.MustCompile(`s2s-01/wit\.json: \d+ vectors, \d+ observations\n`); !line.MatchString(stdout) {
		t.Errorf("stdout is %q", stdout)
	}
	files, err := filepath.Glob(filepath.Join(dir, "s2s-01", "*.json"))
	if err != nil || len(files) != 3 {
		t.Fatalf("files are %v: %v", files, err)
	}
	if status, stdout, stderr = runVectors(t, append([]string{"check"}, files...)...); status != exitMet {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}

// TestVectorsCheckFileDisagrees turns what a file expects, and finds the reference against it.
func TestVectorsCheckFileDisagrees(t *testing.T) {
	status, stdout, _ := runVectors(t, "show", "wpt/wth-of-another-wit", "-o", "json")
	if status != exitMet {
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
			writeVectors(t, file, strings.ReplaceAll(stdout, tc.from, tc.to))
			want := exitNotMet
			if tc.want == "" {
				want = exitMet
			}
			if status, got, _ := runVectors(t, "check", file); status != want || !strings.Contains(got, tc.want) {
				t.Errorf("status %d, stdout %q", status, got)
			}
		})
	}
}

// A file that names what does not exist cannot be judged.
func TestVectorsCheckFileUnknown(t *testing.T) {
	_, stdout, _ := runVectors(t, "show", "wpt/valid", "-o", "json")
	for from, want := range map[string]string{
		`"profile": "latest"`:  `/profile: spec: unknown profile "other"`,
		`"revision": "wpt-02"`: "/revision: profile latest has wpt-02",
		`"kty": "EC"`:          "example: no usable key in its JWK Set",
	} {
		member, _, _ := strings.Cut(from, ":")
		text := strings.ReplaceAll(stdout, from, member+`: "other"`)
		text = strings.NewReplacer(`"kty": "OKP"`, `"kty": "x"`, `"kty": "RSA"`, `"kty": "x"`).Replace(text)
		file := filepath.Join(t.TempDir(), "one.json")
		writeVectors(t, file, text)
		if status, _, stderr := runVectors(t, "check", file); status != exitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%s changed: status %d, stderr %q, must hold %q", member, status, stderr, want)
		}
	}
}

// TestVectorsInTree mints into a tree and finds what was done to it afterwards.
func TestVectorsInTree(t *testing.T) {
	t.Chdir(t.TempDir())
	names, err := fs.Glob(recipes.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := recipes.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		writeVectors(t, filepath.Join("vectors", "recipes", name), string(text))
	}
	if status, _, stderr := runVectors(t, "mint"); status != exitMet {
		t.Fatalf("minting: status %d, stderr %q", status, stderr)
	}
	for _, profile := range minted.Tree {
		if !hasFolder("vectors", profile) {
			t.Errorf("%s was not minted", profile)
		}
	}
	if status, stdout, _ := runVectors(t, "check", "--profile", "latest", "--profile", "s2s-02"); status != exitMet {
		t.Errorf("checking: status %d, stdout %q", status, stdout)
	}
	writeVectors(t, filepath.Join("vectors", "latest", "old.json"), "{}")
	status, stdout, _ := runVectors(t, "check", "--profile", "latest")
	want := filepath.Join("vectors", "latest", "old.json") + ": it is left over: nothing mints it\n"
	if status != exitNotMet || !strings.Contains(stdout, want) || !strings.Contains(stdout, " 1 failure\n") {
		t.Errorf("with a left-over: status %d, stdout %q", status, stdout)
	}
	writeVectors(t, filepath.Join("vectors", "recipes", names[0]), "[]")
	for _, command := range []string{"mint", "check"} {
		status, _, stderr := runVectors(t, command)
		if status != exitUsage || !strings.Contains(stderr, names[0]+" is not what this program was built with") {
			t.Errorf("%s with other recipes: status %d, stderr %q", command, status, stderr)
		}
	}
}

func TestVectorsCheckEveryProfile(t *testing.T) {
	status, stdout, stderr := runVectors(t, "check")
	if status != exitMet || stderr != "" {
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

func TestVectorsList(t *testing.T) {
	status, stdout, _ := runVectors(t, "list", "--mechanism", "wpt", "--requirement", "WPT-WTH-MATCH")
	_, again, _ := runVectors(t, "list", "--mechanism", "wpt", "--requirement", "WPT-WTH-MATCH")
	if status != exitMet || stdout != again {
		t.Fatalf("status %d, and printed twice is not the same", status)
	}
	row := regexp.MustCompile(`(?m)^wpt/wth-of-another-wit +reject +WPT-WTH-MATCH +must +the proof is bound`)
	if !strings.HasPrefix(stdout, "ID ") || !row.MatchString(stdout) || strings.Contains(stdout, "\x1b") {
		t.Errorf("stdout is %q", stdout)
	}
}

// Every vector of the files is listed once, and nothing else.
func TestVectorsListJSON(t *testing.T) {
	_, stdout, _ := runVectors(t, "list", "--profile", "s2s-07", "-o", "json")
	var lines []vectorsLine
	if err := json.Unmarshal([]byte(stdout), &lines); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	runVectors(t, "mint", "--profile", "s2s-07", "--out", dir)
	for _, mechanism := range []string{"identifier", "wit", "wpt"} {
		f, err := openVectors(filepath.Join(dir, "s2s-07", mechanism+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range slices.Concat(f.file.Vectors, f.file.Observations) {
			at := slices.IndexFunc(lines, func(l vectorsLine) bool { return l.ID == v.ID })
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

func TestVectorsShow(t *testing.T) {
	for _, tc := range []struct {
		args string
		want []string
	}{
		{"wpt/wth-of-another-wit", []string{
			"wpt/wth-of-another-wit\n\ncomment      the proof is bound to a different",
			"requirement  WPT-WTH-MATCH, MUST, draft-ietf-wimse-wpt-02, Section 2: The wth",
			"control      wpt/valid\n", "vectors/recipes/wpt-binding.yaml:", "2026-01-01T00:00:00Z",
			"Step 1 of 1\n  GET https://b.trusted.example/orders\n  Workload-Identity-Token: eyJ",
			"WIT header {\n    \"alg\": \"ES256\"", "WPT claims {\n    \"aud\": ",
			"expected is reject; the reference refuses it for WPT-WTH-MATCH: ",
		}},
		{"wpt/replayed-where-optional --profile s2s-01", []string{
			"an observation: the texts allow both", "Step 2 of 2\n", "expected is either; the reference refuses",
		}},
		{"wpt/replayed-at-once", []string{"live only: 8 copies are sent at once"}},
		{"wpt/answer-401", []string{`asked of the answer is {"status":[401]}`, "\n  401\n  Content-Type: "}},
		{"wpt/post-with-body", []string{"POST https", "\n  {\"order\": 17}\n"}},
		{"identifier/same", []string{`identifier  "wimse://trusted.example/workload-a"`, "other  "}},
		{"identifier/nul", []string{`workload-a\x00"`}},
		{"identifier/of-8192-bytes", []string{"...(8176 characters)...aaaaaaaaaaaaaaaa"}},
		{"wit/payload-invalid-utf8", []string{`"odd": "\xff"`}},
		{"wpt/header-duplicate-alg", []string{`"alg": "none"`, `"alg": "ES256"`}},
	} {
		t.Run(tc.args, func(t *testing.T) {
			status, stdout, stderr := runVectors(t, append([]string{"show"}, strings.Fields(tc.args)...)...)
			if status != exitMet {
				t.Fatalf("status %d, stderr %q", status, stderr)
			}
			for _, want := range tc.want {
				if !strings.Contains(stdout, want) {
					t.Errorf("stdout lacks %q:\n%s", want, stdout)
				}
			}
		})
	}
}

// What is shown as JSON is a file that fits the schema and holds one vector, as it is minted.
func TestVectorsShowJSON(t *testing.T) {
	for _, id := range []string{"wpt/replayed", "wit/typ-jwt", "identifier/same", "wpt/aud-array-with-mine"} {
		status, stdout, stderr := runVectors(t, "show", id, "-o", "json")
		if status != exitMet {
			t.Fatalf("%s: status %d, stderr %q", id, status, stderr)
		}
		if err := schema.Vectors("stdout", []byte(stdout)); err != nil {
			t.Error(err)
		}
		var f vector.File
		if err := json.Unmarshal([]byte(stdout), &f); err != nil {
			t.Fatal(err)
		}
		if all := slices.Concat(f.Vectors, f.Observations); len(all) != 1 || all[0].ID != id {
			t.Errorf("%s: the file has %d vectors", id, len(all))
		}
	}
}

// Nothing that a terminal could obey is printed, whatever a vector holds.
func TestVectorsShowIsPrintable(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	set, err := minted.Mint(spec.Must("latest"), book)
	if err != nil {
		t.Fatal(err)
	}
	unprintable := regexp.MustCompile(`[\x00-\x09\x0b-\x1f\x7f-\x{9f}]`)
	for _, p := range set.Proofs {
		var out bytes.Buffer
		if err := explainVector(&out, p); err != nil {
			t.Error(err)
		}
		if found := unprintable.FindString(out.String()); found != "" {
			t.Errorf("%s: prints %q", p.Recipe.ID, found)
		}
	}
}

func TestVectorsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{{"vectors", "check"}, {"vectors", "mint", "--out", t.TempDir()}} {
		var out bytes.Buffer
		if status := Run(ctx, args, strings.NewReader(""), &out, &out); status != exitInterrupted {
			t.Errorf("%v: status %d: %s", args, status, out.String())
		}
	}
}

func TestVectorsCommandsAreExplained(t *testing.T) {
	for _, c := range vectorsCommand().Commands() {
		if c.Short == "" || !strings.Contains(c.Example, "wimsespec vectors "+c.Name()) {
			t.Errorf("%s lacks a short text or an example", c.Name())
		}
	}
}

func writeVectors(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
