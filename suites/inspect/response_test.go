package inspect_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

func TestResponses(t *testing.T) {
	type bend func(*message.Response)
	drop := func(name string) bend { return func(m *message.Response) { m.Fields = m.Fields.Without(name) } }
	for _, tc := range []struct {
		name, profile string
		sealing       sealing
		bend          bend
		want          []string
	}{
		{"as it should be", "latest", sealing{}, nil, nil},
		{"any label", "latest", sealing{label: "x"}, nil, nil},
		{"keyid", "latest", sealing{params: `;keyid="a"`}, nil, []string{"RSP-KEYID-FORBIDDEN"}},
		{"alg", "latest", sealing{params: `;alg="a"`}, nil, []string{"RSP-ALG-PARAM-FORBIDDEN"}},
		{"more than a day", "latest", sealing{params: `;expires=1767312001`}, nil, []string{"RSP-EXPIRES-SHORT"}},
		{"expired", "latest", sealing{params: `;expires=1767225600`}, nil, []string{"RSP-EXPIRES-PASSED"}},
		{"created as text", "latest", sealing{params: `;created="a"`}, nil, []string{"RSP-PARAMS"}},
		{"another tag", "latest", sealing{params: `;tag="a"`}, nil, []string{"RSP-PARAMS"}},
		{"another nonce", "latest", sealing{params: `;wimse-req-nonce="a"`}, nil, []string{"RSP-REQ-NONCE-VALUE"}},
		{"an audience", "latest", sealing{params: `;wimse-aud="a"`}, nil, []string{"SIG-AUD-REQUEST-ONLY"}},
		{"another status", "latest", sealing{}, func(m *message.Response) { m.Status = 404 }, []string{"RSP-SIGN-VALID"}},
		{"another body", "latest", sealing{}, func(m *message.Response) { m.Body = []byte("x") }, []string{"RSP-DIGEST"}},
		{"no WIT", "latest", sealing{}, drop("Workload-Identity-Token"), []string{"RSP-COMP-WIT"}},
		{"no Signature", "latest", sealing{}, drop("Signature"), []string{"RSP-SIGN-VALID"}},
		{"no Signature-Input", "latest", sealing{}, drop("Signature-Input"), []string{"RSP-SIGN-VALID"}},
		{"a good wish", "latest", sealing{}, func(m *message.Response) {
			m.Fields = append(m.Fields, message.Field{"Accept-Signature", `a=("@method" "@path" "@query" "workload-identity-token" "txn-token")`})
		}, nil},
		{"a weak wish", "latest", sealing{}, func(m *message.Response) {
			m.Fields = append(m.Fields, message.Field{"Accept-Signature", `a=("@method" "@path" "@query"), b=7`})
		}, []string{"RSP-ACCEPT-SIG-SERVER", "RSP-ACCEPT-SIG-NOT-WEAKER"}},
	} {
		c := capture(t, spec.Must(tc.profile))
		c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{}, "")}
		c.Response = signedResponse(t, c.Profile, &c.Requests[0], tc.sealing, "an answer")
		if tc.bend != nil {
			tc.bend(c.Response)
		}
		wants(t, tc.name, c, tc.want...)
	}
}

func TestResponseOfAnotherPeer(t *testing.T) {
	c := capture(t, spec.Must("latest"))
	c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{}, "")}
	c.Response = signedResponse(t, c.Profile, &c.Requests[0], sealing{}, "")
	c.Peer = callerID
	wants(t, "another peer", c, "RSP-WIT-OWN")
	c.Peer = ""
	wants(t, "any peer", c)
}

func TestNoncesOfResponses(t *testing.T) {
	c := capture(t, spec.Must("latest"))
	c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{}, "")}
	c.Response = signedResponse(t, c.Profile, &c.Requests[0], sealing{}, "")
	c.EarlierResponses = []message.Response{{Status: 200}, *signedResponse(t, c.Profile, &c.Requests[0], sealing{params: `;nonce="other"`}, "")}
	wants(t, "another nonce", c)
	c.EarlierResponses = append(c.EarlierResponses, *c.Response)
	wants(t, "the same nonce", c, "RSP-NONCE-FRESH")
}

func TestSeveralSignaturesOfAResponse(t *testing.T) {
	for profile, want := range map[string]string{"s2s-07": "RSP-LABEL-WIMSE-LEGACY", "latest": "RSP-TAG-UNIQUE"} {
		c := capture(t, spec.Must(profile))
		c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{}, "")}
		c.Response = signedResponse(t, c.Profile, &c.Requests[0], sealing{label: "a"}, "")
		other := signedResponse(t, c.Profile, &c.Requests[0], sealing{label: "b"}, "")
		c.Response.Fields = append(c.Response.Fields, other.Fields[2:]...)
		wants(t, profile, c, "RSP-ONE-SIGNATURE", want)
	}
}

func TestUnsignedResponses(t *testing.T) {
	const (
		required = "RSP-SIGN-REQUIRED-PARAM"
		success  = "RSP-CANNOT-SIGN-NO-SUCCESS"
		policy   = "RSP-SIGN-REQUIRED-POLICY"
	)
	for _, tc := range []struct {
		params string
		signs  bool
		status int
		want   []string
	}{
		{"", false, 200, nil},
		{";wimse-sign-response=?0", false, 200, nil},
		{";wimse-sign-response", false, 200, []string{required, success}},
		{";wimse-sign-response", false, 302, []string{required, "RSP-CANNOT-SIGN-ERROR"}},
		{";wimse-sign-response", false, 501, []string{required}},
		{";wimse-sign-response", false, 403, []string{required, "RSP-CANNOT-SIGN-STATUS"}},
		{"", true, 200, []string{policy, success}},
	} {
		c := capture(t, spec.Must("latest"))
		c.Signs = tc.signs
		c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{params: tc.params}, "")}
		c.Response = &message.Response{Status: tc.status}
		wants(t, tc.params, c, tc.want...)
	}
	c := capture(t, spec.Must("latest"))
	c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{params: ";wimse-sign-response"}, "",
		message.Field{"Accept-Signature", `a=("@status" "@method";req "@path";req "@query";req "workload-identity-token")`})}
	c.Response = &message.Response{Status: 501}
	wants(t, "asked by both", c, required, "RSP-ACCEPT-SIG-PRECEDENCE")
	c = capture(t, spec.Must("s2s-07"))
	c.SignsWhenAsked = true
	c.Requests = []message.Request{signedRequest(t, c.Profile, sealing{}, "", message.Field{"Accept-Signature",
		`a=("@status" "@method";req "@request-target";req "workload-identity-token")`})}
	c.Response = &message.Response{Status: 200}
	wants(t, "asked by Accept-Signature", c, "RSP-SIGN-CLAIMED")
}
