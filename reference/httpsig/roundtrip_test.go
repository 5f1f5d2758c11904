package httpsig_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// TestRoundTrip signs and verifies a request and its response by every revision.
func TestRoundTrip(t *testing.T) {
	for _, p := range profiles(t) {
		t.Run(p.Name+" "+p.Revisions.HTTPSig, func(t *testing.T) {
			w := newWorld(t, "latest")
			w.profile = p
			req := w.signed(t)
			if got := w.judge(req); got != "" {
				t.Fatalf("the request is refused for %s", got)
			}
			res := w.answered(t, req)
			if got := w.judgeResponse(req, res); got != "" {
				t.Errorf("the response is refused for %s", got)
			}
			facts := p.HTTPSig()
			input := strings.Join(req.Fields.Values("Signature-Input"), "")
			for _, c := range append(slices.Clone(facts.Request), facts.RequestFields...) {
				if !strings.Contains(input, `"`+c+`"`) {
					t.Errorf("%s is not covered: %s", c, input)
				}
			}
		})
	}
}

// TestEmptyBodies has nothing to make a digest of.
func TestEmptyBodies(t *testing.T) {
	w := newWorld(t, "latest")
	req := &message.Request{Method: "GET", URL: "https://b.trusted.example/orders"}
	if err := w.signer(w.caller).SignRequest(req, httpsig.RequestOptions{}); err != nil {
		t.Fatal(err)
	}
	if req.Fields.Has("Content-Digest") || w.judge(req) != "" {
		t.Errorf("%q is refused for %s", req.Fields, w.judge(req))
	}
	res := &message.Response{Status: 204}
	if err := w.signer(w.recipient).SignResponse(res, req); err != nil {
		t.Fatal(err)
	}
	if got := w.judgeResponse(req, res); got != "" {
		t.Errorf("%q is refused for %s", res.Fields, got)
	}
}

func TestSigned(t *testing.T) {
	w := newWorld(t, "latest")
	req := w.signed(t)
	got, refusal := w.verifier().VerifyRequest(req, token(w.caller, "wimse://trusted.example/a"), now)
	if refusal != nil {
		t.Fatal(refusal)
	}
	if got.Label != "wimse" || len(got.Nonce) != 22 || !got.SignResponse || !got.Created.Equal(now) ||
		got.Expires.Sub(now) != httpsig.DefaultLifetime || got.Components[0] != "@method" {
		t.Errorf("%+v", got)
	}
}

// TestPresented tells signatures of this profile from others.
func TestPresented(t *testing.T) {
	latest, old := spec.Must("latest"), spec.Must("s2s-01")
	for _, tc := range []struct {
		name, input string
		latest, old bool
	}{
		{"the tag", `a=();tag="wimse-workload-to-workload"`, true, false},
		{"the old tag", `a=();tag="wimse-service-to-service"`, false, true},
		{"behind another", `x=();tag="y", a=();tag="wimse-workload-to-workload"`, true, false},
		{"another tag", `wimse=();tag="other"`, false, false},
		{"no tag", `wimse=()`, false, false},
		{"a token", `wimse=();tag=wimse-workload-to-workload`, false, false},
		{"no list", `wimse=1;tag="wimse-workload-to-workload"`, false, false},
		{"no dictionary", `((`, false, false},
		{"nothing", ``, false, false},
	} {
		fields := message.Fields{{"signature-input", tc.input}}
		if got := httpsig.Presented(latest, fields); got != tc.latest {
			t.Errorf("%s: %v", tc.name, got)
		}
		if got := httpsig.Presented(old, fields); got != tc.old {
			t.Errorf("%s, old: %v", tc.name, got)
		}
	}
}
