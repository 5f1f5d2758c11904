package forge_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// TestSignatureBaseIsThatOfTheReference reads from the message itself what it covers, and writes the
// base of that. The signature has to verify over it.
func TestSignatureBaseIsThatOfTheReference(t *testing.T) {
	t.Parallel()
	for revision, s := range eachRevision(t) {
		for name, change := range goodMessages {
			t.Run(revision+", "+name, func(t *testing.T) {
				request := mint(t, s, signed+"  change: "+change+"\n").Steps[0]
				based(t, request, "workload-a/ES256")
				response := mint(t, s, answered+"  change: "+change+"\n").Steps[0]
				based(t, response, "workload-b/ES256")
			})
		}
	}
}

// based asks that the one signature of the step's message has the base that the step shows.
func based(t *testing.T, step vector.Step, key string) {
	t.Helper()
	m := httpsig.Message{Request: step.Request, Response: step.Response}
	list := onlyList(t, fieldsOf(step))
	var components []httpsig.Component
	for _, item := range list.Items {
		c, err := httpsig.ParseComponent(strings.Replace(marshalled(t, item), `"`, "", 2))
		if err != nil {
			t.Fatal(err)
		}
		components = append(components, c)
	}
	want, err := httpsig.Base(m, components, marshalled(t, list))
	if err != nil {
		t.Fatal(err)
	}
	if step.SignatureBase != want {
		t.Errorf("the base is\n%s\nand must be\n%s", step.SignatureBase, want)
	}
	verifies(t, step, "ES256", key)
}

// TestSignatureBaseInWords compares with bases that are written out here.
func TestSignatureBaseInWords(t *testing.T) {
	const post = `  change: {request: {method: POST, query: "x=1", body: "{}", fields: [[Content-Type, a/b]]}}` + "\n"
	const digest = `"content-digest": sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:` + "\n"
	for _, tc := range []struct{ profile, text, want string }{
		{"latest", signed, `"@method": GET
"@path": /orders
"@query": ?
"workload-identity-token": WIT
"@signature-params": ("@method" "@path" "@query" "workload-identity-token");` +
			`created=1767225600;expires=1767225720;nonce="NONCE";tag="wimse-workload-to-workload";` +
			`wimse-aud="https://b.trusted.example/orders"`},
		{"latest", signed + post, `"@method": POST
"@path": /orders
"@query": ?x=1
"content-type": a/b
` + digest + `"workload-identity-token": WIT
"@signature-params": ("@method" "@path" "@query" "content-type" "content-digest" "workload-identity-token");` +
			`created=1767225600;expires=1767225720;nonce="NONCE";tag="wimse-workload-to-workload";` +
			`wimse-aud="https://b.trusted.example/orders"`},
		{"s2s-00", signed + post, `"@method": POST
"@request-target": /orders?x=1
"content-type": a/b
` + digest + `"workload-identity-token": WIT
"@signature-params": ("@method" "@request-target" "content-type" "content-digest" "workload-identity-token");` +
			`created=1767225600;expires=1767225720;nonce="NONCE";tag="wimse-service-to-service"`},
		{"latest", answered, `"@status": 200
"@method";req: GET
"@path";req: /orders
"@query";req: ?
"workload-identity-token": WIT
"@signature-params": ("@status" "@method";req "@path";req "@query";req "workload-identity-token");` +
			`created=1767225600;expires=1767225720;nonce="NONCE";tag="wimse-workload-to-workload";wimse-req-nonce="ASKED"`},
	} {
		step := mint(t, forge.AtRest(spec.Must(tc.profile), keys.Published()), tc.text).Steps[0]
		nonce, _ := onlyList(t, fieldsOf(step)).Params.Get("nonce")
		asked, _ := onlyList(t, step.Request.Fields).Params.Get("nonce")
		want := strings.NewReplacer("WIT", one(t, fieldsOf(step), "Workload-Identity-Token"),
			"NONCE", nonce.(string), "ASKED", asked.(string)).Replace(tc.want)
		if step.SignatureBase != want {
			t.Errorf("%s: the base is\n%s\nand must be\n%s", tc.profile, step.SignatureBase, want)
		}
	}
}
