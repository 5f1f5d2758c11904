package forge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wimsespec/wimsespec/vectors/forge"
)

// TestReadRefuses: what cannot be a book of recipes is refused with file and line.
func TestReadRefuses(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"an unknown member", valid + "  expects: reject\n", "r.yaml: yaml: unmarshal errors:\n  line 5: field expects not found"},
		{"an unknown member of a step", valid + "  steps: [{expects: reject}]\n", "line 5: field expects not found"},
		{"an unknown need", valid + "  needs: {tls: true}\n", "line 5: field tls not found"},
		{"a member twice", valid + "  comment: b\n", "line 5: mapping key \"comment\" already defined at line 3"},
		{"a recipe in braces", "- {id: wpt/a, requirement: WPT-SIG-VALID, comment: a}\n", "begins with \"- id:\""},
		{"nothing where a recipe is", "[null]\n---\n" + valid, "r.yaml: it has more than one YAML document"},
		{"no list", "id: wpt/a\n", "r.yaml: yaml"},
		{"no YAML", "- [\n", "r.yaml: yaml"},
		{"an id twice", valid + valid, "r.yaml:5: id: wpt/a stands at r.yaml:1 as well"},
		{"an unknown requirement", strings.Replace(valid, "WPT-SIG-VALID", "WPT-SIG-VALD", 1), `r.yaml:1: requirement: the catalogue has no "WPT-SIG-VALD"`},
		{"an unknown further requirement", valid + "  also: [WPT-X]\n", `r.yaml:1: requirement: the catalogue has no "WPT-X"`},
		{"an unknown control", valid + "  control: wpt/x\n", `r.yaml:1: control: "wpt/x" is no accepted recipe`},
		{"a control that is refused", strings.Replace(valid, "accept", "reject", 1) + departure,
			`r.yaml:5: control: "wpt/a" is no accepted recipe`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := forge.Read(fstest.MapFS{"r.yaml": {Data: []byte(tc.text)}})
			if err == nil || !strings.HasPrefix(err.Error(), "forge: ") || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestMintRefuses: an error of minting names file, line and id, and what is wrong.
func TestMintRefuses(t *testing.T) {
	for _, tc := range []struct{ name, line, want string }{
		{"an unknown expression", `change: {wpt: {claims: {x: "${nonsense}"}}}`, "wpt: claims: x: there is no expression ${nonsense}"},
		{"an expression without a word", `change: {wpt: {claims: {x: "${}"}}}`, "there is no expression ${}"},
		{"an expression that does not end", `change: {wpt: {claims: {x: "${now"}}}`, "an expression does not end"},
		{"a clock of words", `change: {wpt: {claims: {exp: "${now+soon}"}}}`, "there is no expression ${now+soon}"},
		{"an unknown edit", `change: {wpt: {edit: [{explode: token}]}}`, `wpt: no edit "explode" of "token"`},
		{"an edit of an unknown part", `change: {wpt: {edit: [{flip: claims}]}}`, `no edit "flip" of "claims"`},
		{"two edits in one", `change: {wpt: {edit: [{flip: token, zero: token}]}}`, "an edit is one operation"},
		{"an edit of nothing", `change: {wpt: {edit: [{}]}}`, "an edit is one operation"},
		{"an edit that changes nothing", `change: {wpt: {edit: [{append: token, to: ""}]}}`, "edit append: the edit changes nothing"},
		{"bits where none is free", `change: {wpt: {edit: [{empty: signature}, {noncanonical: signature}]}}`, "the edit changes nothing"},
		{"an edit of an empty part", `change: {wpt: {edit: [{empty: signature}, {flip: signature}]}}`, "there is nothing to edit"},
		{"an unknown edit of the request", `after: [{explode: header.Authorization}]`, "edit explode header.Authorization: there is no such edit"},
		{"an edit of no field", `after: [{set: Authorization, to: x}]`, "there is no such edit"},
		{"an edit of an absent field", `after: [{repeat: header.X}]`, "the request has no field X"},
		{"an unknown part of the request", `after: [{set: request.host, to: x}]`, "there is no such part"},
		{"a part of the request removed", `after: [{remove: request.body}]`, "a part of the request can only be set"},
		{"an unknown expression in an edit", `after: [{set: header.X, to: "${nonsense}"}]`, "there is no expression ${nonsense}"},
		{"an unknown key", `change: {wpt: {key: nobody/ES256}}`, `wpt: keys: no key "nobody/ES256"`},
		{"an unknown key in an expression", `change: {wit: {claims: {cnf: {jwk: "${jwk nobody/ES256}"}}}}`, `keys: no key "nobody/ES256"`},
		{"an unknown key of a MAC", `change: {wpt: {key: "pem:nobody/ES256"}}`, `keys: no key "nobody/ES256"`},
		{"an unknown member of a token", `change: {wpt: {claim: {x: 1}}}`, `wpt: unknown member "claim"`},
		{"an unknown member of the request", `change: {request: {target: /}}`, `unknown field "target"`},
		{"a field without a value", `change: {request: {fields: [[X]]}}`, `fields: ["X"] is not a name and a value`},
		{"a token that is not sealed yet", `change: {wit: {claims: {x: "${token wpt}"}}}`, "the name of a token that is sealed already"},
		{"a wrong number of words", `change: {wpt: {claims: {x: "${repeat 5}"}}}`, "repeat takes a number and a text"},
		{"a step that is wrong", `steps: [{expect: accept}, {expect: reject, change: {wpt: {key: x}}}]`, `step 2: wpt: keys: no key "x"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			book := read(t, "# a comment moves the recipe\n"+valid+"  "+tc.line+"\n")
			_, err := forge.New(book, atRest()).Mint(book.List[0])
			if err == nil {
				t.Fatal("it is minted")
			}
			if !strings.HasPrefix(err.Error(), "forge: r.yaml:2: wpt/a: ") || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func TestIdentifierRecipeWithoutIdentifier(t *testing.T) {
	book := read(t, "- id: identifier/a\n  requirement: ID-SYNTAX\n  comment: a\n")
	_, err := forge.New(book, atRest()).Mint(book.List[0])
	if err == nil || !strings.Contains(err.Error(), "there is no identifier") {
		t.Errorf("%v", err)
	}
}
