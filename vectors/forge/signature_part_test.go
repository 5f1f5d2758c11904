package forge_test

import (
	"encoding/asn1"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

func integer(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

// bare is a signature of two components and one parameter, from which the cases depart.
const bare = signed + `  change:
    sig:
      cover: ["@method", "@path"]
      params: {expires: "${absent}", nonce: "${absent}", tag: "${absent}", wimse-aud: "${absent}"}
- id: httpsig/b
  requirement: WIT-SIG-VALID
  comment: b
  control: httpsig/a
  change: `

// TestSignatureMembers looks at what each member of a signature does to Signature-Input, and that
// what is signed follows.
func TestSignatureMembers(t *testing.T) {
	const params = ";created=1767225600"
	const lines = "\"@method\": GET\n\"@path\": /orders\n"
	for _, tc := range []struct{ name, sig, input, lines string }{
		{"nothing", `{}`, `wimse=("@method" "@path")` + params, lines},
		{"label", `{label: sig1}`, `sig1=("@method" "@path")` + params, lines},
		{"cover", `{cover: ["@query", "@method"]}`, `wimse=("@query" "@method")` + params, "\"@query\": ?\n\"@method\": GET\n"},
		{"omit", `{omit: ["@method"]}`, `wimse=("@path")` + params, "\"@path\": /orders\n"},
		{"omit all", `{omit: ["@path", "@method"]}`, `wimse=()` + params, ""},
		{"more", `{more: ["@method", "@authority"]}`, `wimse=("@method" "@path" "@method" "@authority")` + params,
			lines + "\"@method\": GET\n\"@authority\": b.trusted.example\n"},
		{"omit and more", `{omit: ["@method"], more: ["@method"]}`, `wimse=("@path" "@method")` + params,
			"\"@path\": /orders\n\"@method\": GET\n"},
		{"list_text", `{list_text: '( "@path")'}`, `wimse=( "@path")` + params, lines},
		{"params absent", `{params: {created: "${absent}"}}`, `wimse=("@method" "@path")`, lines},
		{"params of other types", `{params: {created: "${text 5}", x: true, y: false, z: -7, a: 1.5}}`,
			`wimse=("@method" "@path");created="5";a=1.5;x;y=?0;z=-7`, lines},
		{"params of texts", `{params: {x: 'a"b\c', y: "", z: {text: "?1;q=a"}, a: {text: "${now}.0"}}}`,
			`wimse=("@method" "@path")` + params + `;a=1767225600.0;x="a\"b\\c";y="";z=?1;q=a`, lines},
		{"params in order", `{params: {a: 1, tag: t, keyid: k, alg: l, nonce: n, expires: 2, wimse-aud: u}}`,
			`wimse=("@method" "@path")` + params + `;expires=2;nonce="n";alg="l";keyid="k";tag="t";a=1;wimse-aud="u"`, lines},
		{"params_text", `{params_text: ";created=1 ; b"}`, `wimse=("@method" "@path")` + params + ";created=1 ; b", lines},
		{"values", `{values: {"@method": get}}`, `wimse=("@method" "@path")` + params, "\"@method\": get\n\"@path\": /orders\n"},
		{"values of what is not there", `{more: ["@status", "x-a;sf"], values: {"@status": "200", "x-a;sf": ""}}`,
			`wimse=("@method" "@path" "@status" "x-a";sf)` + params, lines + "\"@status\": 200\n\"x-a\";sf: \n"},
		{"values of what nobody knows", `{more: ["@odd", "x-a;odd=1"], values: {"@odd": "", "x-a;odd=1": a}}`,
			`wimse=("@method" "@path" "@odd" "x-a";odd=1)` + params, lines + "\"@odd\": \n\"x-a\";odd=1: a\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			step := mint(t, atRest(), bare+"{sig: "+tc.sig+"}\n").Steps[0]
			if got := one(t, step.Request.Fields, "Signature-Input"); got != tc.input {
				t.Errorf("Signature-Input is\n%s\nand must be\n%s", got, tc.input)
			}
			_, input, _ := strings.Cut(tc.input, "=")
			if want := tc.lines + `"@signature-params": ` + input; step.SignatureBase != want {
				t.Errorf("the base is\n%s\nand must be\n%s", step.SignatureBase, want)
			}
			verifies(t, step, "ES256", "workload-a/ES256")
		})
	}
}

func TestLabelOfBytesIsThatOfSignature(t *testing.T) {
	step := mint(t, atRest(), bare+"{sig: {label: here, label_of_bytes: there}}\n").Steps[0]
	for field, label := range map[string]string{"Signature-Input": "here", "Signature": "there"} {
		if got := dictionary(t, step.Request.Fields, field).Names(); !slices.Equal(got, []string{label}) {
			t.Errorf("%s has %v", field, got)
		}
	}
}

func TestKeyAndSignSayWhoSigns(t *testing.T) {
	for _, tc := range []struct{ sig, alg, key, other string }{
		{`{key: workload-c/ES256}`, "ES256", "workload-c/ES256", "workload-a/ES256"},
		{`{key: workload-a/Ed25519}`, "Ed25519", "workload-a/Ed25519", "workload-a/EdDSA"},
		{`{key: workload-a/PS256, sign: PS256}`, "PS256", "workload-a/PS256", "workload-a/RS256"},
		{`{key: workload-a/PS256, sign: RS256}`, "RS256", "workload-a/PS256", "workload-a/RS256"},
		{`{key: "workload-a/${algorithm}", sign: "${algorithm}"}`, "ES256", "workload-a/ES256", "workload-c/ES256"},
	} {
		step := mint(t, atRest(), bare+"{sig: "+tc.sig+"}\n").Steps[0]
		verifies(t, step, tc.alg, tc.key)
		if verification(t, step, tc.alg, tc.other) == nil {
			t.Errorf("%s: it verifies under %s as well", tc.sig, tc.other)
		}
	}
}

// TestSignatureEdits compares the bytes with those of the signature that is not edited.
func TestSignatureEdits(t *testing.T) {
	good := bytesOf(t, mint(t, atRest(), bare+"{}\n").Steps[0])
	flipped, zero := slices.Clone(good), make([]byte, len(good))
	flipped[len(good)-1] ^= 1
	der, err := asn1.Marshal(struct{ R, S *big.Int }{integer(good[:32]), integer(good[32:])})
	if err != nil {
		t.Fatal(err)
	}
	for edit, want := range map[string][]byte{
		`{flip: signature}`:                            flipped,
		`{truncate: signature}`:                        good[:len(good)-1],
		`{zero: signature}`:                            zero,
		`{empty: signature}`:                           {},
		`{der: signature}`:                             der,
		`{replace: signature, to: AAEC}`:               {0, 1, 2},
		`{truncate: signature}, {truncate: signature}`: good[:len(good)-2],
	} {
		step := mint(t, atRest(), bare+"{sig: {edit: ["+edit+"]}}\n").Steps[0]
		if got := bytesOf(t, step); !slices.Equal(got, want) {
			t.Errorf("%s makes %x of %x", edit, got, good)
		}
	}
}

func bytesOf(t *testing.T, step vector.Step) []byte {
	t.Helper()
	member, _ := dictionary(t, fieldsOf(step), "Signature").Get("wimse")
	return member.(httpsfv.Item).Value.([]byte)
}

// TestSeveralSignatures looks at order and lines: each letter is a label, a bar a new field line.
func TestSeveralSignatures(t *testing.T) {
	const b, c = "label: b, key: workload-c/ES256, cover: [\"@path\"]", "label: c, key: attacker/ES256"
	for _, tc := range []struct{ name, parts, want string }{
		{"by name", "sig-x: {" + b + "}, sig-a: {" + c + "}", "wimse,c,b"},
		{"first", "sig-x: {" + b + ", first: true}, sig-a: {" + c + "}", "b,wimse,c"},
		{"lines", "sig-x: {" + b + ", lines: true}, sig-a: {" + c + "}", "wimse,c|b"},
		{"both on lines", "sig-x: {" + b + ", lines: true}, sig-a: {" + c + ", lines: true}", "wimse|c|b"},
		{"first on a line", "sig-x: {" + b + ", first: true, lines: true}", "b|wimse"},
		{"lines before another", "sig-x: {" + c + "}, sig-a: {" + b + ", lines: true}", "wimse|b|c"},
		{"one absent", "sig-x: {" + b + "}, sig-a: \"${absent}\"", "wimse,b"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			step := mint(t, atRest(), bare+"{"+tc.parts+"}\n").Steps[0]
			for _, field := range []string{"Signature-Input", "Signature"} {
				if got := layout(t, step.Request.Fields.Values(field)); got != tc.want {
					t.Errorf("%s is laid out as %s, not %s", field, got, tc.want)
				}
			}
			if !strings.HasPrefix(step.SignatureBase, "\"@method\": GET\n\"@path\"") {
				t.Errorf("the base is that of another signature:\n%s", step.SignatureBase)
			}
		})
	}
}

func layout(t *testing.T, values []string) string {
	t.Helper()
	lines := make([]string, len(values))
	for i, v := range values {
		d, err := httpsfv.UnmarshalDictionary([]string{v})
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = strings.Join(d.Names(), ",")
	}
	return strings.Join(lines, "|")
}
