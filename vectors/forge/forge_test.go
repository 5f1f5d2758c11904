package forge_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// valid is a recipe without any departure; most tests add lines to it.
const valid = "- id: wpt/a\n  requirement: WPT-SIG-VALID\n  comment: a\n  expect: accept\n"

func read(t *testing.T, text string) *forge.Recipes {
	t.Helper()
	book, err := forge.Read(fstest.MapFS{"r.yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func atRest() forge.Setting { return forge.AtRest(spec.Must("latest"), keys.Published()) }

// mint mints the last recipe of a text.
func mint(t *testing.T, s forge.Setting, text string) vector.Vector {
	t.Helper()
	book := read(t, text)
	v, err := forge.New(book, s).Mint(book.List[len(book.List)-1])
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sent gives the WIT and the proof that the first message of a vector carries.
func sent(t *testing.T, v vector.Vector) (wit, proof string) {
	t.Helper()
	fields := v.Steps[0].Request.Fields
	return one(t, fields, "Workload-Identity-Token"), strings.TrimPrefix(one(t, fields, "Authorization"), "WPT ")
}

func one(t *testing.T, fields message.Fields, name string) string {
	t.Helper()
	values := fields.Values(name)
	if len(values) != 1 {
		t.Fatalf("%d fields %s in %q", len(values), name, fields)
	}
	return values[0]
}

// part decodes the header (0) or the claims (1) of a token.
func part(t *testing.T, token string, i int) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[i])
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestVectorsAtRestAreReproducible mints every recipe twice, in two forges, with each algorithm.
func TestVectorsAtRestAreReproducible(t *testing.T) {
	t.Parallel()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"s2s-00", "latest"} {
		p := spec.Must(name)
		for _, r := range book.InForce(p) {
			first, second := again(t, book, r, p), again(t, book, r, p)
			if first != second {
				t.Errorf("%s in %s differs:\n%s\n%s", r.ID, name, first, second)
			}
		}
	}
}

func again(t *testing.T, book *forge.Recipes, r *forge.Recipe, p *spec.Profile) string {
	t.Helper()
	v, err := forge.New(book, forge.AtRest(p, keys.Published())).Mint(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSignaturesAreDeterministicForEachAlgorithm(t *testing.T) {
	t.Parallel()
	for _, alg := range []string{"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"} {
		s := atRest()
		s.Algorithm = alg
		_, first := sent(t, mint(t, s, valid))
		_, second := sent(t, mint(t, s, valid))
		if first != second {
			t.Errorf("%s signs anew each time", alg)
		}
		if got := part(t, first, 0)["alg"]; got != alg {
			t.Errorf("alg is %v, not %s", got, alg)
		}
	}
}

func TestProfilesShareNoIdentifiers(t *testing.T) {
	other := forge.AtRest(spec.Must("2025-11"), keys.Published())
	if a, b := atRest().Unique("x"), other.Unique("x"); a == b {
		t.Errorf("both have %s", a)
	}
	s := atRest()
	if s.Unique("a", "b") == s.Unique("ab", "") || s.Unique("a", "b") == s.Unique("a") {
		t.Error("labels run into each other")
	}
	if s.Unique("a") != atRest().Unique("a") {
		t.Error("the same labels give two identifiers")
	}
}

// TestLiveProofsAreFreshAndShareTheirWIT holds for messages of one recipe and of one run.
func TestLiveProofsAreFreshAndShareTheirWIT(t *testing.T) {
	book := read(t, valid+"  steps: [{expect: accept}, {expect: accept}]\n")
	f := forge.New(book, forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/"))
	wits, ids := map[string]bool{}, map[any]bool{}
	for range 3 {
		v, err := f.Mint(book.List[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range v.Steps {
			wit, proof := sent(t, vector.Vector{Steps: []vector.Step{step}})
			wits[wit], ids[part(t, proof, 1)["jti"]] = true, true
		}
	}
	if len(wits) != 1 || len(ids) != 6 {
		t.Errorf("6 messages have %d WITs and %d jti", len(wits), len(ids))
	}
	if made := f.Made(); len(made) != 1 || made["ES256"] != 7 {
		t.Errorf("for one WIT and 6 proofs it signs %v", made)
	}
}

func TestRunsShareNoWIT(t *testing.T) {
	live := forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/")
	a, _ := sent(t, mint(t, live, valid))
	b, _ := sent(t, mint(t, live, valid))
	if part(t, a, 1)["jti"] == part(t, b, 1)["jti"] {
		t.Error("the WITs of two runs have one jti")
	}
}

// TestHashIsThatOfTheWITSent edits the WIT after it was signed: wth must follow.
func TestHashIsThatOfTheWITSent(t *testing.T) {
	for _, change := range []string{
		"", "  change: {wit: {edit: [{flip: signature}]}}\n", "  change: {wit: {claims: {sub: x}}}\n",
		"  change: {wit: {edit: [{append: token, to: x}]}}\n", "  change: {wit: {key: attacker/ES256}}\n",
	} {
		wit, proof := sent(t, mint(t, atRest(), valid+change))
		sum := sha256.Sum256([]byte(wit))
		if got := part(t, proof, 1)["wth"]; got != base64.RawURLEncoding.EncodeToString(sum[:]) {
			t.Errorf("%s: wth is %v", change, got)
		}
	}
}

func TestSameSendsTheSameBytes(t *testing.T) {
	v := mint(t, atRest(), valid+"  steps: [{expect: accept}, {same: true, expect: reject}, {expect: accept}]\n")
	texts := make([]string, 3)
	for i, s := range v.Steps {
		text, err := json.Marshal(s.Request)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	if texts[0] != texts[1] || texts[0] == texts[2] {
		t.Error("same is not the same, or another is")
	}
	if v.Steps[1].Expect != vector.Reject || v.Steps[2].Expect != vector.Accept {
		t.Errorf("the steps expect %s and %s", v.Steps[1].Expect, v.Steps[2].Expect)
	}
}

func TestWithSharesAllButTheAlgorithm(t *testing.T) {
	book := read(t, valid)
	f := forge.New(book, atRest())
	other, err := f.With("ES384").Mint(book.List[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, proof := sent(t, other); part(t, proof, 0)["alg"] != "ES384" || f.Algorithm != "ES256" {
		t.Errorf("alg is %v, that of the first forge %s", part(t, proof, 0)["alg"], f.Algorithm)
	}
}
