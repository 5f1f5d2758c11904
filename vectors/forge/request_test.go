package forge_test

import (
	"strings"
	"testing"

	"github.com/dunglas/httpsfv"
)

// TestRequestAsksWhereTheCallerNeedsIt looks at both means of asking.
func TestRequestAsksWhereTheCallerNeedsIt(t *testing.T) {
	const unasked = signed + "  caller: {require_signed_response: false, expected_peer: x}\n"
	for revision, s := range eachRevision(t) {
		parameter := s.Profile.HTTPSig().SignResponse
		for text, asks := range map[string]bool{
			answered: true, unasked: false, signed: false,
			signed + "  change: {request: {ask_signed: true}}\n":    true,
			answered + "  change: {request: {ask_signed: false}}\n": false,
		} {
			fields := mint(t, s, text).Steps[0].Request.Fields
			v, _ := onlyList(t, fields).Params.Get("wimse-sign-response")
			if got := v == true; got != (asks && parameter != "") {
				t.Errorf("%s: %q asks by a parameter: %t", revision, text, got)
			}
			if got := fields.Has("Accept-Signature"); got != (asks && parameter == "") {
				t.Errorf("%s: %q asks by a field: %t", revision, text, got)
			}
		}
	}
}

func TestAcceptSignatureCanBeRead(t *testing.T) {
	s := eachRevision(t)["s2s-00"]
	d := dictionary(t, mint(t, s, answered).Steps[0].Request.Fields, "Accept-Signature")
	member, _ := d.Get("wimse")
	list := member.(httpsfv.InnerList)
	const want = `("@status" "@method";req "@request-target";req "content-type" "content-digest" ` +
		`"workload-identity-token");created;expires;tag="wimse-service-to-service"`
	if got := marshalled(t, list); got != want {
		t.Errorf("it is %s", got)
	}
}

// TestRequestMembers looks at the request that a signature covers.
func TestRequestMembers(t *testing.T) {
	for _, tc := range []struct{ revision, request, field, want string }{
		{"http-signature-02", `{}`, "Wimse-Audience", "https://b.trusted.example/orders"},
		{"http-signature-02", `{audience: "${audience}/x"}`, "Wimse-Audience", "https://b.trusted.example/orders/x"},
		{"http-signature-02", `{audience: none}`, "Wimse-Audience", ""},
		{"http-signature-03", `{audience: x}`, "Wimse-Audience", ""},
		{"latest", `{}`, "Content-Digest", ""},
		{"latest", `{body: "{}"}`, "Content-Digest", "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:"},
		{"latest", `{body: "{}", digest: none}`, "Content-Digest", ""},
		{"latest", `{digest: "${digest sha-256}"}`, "Content-Digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"},
		{"latest", `{digest: "${digest sha-256 y}"}`, "Content-Digest", "sha-256=:ofzkNjhU/4iM/0uOeHXWAMJoI5BBKoz3mzfQsRFIsPo=:"},
		{"latest", `{digest: "sha-512=:AA==:"}`, "Content-Digest", "sha-512=:AA==:"},
	} {
		step := mint(t, eachRevision(t)[tc.revision], signed+"  change: {request: "+tc.request+"}\n").Steps[0]
		if got := strings.Join(step.Request.Fields.Values(tc.field), "|"); got != tc.want {
			t.Errorf("%s, %s: %s is %q", tc.revision, tc.request, tc.field, got)
		}
		covered := strings.Contains(step.SignatureBase, `"`+strings.ToLower(tc.field)+`": `+tc.want+"\n")
		if covered != (tc.want != "") {
			t.Errorf("%s, %s: %s is covered: %t", tc.revision, tc.request, tc.field, covered)
		}
	}
}
