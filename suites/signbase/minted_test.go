package signbase_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/signbase"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// minted gives the last step of a case at rest, and the message that was signed in it.
func minted(t *testing.T, p *spec.Profile, id string) (vector.Step, httpsig.Message) {
	t.Helper()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r, ok := book.Find(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	v, err := forge.New(book, forge.AtRest(p, keys.Published())).Mint(r)
	if err != nil {
		t.Fatal(err)
	}
	last := v.Steps[len(v.Steps)-1]
	return last, httpsig.Message{Request: last.Request, Response: last.Response}
}

// What is minted right has one base, in the oldest and the newest texts.
func TestMintedBases(t *testing.T) {
	for _, profile := range []string{"latest", "s2s-01"} {
		p := spec.Must(profile)
		for _, id := range []string{
			"httpsig/valid", "httpsig/post-with-body", "httpsig/get-with-query", "httpsig/empty-query",
			"httpsig/txn-token", "httpsig/second-signature-first", "httpsig/more-components",
			"httpsig/response", "httpsig/response-with-body", "httpsig/response-to-post",
		} {
			if profile == "s2s-01" && id == "httpsig/empty-query" {
				continue // its requirement is not in force
			}
			step, m := minted(t, p, id)
			b := signbase.Made(p, m)
			if b.Expected != step.SignatureBase || b.Used != step.SignatureBase || b.Mistake != "" || b.Note != "" {
				t.Errorf("%s, %s: expected\n%s\nused\n%s\nsigned\n%s\nmistake %q, note %q", profile, id,
					b.Expected, b.Used, step.SignatureBase, b.Mistake, b.Note)
			}
			if text := b.Text(); strings.Contains(text, "\n-") || strings.Contains(text, "\n+") ||
				!strings.HasPrefix(text, "the base that is expected; the signature verifies under it\n") {
				t.Errorf("%s, %s: a difference is shown:\n%s", profile, id, text)
			}
		}
	}
}

// Each departure of a minted message from what the profile asks for stands in the difference.
func TestDepartures(t *testing.T) {
	latest, old := spec.Must("latest"), spec.Must("s2s-01")
	for _, tc := range []struct {
		profile *spec.Profile
		id      string
		want    []string
	}{
		{latest, "httpsig/response-status-not-covered", []string{"\n- \"@status\": 200\n", "as Signature-Input declares it"}},
		{latest, "httpsig/response-query-not-covered", []string{"\n- \"@query\";req: ?\n"}},
		{old, "httpsig/response-request-target-not-covered", []string{"\n- \"@request-target\";req: /orders\n"}},
		{latest, "httpsig/response-expires-missing", []string{"expires=(missing)"}},
		{latest, "httpsig/response-tag-of-another-protocol", []string{"tag=\"w", "imse-workload-to-workload", "eb-bot-auth"}},
		{latest, "httpsig/method-changed", []string{"it does not verify under it"}},
	} {
		_, m := minted(t, tc.profile, tc.id)
		text := signbase.Made(tc.profile, m).Text()
		for _, want := range tc.want {
			if !strings.Contains(strings.Replace(text, "the signature does not", "it does not", 1), want) {
				t.Errorf("%s: no %q in\n%s", tc.id, want, text)
			}
		}
	}
}

// A message that was changed after signing shows what was signed beside what its recipient computes.
func TestSigned(t *testing.T) {
	p := spec.Must("latest")
	step, m := minted(t, p, "httpsig/valid")
	if got := signbase.Signed(p, m, step.SignatureBase); strings.Contains(got, "\n+") ||
		!strings.HasPrefix(got, "the base that was signed, and that the recipient computes\n") {
		t.Errorf("%s", got)
	}
	if signbase.Signed(p, m, "") != "" {
		t.Error("a message without signature has a base")
	}
	step, m = minted(t, p, "httpsig/method-changed")
	if got := signbase.Signed(p, m, step.SignatureBase); !strings.Contains(got, "\n- \"@method\": GET\n+ \"@method\": DELETE\n") {
		t.Errorf("%s", got)
	}
	step, m = minted(t, p, "httpsig/signature-input-missing")
	if got := signbase.Signed(p, m, step.SignatureBase); !strings.Contains(got, "the recipient can compute none\n") {
		t.Errorf("%s", got)
	}
}
