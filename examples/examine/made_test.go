package examine_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// exchange makes a WIT and a proof with some claims beside it, in a request with some fields.
func exchange(t *testing.T, claims map[string]any, fields string) *draft.Document {
	key := must(jose.NewPrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32)), "EdDSA", "w"))(t)
	var jwk map[string]any
	if err := json.Unmarshal(must(key.PublicJWK())(t), &jwk); err != nil {
		t.Fatal(err)
	}
	wit := must(key.SignToken(map[string]any{"typ": "wit+jwt"}, map[string]any{
		"sub": "wimse://example.com/w", "exp": 2000, "iat": 1000, "cnf": map[string]any{"jwk": jwk},
	}))(t)
	proof := map[string]any{"aud": "https://a.example/p", "exp": 1100, "jti": "j", "wth": hash(wit)}
	for name, value := range claims {
		proof[name] = value
	}
	wpt := must(key.SignToken(map[string]any{"typ": "wpt+jwt"}, proof))(t)
	d := &draft.Document{Name: "draft-ietf-wimse-s2s-protocol-07", Form: draft.FormText}
	d.Add(draft.Figure{Number: 1, Title: "Example HTTP Request with WIT and WPT", Printed: fmt.Sprintf(
		"GET /p?q HTTP/1.1\nHost: a.example\n%sWorkload-Identity-Token: %s\nWorkload-Proof-Token: %s\n\n",
		fields, wit, wpt)})
	return d
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// TestProofs has what no published document shows: hashes of other tokens, and times that do not fit.
func TestProofs(t *testing.T) {
	type object = map[string]any
	bearer, txn, other := "Authorization: Bearer b\n", "Txn-Token: t\n", "X-Other: o\n"
	for name, c := range map[string]struct {
		claims  map[string]any
		fields  string
		check   string
		verdict examine.Verdict
	}{
		"right":             {nil, "", "wpt-signature", examine.Pass},
		"wth of another":    {map[string]any{"wth": hash("x")}, "", "wth", examine.Fail},
		"wth absent":        {map[string]any{"wth": nil}, "", "wpt-claims", examine.Pass},
		"ath":               {map[string]any{"ath": hash("b")}, bearer, "ath", examine.Pass},
		"ath of another":    {map[string]any{"ath": hash("c")}, bearer, "ath", examine.Fail},
		"ath absent":        {nil, bearer, "ath", examine.Fail},
		"ath of nothing":    {map[string]any{"ath": hash("b")}, "", "ath", examine.Fail},
		"tth":               {map[string]any{"tth": hash("t")}, txn, "tth", examine.Pass},
		"tth of another":    {map[string]any{"tth": hash("b")}, txn, "tth", examine.Fail},
		"tth absent":        {nil, txn, "tth", examine.Fail},
		"tth of nothing":    {map[string]any{"tth": hash("t")}, "", "tth", examine.Fail},
		"oth":               {object{"oth": object{"x-other": hash("o")}}, other, "oth", examine.Pass},
		"oth of another":    {object{"oth": object{"x-other": hash("p")}}, other, "oth", examine.Fail},
		"oth of nothing":    {object{"oth": object{"x-else": hash("o")}}, other, "oth", examine.Fail},
		"oth as text":       {map[string]any{"oth": hash("o")}, other, "oth", examine.Pass},
		"oth, wrong text":   {map[string]any{"oth": hash("p")}, other, "oth", examine.Fail},
		"before its WIT":    {map[string]any{"exp": 900}, "", "times", examine.Fail},
		"long after it":     {map[string]any{"exp": 2000 + 90000}, "", "times", examine.Fail},
		"a little after it": {map[string]any{"exp": 2100}, "", "times", examine.Pass},
		"exp no number":     {map[string]any{"exp": "1100"}, "", "times", examine.Fail},
	} {
		t.Run(name, func(t *testing.T) {
			report := must(examine.Judge(exchange(t, c.claims, c.fields), "", nil))(t)
			if !has(report, 1, c.check, c.verdict, "") {
				t.Errorf("no %s %s in %+v", c.check, c.verdict, of(report, 1))
			}
		})
	}
}

// TestText compares what a text says of a WIT with its claims.
func TestText(t *testing.T) {
	until := func(date, number string) string {
		return "is valid until " + date + " (represented as NumericDate value `" + number + "`)."
	}
	const issuedAs = "identifies the workload to which the token was issued as "
	for text, want := range map[string]examine.Verdict{
		until("Thu Apr 24 2025 16:35:10 GMT", "1745512510"):          examine.Pass,
		until("April 24, 2025 9:35:10 AM GMT-07:00", "1745512510"):   examine.Pass,
		until("Wed Apr 24 2025 16:35:10 GMT", "1745512510"):          examine.Fail,
		until("Thu Apr 24 2025 16:35:11 GMT", "1745512510"):          examine.Fail,
		until("Thu Apr 24 2025 16:35:11 GMT", "1745512511"):          examine.Fail,
		until("some day in spring", "1745512510"):                    examine.Unchecked,
		"has a unique identifier of `x-_1CTL2cca3CSE4cwb_l`.":        examine.Pass,
		"has a unique identifier of `x-_1CTL2cca3CSE4cwb__`.":        examine.Fail,
		issuedAs + "`wimse://example.com/specific-workload`.":        examine.Pass,
		issuedAs + "`wimse://example.com/workload`.":                 examine.Fail,
		"proof to be produced with the `EdDSA` signature algorithm.": examine.Pass,
		"proof to be produced with the `ES256` signature algorithm.": examine.Fail,
		"issued by an Identity Server known as `wimse://a.example`.": examine.Fail,
		"says nothing of the kind.":                                  "",
	} {
		d := printed(t, "workload-creds-02")
		d.Prose = append(d.Prose, draft.Paragraph{Line: 1000, Text: text})
		report := must(examine.Judge(d, "", nil))(t)
		if last := report.Results[len(report.Results)-1]; last.Kind == "prose" && last.Verdict != want ||
			last.Kind != "prose" && want != "" {
			t.Errorf("%s: %+v, want %q", text, last, want)
		}
	}
}
