package schema_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/vectors/recipes"
	"github.com/wimsespec/wimsespec/vectors/schema"
)

func TestEveryRecipeFits(t *testing.T) {
	names, err := fs.Glob(recipes.Files, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no recipes: %v", err)
	}
	for _, name := range names {
		text, err := recipes.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Recipes(name, text); err != nil {
			t.Error(err)
		}
	}
}

// recipe is a good recipe but for what a case says in place of its last lines.
const recipe = `
- id: wpt/a
  requirement: WPT-X
  comment: a
`

func TestBrokenRecipes(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"not a list", "id: x", "f:1: (whole file): got object, want array"},
		{"nothing in it", "", "f: (whole file): got null, want array"},
		{"no YAML", "- [", "f: (whole file): yaml: "},
		{"a key that is no text", recipe + "  change: {1: 2}", "f: (whole file): it cannot be written as JSON"},
		{"a member twice", recipe + "  comment: b", "f: (whole file): yaml: "},
		{"no requirement", "- {id: wpt/a, comment: a}", "f:1: /0: it lacks requirement"},
		{"no id", "- {requirement: WPT-X, comment: a, change: {wpt: {}}}", "f:1: /0: it lacks id"},
		{"an ordinal id", "- {id: 7, requirement: WPT-X, comment: a}", "f:1: /0/id: got number, want string"},
		{"an id of no mechanism", "- {id: a, requirement: WPT-X, comment: a}", "f:1: /0/id: 'a' does not match"},
		{"an unknown member", recipe + "  expects: reject", "f:5: /0/expects: nothing has this name here"},
		{"an unknown result", recipe + "  expect: refuse", "f:5: /0/expect: value must be one of"},
		{"an unknown edit", recipe + "  after: [{delete: header.X}]",
			"f:5: /0/after/0/delete: nothing has this name here"},
		{"an edit that lacks its text", recipe + "  after: [{set: header.X}]", "f:5: /0/after/0: properties 'to'"},
		{"a text too much", recipe + "  after: [{remove: header.X, to: y}]",
			"f:5: /0/after/0/to: it must not stand here"},
		{"two edits in one", recipe + "  after: [{remove: header.X, join: header.Y}]",
			"f:5: /0/after/0: maxProperties: got 2, want 1"},
		{"an edit of nothing", recipe + "  after: [{}]", "f:5: /0/after/0: minProperties: got 0, want 1"},
		{"a part of the request but by set", recipe + "  after: [{remove: request.body}]",
			"f:5: /0/after/0/remove: 'request.body' does not match"},
		{"a part of the request that is none", recipe + "  after: [{set: request.host, to: x}]",
			"f:5: /0/after/0/set: 'request.host' does not match"},
		{"a part of a token that is none", recipe + "  change: {wit: {edit: [{flip: claims}]}}",
			"f:5: /0/change/wit/edit/0/flip: value must be one of"},
		{"an unknown member of a token", recipe + "  change: {wpt: {claim: {aud: x}}}",
			"f:5: /0/change/wpt/claim: nothing has this name here"},
		{"an unknown member of an extra token", recipe + "  change: {second: {headers: {}}}",
			"f:5: /0/change/second/headers: nothing has this name here"},
		{"a token that is a text", recipe + "  change: {wpt: absent}", "f:5: /0/change/wpt: value must be '${absent}'"},
		{"a field without a value", recipe + "  change: {request: {fields: [[X]]}}",
			"f:5: /0/change/request/fields/0: minItems: got 1, want 2"},
		{"one step", recipe + "  steps: [{expect: accept}]", "f:5: /0/steps: minItems: got 1, want 2"},
		{"a step that expects nothing", recipe + "  steps: [{expect: accept}, {same: true}]",
			"f:5: /0/steps/1: it lacks expect"},
		{"a step that is the same and changed", recipe + "  steps: [{expect: accept}, {same: true, change: {}, expect: reject}]",
			"f:5: /0/steps/1/change: it must not stand here"},
		{"a status that is none", recipe + "  answer: {status: [4010]}", "f:5: /0/answer/status/0: maximum: got 4,010, want 599"},
		{"an unknown need", recipe + "  needs: {tls: true}", "f:5: /0/needs/tls: nothing has this name here"},
		{"an identifier with a message", "- {id: identifier/a, requirement: ID-X, comment: a, change: {wit: {}}}",
			"f:1: /0/change: it lacks identifier\nf:1: /0/change/wit: nothing has this name here"},
		{"an identifier on the wire", "- {id: identifier/a, requirement: ID-X, comment: a, after: [{remove: header.X}]}",
			"f:1: /0/after: it must not stand here"},
		{"faults in several recipes", "- {id: wpt/a, requirement: x, comment: a}\n- {id: wpt/b, comment: ''}",
			"f:1: /0/requirement: 'x' does not match pattern '^[A-Z0-9]+(-[A-Z0-9]+)+$'\n" +
				"f:2: /1: it lacks requirement\nf:2: /1/comment: minLength: got 0, want 1"},
	} {
		t.Run(tc.name, func(t *testing.T) { refuses(t, schema.Recipes("f", []byte(tc.text)), tc.want) })
	}
}

// refuses asks that an error begins as it should, and that each of its lines names the file.
func refuses(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatal("it is not refused")
	}
	var faults schema.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("the error is a %T", err)
	}
	if !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error is\n%s\nand must begin with\n%s", err, want)
	}
	for line := range strings.Lines(err.Error()) {
		if !strings.HasPrefix(line, "f:") {
			t.Errorf("the line %q does not name the file", line)
		}
	}
}

// file is a good file, in which a case replaces one text by another.
const file = `{"schema": "wimsespec/vectors/v1", "profile": "latest", "mechanism": "wpt", "revision": "wpt-02",
"notice": "n", "trust_domains": {"trusted.example": {"jwks": {"keys": []}, "x509_authorities": []}},
"vectors": [{"id": "wpt/a", "requirements": ["WPT-X"], "level": "MUST",
"source": "draft-ietf-wimse-wpt-02, Section 2", "comment": "c", "verify_at": 1,
"recipient": {"audience": "a", "identifier": "i"},
"steps": [{"request": {"method": "GET", "url": "https://b/", "headers": [["A", "b"]], "body": ""},
"expect": "reject"}], "result": "reject"}], "observations": []}`

func TestBrokenVectors(t *testing.T) {
	if err := schema.Vectors("f", []byte(file)); err != nil {
		t.Fatalf("the good file is refused: %v", err)
	}
	for _, tc := range []struct{ name, from, to, want string }{
		{"not JSON", `{"schema"`, `{`, "f: (whole file): not JSON"},
		{"text behind", `"observations": []}`, `"observations": []} x`, "f: (whole file): not JSON"},
		{"another format", "vectors/v1", "vectors/v9", "f: /schema: value must be 'wimsespec/vectors/v1'"},
		{"no trust anchors", `"notice": "n", "trust_domains"`, `"notice": "n", "trust"`,
			"f: (whole file): it lacks trust_domains\nf: /trust: nothing has this name here"},
		{"a private key", `{"keys": []}`, `{"keys": [{"kty": "EC", "d": "x"}]}`,
			"f: /trust_domains/trusted.example/jwks/keys/0/d: it must not stand here"},
		{"an unknown mechanism", `"mechanism": "wpt"`, `"mechanism": "jwt"`, "f: /mechanism: value must be one of"},
		{"a vector of another mechanism", `"wpt/a"`, `"wit/a"`, "f: /vectors/0/id: 'wit/a' does not match"},
		{"identifiers with requests", `"mechanism": "wpt"`, `"mechanism": "identifier"`,
			"f: /trust_domains: maxProperties"},
		{"no clock", `"verify_at": 1,`, "", "f: /vectors/0: it lacks verify_at"},
		{"a clock in words", `"verify_at": 1`, `"verify_at": "now"`, "f: /vectors/0/verify_at: got string, want integer"},
		{"no recipient", `"recipient": {"audience": "a", "identifier": "i"},`, "", "f: /vectors/0: it lacks recipient"},
		{"a result that is not that of the steps", `"result": "reject"`, `"result": "accept"`,
			"f: /vectors/0/result: value must be 'reject'"},
		{"either", `"expect": "reject"`, `"expect": "either"`,
			"f: /vectors/0/result: value must be 'accept'\nf: /vectors/0/steps/0/expect: value must be one of"},
		{"a step that expects nothing", `, "body": ""},` + "\n" + `"expect": "reject"}`, `, "body": ""}}`,
			"f: /vectors/0/result: value must be 'accept'\nf: /vectors/0/steps/0: it lacks expect"},
		{"a field of three", `["A", "b"]`, `["A", "b", "c"]`,
			"f: /vectors/0/steps/0/request/headers/0: maxItems: got 3, want 2"},
		{"a body that is not base64", `"body": ""`, `"body": "{}"`, "f: /vectors/0/steps/0/request/body: '{}' does not"},
		{"a relative URL", `"https://b/"`, `"/b"`, "f: /vectors/0/steps/0/request/url: '/b' does not match"},
		{"an identifier beside a request", `{"request"`, `{"identifier": "x", "request"`,
			"f: /vectors/0/steps/0/identifier: it must not stand here"},
		{"a level that is none", `"MUST"`, `"must"`, "f: /vectors/0/level: value must be one of"},
		{"steps that are none", `"steps": [`, `"steps": [], "step": [`,
			"f: /vectors/0/result: value must be 'accept'\nf: /vectors/0/step: nothing has this name here\n" +
				"f: /vectors/0/steps: minItems: got 0, want 1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if !strings.Contains(file, tc.from) {
				t.Fatalf("the good file has no %s", tc.from)
			}
			text := strings.Replace(file, tc.from, tc.to, 1)
			refuses(t, schema.Vectors("f", []byte(text)), tc.want)
		})
	}
}
