package inspect_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

func TestSignatures(t *testing.T) {
	accept := `sig1=("@status" "@method";req "@path";req "@query";req "workload-identity-token");tag="x"`
	for _, tc := range []struct {
		name, profile string
		sealing       sealing
		fields        []message.Field
		want          []string
	}{
		{"any label", "latest", sealing{label: "sig-1"}, nil, nil},
		{"the target as well", "latest", sealing{covered: []string{"@request-target"}}, nil, []string{"SIG-COMP-NO-REQUEST-TARGET"}},
		{"the authority", "latest", sealing{covered: []string{"@authority"}}, nil, []string{"SIG-COMP-NO-AUTHORITY"}},
		{"a field as bytes", "latest", sealing{covered: []string{"x-more;bs"}}, []message.Field{{"X-More", "a"}}, nil},
		{"keyid", "latest", sealing{params: `;keyid="a"`}, nil, []string{"SIG-KEYID-FORBIDDEN"}},
		{"keyid where it is discouraged", "s2s-01", sealing{params: `;keyid="a"`}, nil, []string{"SIG-KEYID-SHOULD-NOT"}},
		{"alg", "latest", sealing{params: `;alg="ecdsa-p256-sha256"`}, nil, []string{"SIG-ALG-PARAM-FORBIDDEN"}},
		{"alg where nothing is said", "s2s-01", sealing{params: `;alg="ecdsa-p256-sha256"`}, nil, nil},
		{"a tag that is a token", "latest", sealing{params: `;tag=x`}, nil, []string{"SIG-PARAM-STRING"}},
		{"a nonce that is empty", "latest", sealing{params: `;nonce=""`}, nil, []string{"SIG-PARAM-NONCE"}},
		{"an audience that is a token", "latest", sealing{params: `;wimse-aud=x`}, nil, []string{"SIG-AUD-STRING"}},
		{"an audience with a query", "latest", sealing{params: `;wimse-aud="` + audience + `?x"`}, nil, []string{"SIG-AUD-IDENTIFIES"}},
		{"asks by a string", "latest", sealing{params: `;wimse-sign-response="true"`}, nil, []string{"RSP-SIGN-PARAM-BOOLEAN"}},
		{"created in the future", "latest", sealing{params: `;created=1767225720`}, nil, []string{"SIG-CREATED-FUTURE"}},
		{"more than a day", "latest", sealing{params: `;expires=1767312001`}, nil, []string{"SIG-EXPIRES-SHORT"}},
		{"expires a moment ago", "latest", sealing{params: `;expires=1767225600`}, nil, []string{"SIG-EXPIRES-PASSED"}},
		{"a good wish", "latest", sealing{}, []message.Field{{"Accept-Signature", accept}}, nil},
		{"a weak wish", "latest", sealing{}, []message.Field{{"Accept-Signature", `sig1=("@status")`}}, []string{"RSP-ACCEPT-SIG-CLIENT", "RSP-ACCEPT-SIG-NOT-WEAKER"}},
		{"an unreadable wish", "latest", sealing{}, []message.Field{{"Accept-Signature", `(`}}, []string{"RSP-ACCEPT-SIG-CLIENT", "RSP-ACCEPT-SIG-NOT-WEAKER"}},
	} {
		p := spec.Must(tc.profile)
		c := capture(t, p)
		c.Requests = []message.Request{signedRequest(t, p, tc.sealing, "", tc.fields...)}
		wants(t, tc.name, c, tc.want...)
		c.Call = &vector.Call{Binding: "httpsig", Audience: audience}
		wants(t, tc.name+", as told", c, tc.want...)
	}
}

// signedTwice has a second signature by another tag.
func signedTwice(t *testing.T, p *spec.Profile, own, other string) *inspect.Capture {
	t.Helper()
	c := capture(t, p)
	r := signedRequest(t, p, sealing{label: own}, "")
	fields := r.Fields
	r.Fields = fields[:len(fields)-2]
	more := signedRequest(t, p, sealing{label: other, params: `;tag="other"`}, "")
	both := func(name string) message.Field {
		return message.Field{name, fields.Values(name)[0] + ", " + more.Fields.Values(name)[0]}
	}
	r.Fields = append(r.Fields, both("Signature-Input"), both("Signature"))
	c.Requests = []message.Request{r}
	return c
}

func TestSeveralSignatures(t *testing.T) {
	latest, old := spec.Must("latest"), spec.Must("s2s-07")
	wants(t, "any label", signedTwice(t, latest, "a", "b"), "SIG-ONE-SIGNATURE")
	wants(t, "the label wimse", signedTwice(t, old, "wimse", "b"), "SIG-ONE-SIGNATURE")
	wants(t, "another label", signedTwice(t, old, "a", "b"), "SIG-ONE-SIGNATURE", "SIG-LABEL-WIMSE-LEGACY")
	c := signedTwice(t, latest, "a", "a")
	if find(t, "SIG-LABEL-UNIQUE", spec.RoleCaller).Run(c) == nil {
		t.Error("a label that stands twice is not seen")
	}
}

func TestCallsForSignedResponses(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	c.Call = &vector.Call{Binding: "httpsig", RequireSignedResponse: true}
	for params, want := range map[string][]string{
		";wimse-sign-response": nil, ";wimse-sign-response=?0": {"RSP-SIGN-PARAM-CLIENT"}, "": {"RSP-SIGN-PARAM-CLIENT"},
	} {
		c.Requests = []message.Request{signedRequest(t, p, sealing{params: params}, "")}
		wants(t, params, c, want...)
	}
	c.Call.RequireSignedResponse = false
	wants(t, "not required", c)
}

func TestCallsThatAreNotSigned(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	c.Call = &vector.Call{Binding: "httpsig"}
	wit := message.Field{p.WIT().Field, witFor(t, p, "workload-a", nil, nil)}
	c.Requests = []message.Request{{Method: "GET", URL: audience, Fields: message.Fields{wit, {"Authorization", "Bearer x"}}}}
	wants(t, "an access token in its place", c, "SIG-NO-BEARER")
	c.Requests[0].Fields = message.Fields{wit}
	wants(t, "nothing in its place", c, "SIG-NO-BEARER", "WIT-POP-REQUIRED")
}

// TestAudienceByDefault: where the caller is told no audience, the older texts only name a default.
func TestAudienceByDefault(t *testing.T) {
	for _, p := range profiles(t) {
		c := capture(t, p)
		c.Requests = []message.Request{signedRequest(t, p, sealing{}, "")}
		c.Audience = "https://other.example/"
		facts, want := p.HTTPSig(), []string(nil)
		_, must := p.Rule("SIG-AUD-IDENTIFIES")
		switch {
		case must:
			want = []string{"SIG-AUD-DEFAULT", "SIG-AUD-IDENTIFIES"}
		case facts.AudienceField+facts.AudienceParameter != "":
			want = []string{"SIG-AUD-DEFAULT"}
		}
		c.Call = &vector.Call{Binding: "httpsig"}
		wants(t, p.Revisions.HTTPSig, c, want...)
	}
}
