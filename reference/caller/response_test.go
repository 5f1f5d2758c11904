package caller_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
)

func TestHostileResponsesAreRefused(t *testing.T) {
	foreign := newWorld(t, "latest")
	for _, tc := range []struct {
		name, requirement string
		change            func(*world)
	}{
		{"unsigned", "RSP-UNSIGNED-REJECT", func(w *world) { w.signer = nil }},
		{"another body", "RSP-DIGEST", tampered(func(r *message.Response) { r.Body = []byte("howdy") })},
		{"another status", "RSP-SIGNED-VALIDATE", tampered(func(r *message.Response) { r.Status = 202 })},
		{"no digest", "RSP-DIGEST", tampered(without("Content-Digest"))},
		{"no WIT", "RSP-COMP-WIT", tampered(without("Workload-Identity-Token"))},
		{"an untrusted WIT", "RSP-WIT-VALID", func(w *world) {
			w.signer.WIT, w.signer.Key = foreign.b.wit, foreign.b.key
		}},
		{"the WIT of another workload", "RSP-PEER", func(w *world) {
			w.signer.WIT, w.signer.Key = w.a.wit, w.a.key
		}},
		{"the key of another workload", "RSP-SIGNED-VALIDATE", func(w *world) { w.signer.Key = w.a.key }},
		{"expired", "EXPIRES-PASSED", func(w *world) {
			w.signer.Now = func() time.Time { return time.Now().Add(-time.Hour) }
		}},
		{"another exchange", "RSP-REQ-NONCE-CHECK", func(w *world) {
			w.signer.Faults = check.With("RSP-REQ-NONCE-VALUE:signer")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, "latest")
			tc.change(w)
			res, err := w.get(t, w.serve(t).URL)
			var refused *caller.Refused
			if res != nil || !errors.As(err, &refused) {
				t.Fatalf("the response is %v, the error %v", res, err)
			}
			if !strings.Contains(refused.Requirement, tc.requirement) {
				t.Errorf("it is refused for %v, not for %s", refused, tc.requirement)
			}
		})
	}
}

func tampered(change func(*message.Response)) func(*world) {
	return func(w *world) { w.tamper = change }
}

func without(field string) func(*message.Response) {
	return func(r *message.Response) { r.Fields = r.Fields.Without(field) }
}

func TestResponseNobodyAskedToBeSigned(t *testing.T) {
	for _, signed := range []bool{true, false} {
		w := newWorld(t, "latest")
		if !signed {
			w.signer = nil
		}
		client := w.caller().Client(caller.Options{
			Binding: caller.BindingHTTPSig, Audience: audience, ExpectedPeer: workloadB,
		})
		res, err := client.Get(w.serve(t).URL)
		if err != nil {
			t.Fatalf("signed %v: %v", signed, err)
		}
		if named := caller.Peer(res) == workloadB; named != signed {
			t.Errorf("signed %v: the peer is %q", signed, caller.Peer(res))
		}
	}
}

func TestResponseHasALimit(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.MaxResponse = 1000
	w.answer = func(r *message.Response) { r.Body = bytes.Repeat([]byte("a"), 1000) }
	url := w.serve(t).URL
	if _, err := w.get(t, url); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	w.answer = func(r *message.Response) { r.Body = bytes.Repeat([]byte("a"), 1001) }
	res, err := w.get(t, url)
	if res != nil || err == nil || !strings.Contains(err.Error(), "1000 bytes") {
		t.Errorf("beyond the limit: %v, %v", res, err)
	}
}

func TestEndlessResponseEnds(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.MaxResponse = 1 << 16
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		for chunk := bytes.Repeat([]byte("a"), 1<<12); ; {
			if _, err := rw.Write(chunk); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	if res, err := w.get(t, server.URL); res != nil || err == nil {
		t.Errorf("%v, %v", res, err)
	}
}

// TestAcceptNeedsNoNetwork judges a response as vectors do.
func TestAcceptNeedsNoNetwork(t *testing.T) {
	w := newWorld(t, "latest")
	c := w.caller()
	req := message.Request{Method: "GET", URL: audience}
	mine := httpsig.Signer{Profile: w.profile, WIT: w.a.wit, Key: w.a.key}
	if err := mine.SignRequest(&req, httpsig.RequestOptions{}); err != nil {
		t.Fatal(err)
	}
	res := message.Response{Status: 404}
	if err := w.signer.SignResponse(&res, &req); err != nil {
		t.Fatal(err)
	}
	x := httpsig.Exchange{Request: &req, Response: &res}
	if _, refusal := c.Accept(x, caller.Options{ExpectedPeer: workloadA}); refusal == nil {
		t.Error("the peer plays no part")
	}
	peer, refusal := c.Accept(x, caller.Options{RequireSignedResponse: true, ExpectedPeer: workloadB})
	if refusal != nil || peer != workloadB {
		t.Errorf("peer %q, %v", peer, refusal)
	}
	if _, refusal := c.Accept(x, caller.Options{}); refusal == nil {
		t.Error("the same response is accepted a second time")
	}
	blind := w.caller("RSP-PEER")
	if _, refusal := blind.Accept(x, caller.Options{ExpectedPeer: workloadA}); refusal != nil {
		t.Errorf("with the fault on it is refused: %v", refusal)
	}
}
