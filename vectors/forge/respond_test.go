package forge_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// TestRespond answers a request that a live caller has made.
func TestRespond(t *testing.T) {
	req := message.Request{Method: "PUT", URL: "https://b.trusted.example/orders/7?x", Fields: message.Fields{
		{"Signature-Input", `proxy=();tag="proxy"`}, {"Signature-Input", `own=("@method");nonce="it's fresh"`},
		{"Signature", "proxy=:AA==:, own=:AA==:"},
	}}
	for _, text := range []string{departing, departing + "  steps: [{expect: accept}, {expect: reject}]\n"} {
		res := respond(t, text, req)
		step := vector.Step{Request: &req, Response: &res}
		nonce, _ := onlyList(t, res.Fields).Params.Get("wimse-req-nonce")
		if nonce != "it's fresh" || !strings.HasPrefix(one(t, res.Fields, "Workload-Identity-Token"), "ey") {
			t.Errorf("it is %+v", res)
		}
		facts := spec.Must("latest").HTTPSig()
		if err := verifiedElsewhere(t, step, "wimse", "workload-b/ES256", facts.Response...); err != nil {
			t.Error(err)
		}
	}
}

func respond(t *testing.T, text string, req message.Request) message.Response {
	t.Helper()
	book := read(t, text)
	f := forge.New(book, forge.Present(spec.Must("latest"), keys.Published(), "http://b/", "https://b/"))
	res, err := f.Respond(book.List[len(book.List)-1], req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestRespondMakesWhatTheRecipeSays compares with what Mint makes, for departures of several kinds.
func TestRespondMakesWhatTheRecipeSays(t *testing.T) {
	req := *mint(t, atRest(), answered).Steps[0].Request
	for name, tc := range map[string]struct {
		lines string
		holds func(message.Response) bool
	}{
		"no signature": {"  change: {response: {unsigned: true}}\n", func(r message.Response) bool { return len(r.Fields) == 0 }},
		"no WIT": {"  change: {rsp-wit: \"${absent}\"}\n", func(r message.Response) bool {
			return !r.Fields.Has("Workload-Identity-Token") && r.Fields.Has("Signature")
		}},
		"an edit": {"  after: [{set: response.status, to: \"404\"}, {remove: header.Absent}, {set: request.method, to: PUT}]\n",
			func(r message.Response) bool { return r.Status == 404 }},
		"no nonce": {"  change: {rsp-sig: {params: {wimse-req-nonce: \"${absent}\"}}}\n", func(r message.Response) bool {
			return !strings.Contains(one(t, r.Fields, "Signature-Input"), "wimse-req-nonce")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if res := respond(t, departing+tc.lines, req); !tc.holds(res) {
				t.Errorf("it is %+v", res)
			}
		})
	}
}

func TestRespondToARequestWithoutANonce(t *testing.T) {
	for _, input := range []string{"", `a=("@method")`, `a="x"`, "(", `a=();nonce=5`} {
		req := message.Request{Method: "GET", URL: "https://b/", Fields: message.Fields{{"Signature-Input", input}}}
		nonce, there := onlyList(t, respond(t, departing, req).Fields).Params.Get("wimse-req-nonce")
		if nonce != "" || !there {
			t.Errorf("to %q it answers %v", input, nonce)
		}
	}
}
