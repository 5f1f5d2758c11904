package forge_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestMintRefusesSigned: the same for what is signed as a message. The member that is wrong is named.
func TestMintRefusesSigned(t *testing.T) {
	for _, tc := range []struct{ name, line, want string }{
		{"an unknown member", `change: {sig: {covers: ["@path"]}}`, `step 1: sig: json: unknown field "covers"`},
		{"an unknown member of a further one", `change: {sig-two: {header: {}}}`, `sig-two: json: unknown field "header"`},
		{"an unknown member of the response's", `change: {rsp-sig: {claims: {}}}`, `rsp-sig: json: unknown field "claims"`},
		{"a signature of text", `change: {sig: x}`, "sig: a signature is an object"},
		{"a member of the wrong type", `change: {sig: {cover: "@path"}}`, "sig: json: cannot unmarshal string into Go struct field signaturePart.cover"},
		{"parameters of text", `change: {sig: {params: x}}`, "sig: params: it is no object"},
		{"a parameter that is null", `change: {sig: {params: {a: null}}}`, "sig: params: a: <nil> is no value of a parameter"},
		{"a parameter that is a list", `change: {sig: {params: {a: [1]}}}`, "sig: params: a: [1] is no value of a parameter"},
		{"a parameter of an unknown object", `change: {sig: {params: {a: {token: x}}}}`, "sig: params: a: map[token:x] is no value"},
		{"a parameter of an unknown expression", `change: {sig: {params: {a: "${nonsense}"}}}`, "sig: params: a: there is no expression ${nonsense}"},
		{"omitted what is not there", `change: {sig: {omit: ["@status"]}}`, "sig: omit: @status is not covered anyway"},
		{"a value of what is not covered", `change: {rsp-sig: {values: {"@method": x}}}`, "rsp-sig: values: @method is not covered"},
		{"a field that is not there", `change: {sig: {more: [x-a]}}`, `sig: component "x-a" is covered, and the message has no such field`},
		{"a component of nothing", `change: {sig: {more: ["@odd"]}}`, `sig: component "@odd" is none of a request`},
		{"a component in quotation marks", `change: {sig: {more: ['"@path"']}}`, `sig: component "\"@path\""`},
		{"a component in capitals", `change: {sig: {more: [X-A]}}`, `sig: component "X-A" is not in lower case`},
		{"a component that does not end", `change: {sig: {more: ['x-a;key="']}}`, `sig: component "x-a;key=\""`},
		{"an unknown key", `change: {sig: {key: nobody/ES256}}`, `sig: keys: no key "nobody/ES256"`},
		{"an unknown key of the response", `change: {rsp-sig: {key: nobody/ES256}}`, `rsp-sig: keys: no key "nobody/ES256"`},
		{"an unknown edit", `change: {sig: {edit: [{explode: signature}]}}`, `sig: no edit "explode" of "signature"`},
		{"an edit of what is not there", `change: {sig: {edit: [{flip: header}]}}`, "sig: edit flip: there is nothing to edit"},
		{"an edit that leaves no signature", `change: {sig: {edit: [{drop: signature}]}}`, "sig: edit: it leaves no signature"},
		{"an edit that leaves something else", `change: {sig: {edit: [{append: token, to: x}]}}`, "sig: edit: it leaves no signature"},
		{"an edit that leaves no bytes", `change: {sig: {edit: [{pad: signature}]}}`, "sig: illegal base64 data"},
		{"an unknown member of the response itself", `change: {response: {state: 200}}`, `response: json: unknown field "state"`},
		{"a response of text", `change: {response: x}`, "response: it is no object"},
		{"a request of text", `change: {request: x}`, "request: it is no object"},
		{"a status of text", `change: {response: {status: "200"}}`, "response: json: cannot unmarshal string into Go struct field response.status"},
		{"a field of the response without a value", `change: {response: {fields: [[X]]}}`, `response: fields: ["X"] is not a name and a value`},
		{"an unknown digest", `change: {response: {digest: "${digest md5}"}}`, "response: digest takes sha-256 or sha-512"},
		{"an unknown digest of the request", `change: {request: {digest: "${digest}"}}`, "request: digest takes sha-256 or sha-512"},
		{"an unknown edit of the response", `after: [{explode: response.header.Signature}]`, "edit explode response.header.Signature: there is no such edit"},
		{"an unknown part of the response", `after: [{set: response.method, to: x}]`, "edit set response.method: there is no such edit"},
		{"a part of the response removed", `after: [{remove: response.body}]`, "edit remove response.body: there is no such edit"},
		{"a status in words", `after: [{set: response.status, to: OK}]`, `edit set response.status: strconv.Atoi: parsing "OK"`},
		{"an edit of an absent field of the response", `after: [{repeat: response.header.X}]`, "edit repeat response.header.X: "},
		{"an unknown expression in an edit", `after: [{set: response.body, to: "${nonsense}"}]`, "edit set response.body: there is no expression ${nonsense}"},
		{"a step that is wrong", `steps: [{expect: accept}, {expect: reject, change: {rsp-sig: {key: x}}}]`, `step 2: rsp-sig: keys: no key "x"`},
	} {
		t.Run(tc.name, func(t *testing.T) { mintRefuses(t, answered+"  "+tc.line+"\n", tc.want) })
	}
}

func mintRefuses(t *testing.T, text, want string) {
	t.Helper()
	book := read(t, "# a comment moves the recipe\n"+text)
	_, err := forge.New(book, atRest()).Mint(book.List[0])
	if err == nil {
		t.Fatal("it is minted")
	}
	if !strings.HasPrefix(err.Error(), "forge: r.yaml:2: ") || !strings.Contains(err.Error(), book.List[0].ID) ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v", err)
	}
}

// TestEditsOfAResponseNeedOne: where nobody asks about the response there is none to edit.
func TestEditsOfAResponseNeedOne(t *testing.T) {
	mintRefuses(t, signed+"  after: [{set: response.status, to: \"404\"}]\n", "edit set response.status: there is no such edit")
}

func TestWordsOfACallerAreNamed(t *testing.T) {
	mintRefuses(t, signed+"  caller: {expected_peer: \"${nonsense}\"}\n", "caller: there is no expression ${nonsense}")
}

// TestTellRefuses: an error about what a live caller or issuer is told names the recipe as well.
func TestTellRefuses(t *testing.T) {
	for _, tc := range []struct{ line, want string }{
		{`issue: {subject: x}`, `httpsig/a: step 1: issue: unknown member "subject"`},
		{`issue: {sub: "${nonsense}"}`, "httpsig/a: step 1: issue: sub: there is no expression ${nonsense}"},
		{`issue: {jwk: "${jwk nobody/ES256}"}`, `httpsig/a: step 1: issue: jwk: keys: no key "nobody/ES256"`},
		{"call: {audience: \"${nonsense}\"}", "httpsig/a: step 1: there is no expression ${nonsense}"},
		{"call: {}\n  change: {request: {target: /}}", `httpsig/a: step 1: request: json: unknown field "target"`},
		{"call: {}\n  change: {request: {fields: [[X]]}}", `httpsig/a: step 1: fields: ["X"] is not a name and a value`},
	} {
		book := read(t, signed+"  "+tc.line+"\n")
		f := forge.New(book, forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/"))
		_, err := f.Mint(book.List[0])
		if err == nil || !strings.HasPrefix(err.Error(), "forge: r.yaml:1: ") || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: the error is %v", tc.line, err)
		}
	}
}

func TestRespondRefuses(t *testing.T) {
	for _, tc := range []struct{ line, want string }{
		{`change: {rsp-sig: {key: x}}`, `rsp-sig: keys: no key "x"`},
		{`change: {rsp-wit: {key: x}}`, `rsp-wit: keys: no key "x"`},
		{`change: {response: {state: 200}}`, `response: json: unknown field "state"`},
		{`after: [{set: response.path, to: x}]`, "edit set response.path: there is no such edit"},
	} {
		book := read(t, answered+"  "+tc.line+"\n")
		f := forge.New(book, forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/"))
		_, err := f.Respond(book.List[0], message.Request{Method: "GET", URL: "http://b/"})
		if err == nil || !strings.HasPrefix(err.Error(), "forge: ") || !strings.Contains(err.Error(), "httpsig/a: "+tc.want) {
			t.Errorf("%s: the error is %v", tc.line, err)
		}
	}
}
