package schema_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/vectors/schema"
)

// file is a good file, in which a case replaces one text by another.
const file = `{"schema": "wimsespec/vectors/v1", "profile": "latest", "mechanism": "wpt", "revision": "wpt-02",
"notice": "n", "trust_domains": {"trusted.example": {"jwks": {"keys": []}, "x509_authorities": []}},
"vectors": [{"id": "wpt/a", "requirements": ["WPT-X"], "level": "MUST",
"source": "draft-ietf-wimse-wpt-02, Section 2", "comment": "c", "verify_at": 1,
"recipient": {"audience": "a", "identifier": "i"},
"steps": [{"request": {"method": "GET", "url": "https://b/", "headers": [["A", "b"]], "body": ""},
"expect": "reject"}], "result": "reject"}], "observations": []}`

// response is a good file about responses.
const response = `{"schema": "wimsespec/vectors/v1", "profile": "latest", "mechanism": "httpsig",
"revision": "http-signature-07", "notice": "n",
"trust_domains": {"trusted.example": {"jwks": {"keys": []}, "x509_authorities": []}},
"vectors": [{"id": "httpsig/a", "requirements": ["RSP-X"], "level": "MUST",
"source": "draft-ietf-wimse-http-signature-07, Section 3", "comment": "c", "verify_at": 1,
"recipient": {"audience": "a", "identifier": "i"},
"role": "caller", "caller": {"require_signed_response": true, "expected_peer": "p"},
"steps": [{"request": {"method": "GET", "url": "https://b/", "headers": [["A", "b"]], "body": ""},
"response": {"status": 200, "headers": [["A", "b"]], "body": ""},
"signature_base": "\"@signature-params\": ()", "expect": "reject"}], "result": "reject"}]}`

// peer is a good file about certificates.
const peer = `{"schema": "wimsespec/vectors/v1", "profile": "latest", "mechanism": "mtls",
"revision": "mutual-tls-02", "notice": "n",
"trust_domains": {"trusted.example": {"jwks": {"keys": []}, "x509_authorities": []}},
"vectors": [{"id": "mtls/a", "requirements": ["WIC-X"], "level": "MUST",
"source": "draft-ietf-wimse-mutual-tls-02, Section 3", "comment": "c", "verify_at": 1,
"role": "caller",
"steps": [{"peer": {"certificates": ["AA=="], "usage": "server", "expect_trust_domain": "",
"expect_identifier": "", "hostname": "b"}, "expect": "reject"}], "result": "reject"}]}`

func TestBrokenPeerVectors(t *testing.T) {
	if err := schema.Vectors("f", []byte(peer)); err != nil {
		t.Fatalf("the good file is refused: %v", err)
	}
	for _, tc := range []struct{ name, from, to, want string }{
		{"a client for a caller", `"usage": "server"`, `"usage": "client"`,
			"f: /vectors/0/steps/0/peer/usage: value must be 'server'"},
		{"a server for a recipient", `"role": "caller",`, ``, "f: /vectors/0/steps/0/peer/usage: value must be 'client'"},
		{"a usage that is none", `"usage": "server"`, `"usage": "peer"`, "f: /vectors/0/steps/0/peer/usage: value must be"},
		{"no peer", `"peer": {`, `"pair": {`, "f: /vectors/0/steps/0: it lacks peer\nf: /vectors/0/steps/0/pair: nothing"},
		{"no certificates", `"certificates": ["AA=="],`, ``, "f: /vectors/0/steps/0/peer: it lacks certificates"},
		{"a certificate in PEM", `"AA=="`, `"-----BEGIN"`, "f: /vectors/0/steps/0/peer/certificates/0: '-----BEGIN' does not"},
		{"no host name", `, "hostname": "b"`, ``, "f: /vectors/0/steps/0/peer: it lacks hostname"},
		{"a request beside it", `"steps": [{`, `"steps": [{"request": {"method": "GET", "url": "https://b/", "headers": [], "body": ""}, `,
			"f: /vectors/0/steps/0/request: it must not stand here"},
		{"a recipient", `"role": "caller",`, `"role": "caller", "recipient": {"audience": "a", "identifier": "i"},`,
			"f: /vectors/0/recipient: it must not stand here"},
		{"a caller", `"role": "caller",`, `"role": "caller", "caller": {"require_signed_response": true, "expected_peer": "p"},`,
			"f: /vectors/0/caller: it must not stand here"},
		{"a vector of another mechanism", `"mtls/a"`, `"wpt/a"`, "f: /vectors/0/id: 'wpt/a' does not match"},
		{"no trust anchors", `"trust_domains": {"trusted.example": {"jwks": {"keys": []}, "x509_authorities": []}}`,
			`"trust_domains": {}`, "f: /trust_domains: minProperties"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if !strings.Contains(peer, tc.from) {
				t.Fatalf("the good file has no %s", tc.from)
			}
			refuses(t, schema.Vectors("f", []byte(strings.Replace(peer, tc.from, tc.to, 1))), tc.want)
		})
	}
}

func TestBrokenResponseVectors(t *testing.T) {
	if err := schema.Vectors("f", []byte(response)); err != nil {
		t.Fatalf("the good file is refused: %v", err)
	}
	for _, tc := range []struct{ name, from, to, want string }{
		{"a role that is none", `"role": "caller"`, `"role": "recipient"`, "f: /vectors/0/role: value must be 'caller'"},
		{"a caller without its role", `"role": "caller", `, ``,
			"f: /vectors/0/caller: it must not stand here\nf: /vectors/0/steps/0/response: it must not stand here"},
		{"a role without its caller", `"caller": {"require`, `"recipient": {"require`, "f: /vectors/0: it lacks caller"},
		{"a caller that expects nobody", `, "expected_peer": "p"`, ``, "f: /vectors/0/caller: it lacks expected_peer"},
		{"no response", `"response": {"status": 200, "headers": [["A", "b"]], "body": ""},`, ``,
			"f: /vectors/0/steps/0: it lacks response"},
		{"a response without a status", `"status": 200, `, ``, "f: /vectors/0/steps/0/response: it lacks status"},
		{"a status in words", `"status": 200`, `"status": "OK"`, "f: /vectors/0/steps/0/response/status: got string"},
		{"a response to nothing", `"request": {"method": "GET", "url": "https://b/", "headers": [["A", "b"]], "body": ""},`, ``,
			"f: /vectors/0/steps/0: it lacks request"},
		{"an answer to a caller", `"expect"`, `"answer": {"status": [400]}, "expect"`,
			"f: /vectors/0/steps/0/answer: it must not stand here"},
		{"a base that is none", `@signature-params`, `@method`, "f: /vectors/0/steps/0/signature_base: '\"@method\": ()' does not"},
		{"what only a live step has", `"expect"`, `"call": {}, "issue": {}, "expect"`,
			"f: /vectors/0/steps/0/call: nothing has this name here\nf: /vectors/0/steps/0/issue: nothing"},
		{"a vector of another mechanism", `"httpsig/a"`, `"wpt/a"`, "f: /vectors/0/id: 'wpt/a' does not match"},
		{"a caller of another mechanism", `"mechanism": "httpsig"`, `"mechanism": "wit"`,
			"f: /vectors/0/id: 'httpsig/a' does not match pattern '^wit/'\nf: /vectors/0/role: it must not stand here\n" +
				"f: /vectors/0/steps/0/signature_base: it must not stand here"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if !strings.Contains(response, tc.from) {
				t.Fatalf("the good file has no %s", tc.from)
			}
			text := strings.Replace(response, tc.from, tc.to, 1)
			refuses(t, schema.Vectors("f", []byte(text)), tc.want)
		})
	}
}

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
