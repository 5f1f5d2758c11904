package caller_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/spec"
)

// protected serves a resource that the reference's recipient protects.
func (w *world) protected(t testing.TB, next http.Handler) *httptest.Server {
	t.Helper()
	r := recipient.New(recipient.Config{
		Profile: w.profile, Domains: w.domains, Audience: audience,
		UnderstoodTokens: []string{"x-other-token"},
	})
	server := httptest.NewServer(r.Protect(next))
	t.Cleanup(server.Close)
	return server
}

func echo(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) }

func TestProofsAreAcceptedInEveryProfile(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, name)
			server := w.protected(t, http.HandlerFunc(echo))
			client := w.caller().Client(caller.Options{Binding: caller.BindingWPT, Audience: audience})
			body := bytes.Repeat([]byte("a"), 1<<20)
			req := post(t, server.URL+"/orders?x=1", body)
			req.Header.Set("Txn-Token", "a.b.c")
			req.Header.Set("X-Other-Token", "other")
			if !w.profile.WPT().AccessTokenHash {
				req.Header.Set("Proxy-Authorization", "Basic x")
			} else {
				req.Header.Set("Authorization", "Bearer x")
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != 200 || !bytes.Equal(got, body) {
				t.Errorf("status %d, %d bytes, %v", res.StatusCode, len(got), err)
			}
			if res.Header.Get(recipient.CallerField) != workloadA {
				t.Errorf("the caller is taken for %q", res.Header.Get(recipient.CallerField))
			}
		})
	}
}

func TestSignaturesAreAcceptedInEveryProfile(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, name)
			server := w.serve(t)
			client := w.caller().Client(caller.Options{
				Binding: caller.BindingHTTPSig, Audience: audience,
				RequireSignedResponse: true, ExpectedPeer: workloadB,
			})
			for _, req := range []*http.Request{
				post(t, server.URL+"/orders?x=1", bytes.Repeat([]byte("a"), 1<<20)),
				post(t, server.URL, nil), post(t, server.URL+"/orders?", []byte("x")),
			} {
				req.Header.Set("Txn-Token", "a.b.c")
				res, err := client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(res.Body)
				if err != nil || res.StatusCode != 200 || caller.Peer(res) != workloadB {
					t.Errorf("%s: status %d %s, peer %q, %v",
						req.URL, res.StatusCode, body, caller.Peer(res), err)
				}
			}
		})
	}
}

func TestSignedResponsesAreAskedFor(t *testing.T) {
	for name, want := range map[string]struct{ field, parameter bool }{
		"s2s-02": {true, false}, "2025-11": {true, false}, "latest": {false, true},
	} {
		w := newWorld(t, name)
		if _, err := w.get(t, w.serve(t).URL); err != nil {
			t.Fatal(err)
		}
		fields := w.seen[0].Fields
		parameter := strings.Contains(fields.Values("Signature-Input")[0], "wimse-sign-response")
		if fields.Has("Accept-Signature") != want.field || parameter != want.parameter {
			t.Errorf("%s: %v", name, fields)
		}
		wish, tag := strings.Join(fields.Values("Accept-Signature"), ", "), w.profile.HTTPSig().Tag
		if want.field && !strings.HasSuffix(wish, `);created;expires;tag="`+tag+`"`) {
			t.Errorf("%s: the wish %s does not name the tag", name, wish)
		}
	}
}

// TestGivenRequestIsLeftAlone holds the transport to the contract of [http.RoundTripper].
func TestGivenRequestIsLeftAlone(t *testing.T) {
	for _, binding := range []string{caller.BindingWPT, caller.BindingHTTPSig} {
		w := newWorld(t, "latest")
		server := w.serve(t)
		body := &closing{Reader: strings.NewReader("content")}
		req := post(t, server.URL+"/orders", nil)
		req.Body, req.GetBody, req.ContentLength = body, nil, -1
		req.Header.Set("X-Mine", "  spaced  ")
		before := fmt.Sprint(req.Header, req.URL, req.ContentLength, req.Method)
		transport := w.caller().Transport(caller.Options{Binding: binding, Audience: audience})
		if _, err := transport.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
		if after := fmt.Sprint(req.Header, req.URL, req.ContentLength, req.Method); after != before {
			t.Errorf("%s: the request was %s and is %s", binding, before, after)
		}
		seen := w.seen[0]
		if string(seen.Body) != "content" || !body.closed || seen.Fields.Values("X-Mine")[0] != "spaced" {
			t.Errorf("%s: what came is %v; closed: %v", binding, seen, body.closed)
		}
	}
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestBodyIsClosedWhereNoCallIsMade(t *testing.T) {
	w := newWorld(t, "latest")
	body := &closing{Reader: strings.NewReader("content")}
	req := post(t, "http://nobody.example/", nil)
	req.Body = body
	_, err := w.caller().Transport(caller.Options{Binding: "pigeon"}).RoundTrip(req)
	if !errors.Is(err, caller.ErrBinding) || !body.closed {
		t.Errorf("the error is %v; closed: %v", err, body.closed)
	}
}

func TestManyCallsAtOnceHaveAProofEach(t *testing.T) {
	for _, binding := range []string{caller.BindingWPT, caller.BindingHTTPSig} {
		w := newWorld(t, "latest")
		server := w.serve(t)
		if binding == caller.BindingWPT {
			server = w.protected(t, http.HandlerFunc(echo))
		}
		client := w.caller().Client(caller.Options{Binding: binding, Audience: audience})
		var calls sync.WaitGroup
		for n := range 100 {
			calls.Go(func() {
				res, err := client.Do(post(t, server.URL+"/orders", fmt.Append(nil, n)))
				if err != nil || res.StatusCode != 200 {
					t.Errorf("%s: call %d: %v, %v", binding, n, res, err)
					return
				}
				_ = res.Body.Close()
			})
		}
		calls.Wait()
	}
}

func TestExpiredWITIsNotUsed(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	server := w.serve(t)
	if _, err := w.get(t, server.URL); err == nil || len(w.seen) > 0 {
		t.Errorf("it calls all the same: %v", err)
	}
	for _, fault := range []string{"WIT-KEY-NOT-AFTER-EXP:caller", "WPT-KEY-NOT-AFTER-EXP:caller"} {
		_, _ = w.get(t, server.URL, fault)
	}
	if len(w.seen) != 2 {
		t.Errorf("with the faults on, %d calls are made", len(w.seen))
	}
}

func TestSignedResponsesBelongToSignatures(t *testing.T) {
	w := newWorld(t, "latest")
	options := caller.Options{Binding: caller.BindingWPT, RequireSignedResponse: true}
	_, err := w.caller().Client(options).Get(w.serve(t).URL)
	if err == nil || len(w.seen) > 0 {
		t.Errorf("a proof asks for a signed response: %v", err)
	}
}

func TestKeySignsForTheAlgorithmOfTheWIT(t *testing.T) {
	w := newWorld(t, "latest")
	token, err := jose.Parse(w.a.wit)
	if err != nil || token.Claims.Members["cnf"] == nil {
		t.Fatal(err)
	}
	w.config.Key.Algorithm = "nothing that it suits"
	if res, err := w.get(t, w.serve(t).URL); err != nil || res.StatusCode != 200 {
		t.Errorf("%v, %v", res, err)
	}
}

// TestContentIsNotUnpacked sends content that a transport would unpack if it could.
func TestContentIsNotUnpacked(t *testing.T) {
	w := newWorld(t, "latest")
	w.answer = func(r *message.Response) {
		r.Fields = append(r.Fields, message.Field{"Content-Encoding", "gzip"})
	}
	res, err := w.get(t, w.serve(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(res.Body); string(body) != "hello" {
		t.Errorf("the content is %q", body)
	}
	if got := w.seen[0].Fields.Values("Accept-Encoding"); len(got) != 1 || got[0] != "identity" {
		t.Errorf("it offers to take %q", got)
	}
}
