package forge_test

import (
	"reflect"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

func told(t *testing.T, binding, text string) vector.Step {
	t.Helper()
	s := forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/")
	s.Binding = binding
	return mint(t, s, text).Steps[0]
}

// TestTellCaller looks at all that a live caller is told.
func TestTellCaller(t *testing.T) {
	const other = "- id: wit/a\n  requirement: WIT-SIG-VALID\n  comment: a\n  expect: accept\n"
	for _, tc := range []struct {
		name, binding, text string
		want                vector.Call
	}{
		{"nothing", "wpt", signed + "  call: {}\n", vector.Call{Binding: "httpsig", Method: "GET", URL: "/orders"}},
		{"of the proof", "httpsig", valid + "  call: {}\n", vector.Call{Binding: "wpt", Method: "GET", URL: "/orders"}},
		{"of the WIT, by proof", "wpt", other + "  call: {}\n", vector.Call{Binding: "wpt", Method: "GET", URL: "/orders"}},
		{"of the WIT, by signature", "httpsig", other + "  call: {}\n", vector.Call{Binding: "httpsig", Method: "GET", URL: "/orders"}},
		{"of the WIT, by what is usual", "", other + "  call: {}\n", vector.Call{Binding: "wpt", Method: "GET", URL: "/orders"}},
		{"a binding of its own", "wpt", other + "  call: {binding: httpsig}\n",
			vector.Call{Binding: "httpsig", Method: "GET", URL: "/orders"}},
		{"all of a request", "", signed + "  call: {}\n  change: {request: {method: POST, path: /7, query: \"x=${text 1}\", " +
			"body: \"{}\", fields: [[A, \"${audience}\"], [A, b]]}}\n", vector.Call{
			Binding: "httpsig", Method: "POST", URL: "/orders/7?x=1", Body: []byte("{}"),
			Headers: message.Fields{{"A", "https://b/"}, {"A", "b"}},
		}},
		{"all of a call", "", signed + "  call: {require_signed_response: true, expected_peer: \"${id workload-b}\", " +
			"audience: \"${id workload-c}\", redirect: true, times: 2}\n", vector.Call{
			Binding: "httpsig", Method: "GET", URL: "/orders", RequireSignedResponse: true,
			ExpectedPeer: "wimse://trusted.example/workload-b", Audience: "wimse://trusted.example/workload-c",
		}},
		{"what the caller knows", "", answered, vector.Call{
			Binding: "httpsig", Method: "GET", URL: "/orders", RequireSignedResponse: true,
			ExpectedPeer: "wimse://trusted.example/workload-b",
		}},
		{"what the control's caller knows", "", departing + "  change: {request: {method: PUT}}\n", vector.Call{
			Binding: "httpsig", Method: "PUT", URL: "/orders", RequireSignedResponse: true,
			ExpectedPeer: "wimse://trusted.example/workload-b",
		}},
		{"a control's request", "", signed + "  change: {request: {query: a}}\n- id: httpsig/b\n  requirement: WIT-SIG-VALID\n" +
			"  comment: b\n  control: httpsig/a\n  call: {}\n", vector.Call{Binding: "httpsig", Method: "GET", URL: "/orders?a"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			step := told(t, tc.binding, tc.text)
			if len(step.Call.Body) == 0 {
				step.Call.Body = nil
			}
			if tc.want.Headers == nil {
				tc.want.Headers = message.Fields{}
			}
			if !reflect.DeepEqual(*step.Call, tc.want) {
				t.Errorf("it is told %+v\nand must be %+v", *step.Call, tc.want)
			}
			if step.Request != nil || step.Response != nil || step.Issue != nil {
				t.Errorf("the step has more: %+v", step)
			}
		})
	}
}

func TestTellIssuer(t *testing.T) {
	own := keys.Published().Must("workload-a/ES256").PublicJWK("ES256", "")
	const subject = "wimse://trusted.example/workload-a"
	for _, tc := range []struct {
		issue string
		want  vector.Issue
	}{
		{`{}`, vector.Issue{Subject: subject, JWK: own}},
		{`{sub: "${id workload-c}"}`, vector.Issue{Subject: "wimse://trusted.example/workload-c", JWK: own}},
		{`{sub: 7}`, vector.Issue{Subject: 7, JWK: own}},
		{`{sub: "${absent}"}`, vector.Issue{JWK: own}},
		{`{jwk: "${absent}"}`, vector.Issue{Subject: subject}},
		{`{jwk: {kty: "${text EC}"}}`, vector.Issue{Subject: subject, JWK: map[string]any{"kty": "EC"}}},
		{`{jwk: "${jwk-with workload-a/ES256 crv P-999}"}`, vector.Issue{Subject: subject, JWK: map[string]any{
			"kty": own["kty"], "crv": "P-999", "x": own["x"], "y": own["y"], "alg": "ES256"}}},
	} {
		step := told(t, "", "- id: wit/a\n  requirement: WIT-SIG-VALID\n  comment: a\n  issue: "+tc.issue+"\n")
		if step.Issue == nil || !reflect.DeepEqual(*step.Issue, tc.want) {
			t.Errorf("%s tells %+v", tc.issue, step.Issue)
		}
		if step.Request != nil || step.Call != nil {
			t.Errorf("%s: the step has more: %+v", tc.issue, step)
		}
	}
}

// TestBindingsOfTheWIT: a live message about the WIT carries the proof that the setting names, and
// what a recipe says of the proof is said of the signature.
func TestBindingsOfTheWIT(t *testing.T) {
	const other = "- id: wit/a\n  requirement: WIT-SIG-VALID\n  comment: a\n  expect: accept\n"
	for _, tc := range []struct {
		text, binding string
		proof, sig    bool
	}{
		{other, "", true, false}, {other, "wpt", true, false}, {other, "httpsig", false, true},
		{other + "  change: {wpt: \"${absent}\"}\n", "wpt", false, false},
		{other + "  change: {wpt: \"${absent}\"}\n", "httpsig", false, false},
		{valid, "httpsig", true, false}, {signed, "wpt", false, true}, {signed, "", false, true},
	} {
		fields := told(t, tc.binding, tc.text).Request.Fields
		if fields.Has("Authorization") != tc.proof || fields.Has("Signature") != tc.sig {
			t.Errorf("%s by %q carries %q", tc.text[:11], tc.binding, fields)
		}
	}
	step := told(t, "httpsig", other+"  change: {wpt: {key: workload-c/ES256, header: {alg: ES256}}}\n")
	verifies(t, step, "ES256", "workload-c/ES256")
	step = told(t, "httpsig", other+"  change: {wpt: {key: workload-a/PS256, header: {alg: RS256}, sign: PS256}}\n")
	verifies(t, step, "PS256", "workload-a/PS256")
}

// TestStepsOfTheWITAreProvedBySignatures: a step says it of the proof as the recipe does.
func TestStepsOfTheWITAreProvedBySignatures(t *testing.T) {
	s := forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/")
	s.Binding = "httpsig"
	v := mint(t, s, "- id: wit/a\n  requirement: WIT-SIG-VALID\n  comment: a\n"+
		"  steps: [{expect: accept}, {expect: accept, change: {wpt: {key: workload-c/ES256}}}]\n")
	verifies(t, v.Steps[0], "ES256", "workload-a/ES256")
	verifies(t, v.Steps[1], "ES256", "workload-c/ES256")
}
