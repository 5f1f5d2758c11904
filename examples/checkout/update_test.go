package checkout_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/examples/checkout"
	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/spec"
)

func made(t *testing.T, edits ...func(*scenario.Scenario)) generate.Files {
	t.Helper()
	s := scenario.Default()
	for _, edit := range edits {
		edit(s)
	}
	keys, err := scenario.ReadKeys(s, "")
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate.Make(spec.Must("latest"), s, keys)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// later has every WIT issued five minutes later, and that of svca be another one.
func later(s *scenario.Scenario) {
	for i := range s.Workloads {
		s.Workloads[i].WIT.Issued = s.Workloads[i].WIT.Issued.Add(5 * time.Minute)
	}
	s.Workloads[0].WIT.TokenID = "another-token-id"
	s.Workloads[0].Identifier = "wimse://example.com/another"
}

// old is a draft whose examples are still those of the scenario as it comes.
const old = `# An Example Draft

{::include includes/wit.txt.out}

It expires on Thu Apr 24 2025 16:35:10 GMT (that is 1745512510).
It is also written as April 24, 2025 at 4:35:10 PM UTC.
Its identifier is ` + "`x-_1CTL2cca3CSE4cwb_l`" + `, and it was issued on 2025-04-24.
It speaks of wimse://example.com/specific-workload.
It does not speak of wimse://example.com/specific-workload/other nor of 17455125101.
The response is signed until 1745510101.
`

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// lay makes a checkout with some of the examples, and with files that only look like them.
func lay(t *testing.T, files generate.Files) string {
	root := t.TempDir()
	for _, name := range []string{
		"wit.txt", "wit.txt.out", "sigs-response.txt.out", "sigs-svcb-jwk.txt", "wpt-request.txt",
	} {
		write(t, root, "includes/"+name, string(files[name]))
	}
	write(t, root, "draft-example.md", old)
	write(t, root, "notes/wit.txt", "What a wit once said.\n")
	write(t, root, ".git/wit.txt", string(files["wit.txt"]))
	write(t, root, "elsewhere.txt", "x")
	if err := os.Symlink("../elsewhere.txt", filepath.Join(root, "notes", "wpt.txt")); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestUpdate(t *testing.T) {
	before, after := made(t), made(t, later)
	root := lay(t, before)
	report, err := checkout.Update(root, after)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"includes/sigs-response.txt.out changed", "includes/sigs-svcb-jwk.txt unchanged",
		"includes/wit.txt changed", "includes/wit.txt.out changed", "includes/wpt-request.txt changed",
		"notes/wit.txt skipped",
	}
	if got := statuses(report); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, name := range []string{"wit.txt", "wit.txt.out", "sigs-response.txt.out", "wpt-request.txt"} {
		if read(t, root, "includes/"+name) != string(after[name]) {
			t.Errorf("%s is not what was made", name)
		}
	}
	untouched := map[string]string{
		"draft-example.md": old, "notes/wit.txt": "What a wit once said.\n", "elsewhere.txt": "x",
		".git/wit.txt": string(before["wit.txt"]),
	}
	for name, text := range untouched {
		if read(t, root, name) != text {
			t.Errorf("%s was touched", name)
		}
	}
	if slices.Contains(report.Absent, "wit.txt") || !slices.Contains(report.Absent, "mtls-ca.pem") {
		t.Errorf("absent are %q", report.Absent)
	}
}

func statuses(r *checkout.Report) []string {
	var out []string
	for _, f := range r.Files {
		out = append(out, filepath.ToSlash(f.Path)+" "+string(f.Status))
	}
	return out
}

// TestAgain changes nothing, and finds nothing in prose that fits.
func TestAgain(t *testing.T) {
	files := made(t)
	root := lay(t, files)
	report, err := checkout.Update(root, files)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(statuses(report), "\n"); strings.Contains(text, " changed") {
		t.Error(text)
	}
	if len(report.Prose) > 0 {
		t.Errorf("%+v", report.Prose)
	}
}

func TestNoCheckout(t *testing.T) {
	for _, root := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none")} {
		if _, err := checkout.Update(root, made(t)); err == nil {
			t.Errorf("%s is taken for a checkout", root)
		}
	}
}

// TestValues names what differs between two examples.
func TestValues(t *testing.T) {
	root := lay(t, made(t))
	report, err := checkout.Update(root, made(t, later))
	if err != nil {
		t.Fatal(err)
	}
	seen := false
	for _, f := range report.Files {
		if strings.HasSuffix(f.Path, "wit.txt.out") && len(f.Values) > 0 {
			t.Errorf("%s says again what changed: %+v", f.Path, f.Values)
		}
		if filepath.Base(f.Path) != "wit.txt" || f.Status != generate.StatusChanged {
			continue
		}
		seen = true
		want := []checkout.Value{
			{Name: "claims.exp", Was: "1745512510", Now: "1745512810"},
			{Name: "claims.iat", Was: "1745508910", Now: "1745509210"},
			{Name: "claims.jti", Was: "x-_1CTL2cca3CSE4cwb_l", Now: "another-token-id"},
			{Name: "claims.sub", Was: "wimse://example.com/specific-workload", Now: "wimse://example.com/another"},
		}
		if !slices.Equal(f.Values, want) {
			t.Errorf("%+v, want %+v", f.Values, want)
		}
	}
	if !seen {
		t.Error("wit.txt did not change")
	}
}

// TestLineEndsOfHTTP reads the values of old examples whose lines end with CR LF.
func TestLineEndsOfHTTP(t *testing.T) {
	files := made(t)
	root := lay(t, files)
	crlf := strings.ReplaceAll(string(files["sigs-request.txt"]), "\n", "\r\n")
	write(t, root, "includes/sigs-request.txt", crlf)
	report, err := checkout.Update(root, files)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Files {
		if len(f.Values) > 0 || f.Status == generate.StatusSkipped && !strings.HasPrefix(f.Path, "notes") {
			t.Errorf("%+v", f)
		}
	}
	if read(t, root, "includes/sigs-request.txt") != string(files["sigs-request.txt"]) {
		t.Error("the line ends are as they were")
	}
}
