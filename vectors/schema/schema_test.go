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

// signed is the same of another mechanism.
const signed = `
- id: httpsig/a
  requirement: SIG-X
  comment: a
`

// presented is the same about certificates.
const presented = `
- id: mtls/a
  requirement: WIC-X
  comment: a
`

func TestBrokenCertificateRecipes(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"an unknown member", presented + "  change: {leaf: {names: []}}",
			"f:5: /0/change/leaf/names: nothing has this name here"},
		{"an unknown member of another certificate", presented + "  change: {upper: {header: {}}}",
			"f:5: /0/change/upper/header: nothing has this name here"},
		{"a usage that is none", presented + "  usage: peer", "f:5: /0/usage: value must be one of"},
		{"two kinds of one name", presented + "  change: {leaf: {san: [{uri: a, dns: b}]}}",
			"f:5: /0/change/leaf/san/0: maxProperties: got 2, want 1"},
		{"a kind of name that is none", presented + "  change: {leaf: {san: [{url: a}]}}",
			"f:5: /0/change/leaf/san/0/url: nothing has this name here"},
		{"a moment as a date", presented + "  change: {leaf: {not_after: 2026-01-01T00:00:00}}",
			"f:5: /0/change/leaf/not_after: '2026-01-01T00:00:00' does not match"},
		{"a purpose that is none", presented + "  change: {leaf: {eku: [tls]}}",
			"f:5: /0/change/leaf/eku/0: 'tls' does not match"},
		{"a hash that is none", presented + "  change: {leaf: {hash: sha512-256}}",
			"f:5: /0/change/leaf/hash: value must be one of"},
		{"bytes that are none", presented + "  change: {leaf: {san_value: 30f}}",
			"f:5: /0/change/leaf/san_value: '30f' does not match"},
		{"an edit without its bytes", presented + "  change: {leaf: {edit: [{append: certificate}]}}",
			"f:5: /0/change/leaf/edit/0: properties 'to' required"},
		{"an edit of a part that is none", presented + "  change: {leaf: {edit: [{flip: names}]}}",
			"f:5: /0/change/leaf/edit/0/flip: value must be 'signature'"},
		{"an edit on the wire", presented + "  after: [{remove: header.X}]", "f:5: /0/after: it must not stand here"},
		{"a certificate in capitals", presented + "  change: {Leaf: {}}",
			"f:5: /0/change/Leaf: nothing may have this name here"},
		{"a version of TLS that is none", presented + "  change: {peer: {tls: '1.1'}}",
			"f:5: /0/change/peer/tls: value must be one of"},
		{"a usage of a token", recipe + "  usage: client", "f:5: /0/usage: it must not stand here"},
		{"a token that rests", recipe + "  rest: true", "f:5: /0/rest: it must not stand here"},
	} {
		t.Run(tc.name, func(t *testing.T) { refuses(t, schema.Recipes("f", []byte(tc.text)), tc.want) })
	}
}

func TestBrokenRecipes(t *testing.T) {
	for _, tc := range brokenRecipes {
		t.Run(tc.name, func(t *testing.T) { refuses(t, schema.Recipes("f", []byte(tc.text)), tc.want) })
	}
}

// brokenRecipes are texts, each with the beginning of what is said of it.
var brokenRecipes = []struct{ name, text, want string }{
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
	{"a name that no token has", recipe + "  change: {Second: {claims: {}}}",
		"f:5: /0/change/Second: nothing may have this name here"},
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
	{"an unknown member of a signature", signed + "  change: {sig: {covers: [\"@method\"]}}",
		"f:5: /0/change/sig/covers: nothing has this name here"},
	{"an unknown member of a further signature", signed + "  change: {sig-two: {claims: {}}}",
		"f:5: /0/change/sig-two/claims: nothing has this name here"},
	{"an unknown member of a signature of the response", signed + "  change: {rsp-sig-two: {header: {}}}",
		"f:5: /0/change/rsp-sig-two/header: nothing has this name here"},
	{"a token member in place of a signature's", signed + "  change: {signature: {label: x}}",
		"f:5: /0/change/signature/label: nothing has this name here"},
	{"a component in quotation marks", signed + "  change: {sig: {omit: ['\"@method\"']}}",
		"f:5: /0/change/sig/omit/0: '\"@method\"' does not match"},
	{"a component in capitals", signed + "  change: {sig: {values: {X-Trace: a}}}",
		"f:5: /0/change/sig/values/X-Trace: nothing may have this name here"},
	{"a value that is a number", signed + "  change: {sig: {values: {\"@status\": 200}}}",
		"f:5: /0/change/sig/values/@status: got number, want string"},
	{"a parameter that is null", signed + "  change: {sig: {params: {created: null}}}",
		"f:5: /0/change/sig/params/created: got null, want"},
	{"a parameter that is a list", signed + "  change: {sig: {params: {created: [1]}}}",
		"f:5: /0/change/sig/params/created: got array, want"},
	{"a parameter of an object without text", signed + "  change: {sig: {params: {created: {}}}}",
		"f:5: /0/change/sig/params/created: it lacks text"},
	{"an edit that leaves no signature", signed + "  change: {sig: {edit: [{drop: signature}]}}",
		"f:5: /0/change/sig/edit/0/drop: nothing may have this name here"},
	{"an edit of what a signature has not", signed + "  change: {sig: {edit: [{flip: header}]}}",
		"f:5: /0/change/sig/edit/0/flip: value must be 'signature'"},
	{"an unknown member of the response", signed + "  change: {response: {method: GET}}",
		"f:5: /0/change/response/method: nothing has this name here"},
	{"a status of the response that is none", signed + "  change: {response: {status: 42}}",
		"f:5: /0/change/response/status: minimum: got 42, want 100"},
	{"a part of the response that is none", signed + "  after: [{set: response.path, to: x}]",
		"f:5: /0/after/0/set: 'response.path' does not match"},
	{"a caller that expects nobody", signed + "  caller: {require_signed_response: true}",
		"f:5: /0/caller: it lacks expected_peer"},
	{"a call by nothing", signed + "  call: {binding: mtls}", "f:5: /0/call/binding: value must be one of"},
	{"a call once", signed + "  call: {times: 1}", "f:5: /0/call/times: minimum: got 1, want 2"},
	{"a call and a caller", signed + "  call: {}\n  caller: {require_signed_response: true, expected_peer: x}",
		"f:5: /0/call: it must not stand here"},
	{"a call that is edited", signed + "  call: {}\n  after: [{remove: header.X}]",
		"f:6: /0/after: it must not stand here"},
	{"a WIT with a claim of its own", signed + "  issue: {aud: x}", "f:5: /0/issue/aud: nothing has this name here"},
	{"a WIT and a change", signed + "  issue: {}\n  change: {wit: {}}", "f:6: /0/change: it must not stand here"},
	{"an identifier and a caller", "- {id: identifier/a, requirement: ID-X, comment: a, call: {}}",
		"f:1: /0/call: it must not stand here"},
	{"a recipient that signs perhaps", signed + "  needs: {response_signing: perhaps}",
		"f:5: /0/needs/response_signing: value must be one of"},
	{"faults in several recipes", "- {id: wpt/a, requirement: x, comment: a}\n- {id: wpt/b, comment: ''}",
		"f:1: /0/requirement: 'x' does not match pattern '^[A-Z0-9]+(-[A-Z0-9]+)+$'\n" +
			"f:2: /1: it lacks requirement\nf:2: /1/comment: minLength: got 0, want 1"},
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
