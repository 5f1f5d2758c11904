package vectors

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/schema"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

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
			"an observation: the texts allow both", "Step 2 of 2\n",
			"expected is either; the reference refuses",
		}},
		{"wpt/replayed-at-once", []string{"live only: 8 copies are sent at once"}},
		{"mtls/client-resumed", []string{"live only: each connection resumes the first",
			"asked of the answer is {\"caller\":\"wimse://trusted.example/workload-a\"}\n"}},
		{"mtls/own-name", []string{"live only: what the recipient presents in the handshake is looked at"}},
		{"wpt/answer-401", []string{
			`asked of the answer is {"status":[401]}`, "\n  401\n  Content-Type: ",
		}},
		{"wpt/post-with-body", []string{"POST https", "\n  {\"order\": 17}\n"}},
		{"identifier/same", []string{`identifier  "wimse://trusted.example/workload-a"`, "other  "}},
		{"identifier/nul", []string{`workload-a\x00"`}},
		{"identifier/of-8192-bytes", []string{"...(8176 characters)...aaaaaaaaaaaaaaaa"}},
		{"wit/payload-invalid-utf8", []string{`"odd": "\xff"`}},
		{"httpsig/valid", []string{
			"signature base: the base that was signed, and that the recipient computes\n      \"@method\": GET\n",
			"      \"@signature-params\": (\"@method\" \"@path\" \"@query\" \"workload-identity-token\");created=1767225600",
		}},
		{"httpsig/query-changed", []string{
			"signature base: - was signed, + is what the recipient computes\n",
			"    - \"@query\": ?x=1&y=2\n    + \"@query\": ?x=2&y=2\n",
		}},
		{"httpsig/response-with-body", []string{
			"\n  The response: 200\n  Workload-Identity-Token: eyJ", "  {\"ice\": \"vanilla\"}\n",
			"      \"@status\": 200\n      \"@method\";req: GET\n", "the reference accepts it",
		}},
		{"httpsig/response --profile s2s-01", []string{"      \"@request-target\";req: /orders\n"}},
		{"wit/call-field", []string{
			"live only: the caller is told to make something", "Step 1 of 1\n  the caller is told {\n    \"binding\": \"wpt\",",
		}},
		{"wit/issue", []string{"the issuer is told {\n    \"sub\": \"wimse://trusted.example/workload-a\","}},
		{"httpsig/signs-status", []string{"live only: the recipient is asked for a signed response"}},
		{"wpt/header-duplicate-alg", []string{`"alg": "none"`, `"alg": "ES256"`}},
	} {
		t.Run(tc.args, func(t *testing.T) {
			status, stdout, stderr := execute(t, strings.Fields("show "+tc.args)...)
			if status != cli.Met {
				t.Fatalf("status %d, stderr %q", status, stderr)
			}
			clitest.Wants(t, stdout, tc.want...)
		})
	}
}

// What is shown as JSON is a file that fits the schema and holds one vector, as it is minted.
func TestVectorsShowJSON(t *testing.T) {
	for _, id := range []string{
		"wpt/replayed", "wit/typ-jwt", "identifier/same", "wpt/aud-array-with-mine",
		"httpsig/response-with-body", "httpsig/method-changed",
	} {
		status, stdout, stderr := execute(t, "show", id, "-o", "json")
		if status != cli.Met {
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
		for _, v := range slices.Concat(f.Vectors, f.Observations) {
			last := v.Steps[len(v.Steps)-1]
			signed, answered := f.Mechanism == "httpsig", v.Role == "caller"
			if (last.SignatureBase != "") != signed || (last.Response != nil) != answered {
				t.Errorf("%s: the base is %q and the response %v", id, last.SignatureBase, last.Response)
			}
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
