package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/peer"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// caller makes the call that it is told, with a WIT field, and accepts responses with a field Good.
func caller() http.Handler {
	return callerThat(func(r *http.Request) { r.Header.Set(witField, "a.b.c") })
}

const witField = "Workload-Identity-Token"

func callerThat(prepare func(*http.Request)) http.Handler {
	return told(func(c vector.Call) any {
		req, err := http.NewRequest(c.Method, c.URL, bytes.NewReader(c.Body))
		if err != nil {
			return vector.CallResult{Error: err.Error()}
		}
		prepare(req)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			return vector.CallResult{Error: err.Error()}
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return vector.CallResult{Sent: true, Status: res.StatusCode, Accepted: res.Header.Get("Good") != ""}
	})
}

// told answers triggers with what a function makes of them.
func told(do func(vector.Call) any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var c vector.Call
		if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		text, _ := json.Marshal(do(c)) // it is always JSON
		_, _ = w.Write(text)
	})
}

// calling gives a Mint of one call.
func calling(expect vector.Result) func(context.Context) ([]vector.Step, error) {
	return func(context.Context) ([]vector.Step, error) {
		return []vector.Step{{Expect: expect, Call: &vector.Call{Binding: "wpt", Method: "GET", URL: "/orders?x=1"}}}, nil
	}
}

// captureCase asks whether the request of a caller has a WIT field.
func captureCase() Case {
	return Case{
		ID: "wit/call-field", Mechanism: "wit", Role: "caller", Algorithm: "ES256",
		Expect: vector.Accept, Requirements: []string{"WIT-HDR-NAME"}, Check: "WIT-HDR-NAME",
		Level: "MUST", Gate: spec.GateMust, Mint: calling(vector.Accept),
	}
}

// responseCase asks whether a caller accepts a response with or without the field Good.
func responseCase(id string, good bool) Case {
	expect := map[bool]vector.Result{true: vector.Accept, false: vector.Reject}[good]
	return Case{
		ID: id, Mechanism: "httpsig", Role: "caller", Algorithm: "ES256", Expect: expect,
		Requirements: []string{"RSP-UNSIGNED-REJECT"}, Gate: spec.GateMust, Mint: calling(expect),
		Respond: func(peer.Heard) (message.Response, error) {
			if !good {
				return message.Response{Status: 200}, nil
			}
			return message.Response{Status: 404, Fields: message.Fields{{"Good", "yes"}}}, nil
		},
	}
}

// callerPlan has a capture and the refusal of a response with its control.
func callerPlan() Plan {
	bad := responseCase("httpsig/response-bad", false)
	bad.Control = "httpsig/response-good"
	return Plan{Cases: []Case{captureCase(), responseCase(bad.Control, true), bad}}
}

func facts(t testing.TB) *Facts {
	t.Helper()
	return &Facts{Revisions: spec.Must(spec.DefaultProfile()).Revisions}
}

// observeCaller runs the caller plan against a trigger endpoint.
func observeCaller(t *testing.T, cfg Config, p Plan) []Outcome {
	t.Helper()
	friend, err := peer.Listen(peer.Limits{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = friend.Close() })
	cfg.Peer, cfg.Facts = friend, facts(t)
	return observe(t, cfg, p)
}

func TestCallers(t *testing.T) {
	t.Parallel()
	good, url := caller(), serve(t, status(200))
	twice := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text, _ := io.ReadAll(r.Body) // it comes from the suite
			for _, rec := range []http.ResponseWriter{httptest.NewRecorder(), w} {
				r.Body = io.NopCloser(bytes.NewReader(text))
				h.ServeHTTP(rec, r)
			}
		})
	}
	lying := told(func(vector.Call) any { return vector.CallResult{Sent: true, Accepted: true} })
	elsewhere := told(func(c vector.Call) any {
		if res, err := http.Get(url); err == nil {
			res.Body.Close()
		}
		return vector.CallResult{Sent: true, Accepted: true}
	})
	alwaysAccepts := callerResult(func(r *vector.CallResult) { r.Accepted = true })
	alwaysRefuses := callerResult(func(r *vector.CallResult) { r.Accepted, r.Error = false, "no \x1b[2J" })
	for name, c := range map[string]struct {
		caller           http.Handler
		capture, control string // reason, "" for a pass
		bad              string
		inconclusive     bool // the bad response
	}{
		"good":            {good, "", "", "", false},
		"no field":        {callerThat(func(*http.Request) {}), "the request has no Workload-Identity-Token field", "", "", false},
		"makes no call":   {lying, "not-called: the caller says", "not-called", "so did its control", true},
		"calls elsewhere": {elsewhere, "not-called", "not-called", "so did its control", true},
		"calls twice":     {twice(good), "calls: 2 requests arrived, where 1 were to be made", "calls: 2", "so did its control", true},
		"will not":        {told(func(vector.Call) any { return vector.CallResult{Error: "not me"} }), "not-sent: the caller says that it made no call: not me", "not-sent", "so did its control", true},
		"nonsense":        {told(func(vector.Call) any { return []int{1} }), "no-result: 200 OK: its body is no JSON object", "no-result", "so did its control", true},
		"empty object":    {told(func(vector.Call) any { return struct{}{} }), "no-result: 200 OK: its body has no member sent", "no-result", "so did its control", true},
		"half a result":   {told(func(vector.Call) any { return map[string]any{"sent": true} }), "its body has no member accepted", "no-result", "so did its control", true},
		"wrong types":     {told(func(vector.Call) any { return map[string]any{"sent": "yes"} }), "no-result", "no-result", "so did its control", true},
		"accepts all":     {alwaysAccepts, "", "", "the response was accepted, must be refused", false},
		"refuses all":     {alwaysRefuses, "", `the response was refused: no \x1b[2J, must be accepted`, "its control was not accepted before", true},
		"4xx":             {status(404), "no-result: 404 Not Found: the caller has to answer 200", "no-result", "so did its control", true},
		"5xx":             {status(503), "server-error: 503", "server-error", "so did its control", true},
		"redirects":       {status(302), "redirect: 302", "redirect", "so did its control", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := observeCaller(t, Config{CallerURL: serve(t, c.caller)}, callerPlan())
			for i, want := range []string{c.capture, c.control, c.bad} {
				verdict := Fail
				if want == "" {
					verdict = Pass
				} else if i == 2 && c.inconclusive {
					verdict = Inconclusive
				}
				if got[i].Verdict != verdict || !strings.Contains(got[i].Reason, want) {
					t.Errorf("%s: %s %s: %s", got[i].Case.ID, got[i].Verdict, got[i].Kind, got[i].Reason)
				}
				plain(t, got[i].Reason, got[i].Curl)
				plain(t, strings.Split(got[i].Sent+"\n"+got[i].Received, "\n")...)
			}
		})
	}
}

// callerResult is a good caller that bends its result.
func callerResult(bend func(*vector.CallResult)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		caller().ServeHTTP(rec, r)
		var result vector.CallResult
		_ = json.Unmarshal(rec.Body.Bytes(), &result) // a caller of ours wrote it
		bend(&result)
		text, _ := json.Marshal(result)
		_, _ = w.Write(text)
	})
}

func TestHostileCallers(t *testing.T) {
	t.Parallel()
	flood := told(func(c vector.Call) any {
		for range 300 {
			res, err := http.Post(c.URL, "text/plain", strings.NewReader(strings.Repeat("x", 1<<16)))
			if err == nil {
				res.Body.Close()
			}
		}
		return vector.CallResult{Sent: true, Accepted: true}
	})
	giant := callerThat(func(r *http.Request) {
		r.Header.Set(witField, "a.b.c")
		r.Method, r.Body = "POST", io.NopCloser(io.LimitReader(zeros{}, 100<<20))
		r.ContentLength = 100 << 20
	})
	for name, c := range map[string]struct {
		url    string
		kind   Kind
		reason string
	}{
		"hangs":             {serve(t, asleep()), KindEnvironment, "never answered"},
		"resets":            {listen(t, reset("")), KindReset, "reset"},
		"endless answer":    {listen(t, sayForEver(ok+"\r\n", strings.Repeat("x", 999))), KindNoResult, "its body is too long"},
		"floods":            {serve(t, flood), KindCalls, "300 requests arrived"},
		"giant body":        {serve(t, giant), "", ""},
		"garbage":           {listen(t, say("\x00\x1b[2J\r\n\r\n")), KindUnreadable, `\x1b[2J`},
		"poisoned result":   {serve(t, told(func(vector.Call) any { return map[string]any{"sent": false, "error": "\x1b[2J\u202e"} })), KindNotSent, `\x1b[2J\u202e`},
		"result of nothing": {listen(t, say(ok+"Content-Length: 0\r\n\r\n")), KindNoResult, "unexpected end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := Config{CallerURL: c.url, Timeout: 300 * time.Millisecond}
			if name == "floods" || name == "giant body" {
				cfg.Timeout = 10 * time.Second
			}
			begin := time.Now()
			o := observeCaller(t, cfg, Plan{Cases: []Case{captureCase()}})[0]
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if c.kind != "" && o.Kind != c.kind || !strings.Contains(o.Reason, c.reason) {
				t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
			}
			if name == "giant body" && (o.Verdict == Pass || o.Duration <= 0) {
				t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
			}
			plain(t, o.Reason)
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestManyCallsAreOneCase(t *testing.T) {
	c := captureCase()
	c.Times, c.Check, c.Requirements = 200, "WPT-JTI-UNIQUE", []string{"WPT-JTI-UNIQUE"}
	n := 0
	url := serve(t, callerThat(func(*http.Request) { n++ }))
	o := observeCaller(t, Config{CallerURL: url}, Plan{Cases: []Case{c}})[0]
	if o.Verdict != Pass || n != 200 {
		t.Errorf("%d calls, %s %s", n, o.Verdict, o.Reason)
	}
	few := serve(t, after(50, callerThat(func(*http.Request) {}), status(500)))
	o = observeCaller(t, Config{CallerURL: few}, Plan{Cases: []Case{c}})[0]
	if o.Verdict != Fail || o.Kind != KindServerError {
		t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
	}
}

func TestAResponseThatCannotBeMintedIsUntestable(t *testing.T) {
	p := callerPlan()
	p.Cases[2].Respond = func(peer.Heard) (message.Response, error) {
		return message.Response{}, errors.New("the request has no nonce")
	}
	o := observeCaller(t, Config{CallerURL: serve(t, caller())}, p)[2]
	if o.Verdict != Inconclusive || o.Kind != KindUntestable || !strings.Contains(o.Reason, "no nonce") {
		t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
	}
}

func TestRolesThatAreNotThereHaveTheirOwnAccounts(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + ln.Addr().String() + "/call"
	ln.Close()
	for name, callerURL := range map[string]string{"gone": gone, "silent": serve(t, asleep())} {
		recipientURL := serve(t, recipient())
		p := plan(recipientURL, 20)
		for range 3 {
			p.Cases = append(p.Cases, callerPlan().Cases...)
		}
		for i := range p.Cases {
			p.Cases[i].ID += fmt.Sprint("-", i/24)
			if p.Cases[i].Control != "" {
				p.Cases[i].Control += fmt.Sprint("-", i/24)
			}
		}
		friend, err := peer.Listen(peer.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		s := NewSession(Config{
			URL: recipientURL, CallerURL: callerURL, Peer: friend, Facts: facts(t), Timeout: 100 * time.Millisecond,
		})
		s.Start(t.Context(), p)
		for _, o := range s.Wait() {
			want := map[string]Verdict{"recipient": Pass, "caller": Inconclusive}[o.Case.Role]
			if o.Verdict != want || o.Case.Role == "caller" && o.Kind != KindEnvironment && o.Kind != KindControl {
				t.Errorf("%s: %s: %s %s: %s", name, o.Case.Key(), o.Verdict, o.Kind, o.Reason)
			}
		}
		if got := s.Unreachable(); len(got) != 1 || got[0] != callerURL {
			t.Errorf("%s: unreachable are %v", name, got)
		}
		_ = friend.Close()
	}
}

// A secret is found where the caller sends it, and in the journal it stands only then.
func TestSecrets(t *testing.T) {
	const secret = "d-member-of-the-private-key-of-the-caller"
	c := captureCase()
	c.Check, c.Requirements = "WIT-KEY-PRIVATE", []string{"WIT-KEY-PRIVATE"}
	for _, leaks := range []bool{true, false} {
		url := serve(t, callerThat(func(r *http.Request) {
			if leaks {
				r.Header.Set("X-Debug", secret)
			}
		}))
		friend, err := peer.Listen(peer.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer friend.Close()
		var journal bytes.Buffer
		s := NewSession(Config{
			CallerURL: url, Peer: friend, Facts: facts(t), Secrets: []string{"another-secret-that-nobody-sends", secret},
			Journal: NewJournal(&journal, nil),
		})
		s.Start(t.Context(), Plan{Cases: []Case{c}})
		got := s.Wait()
		sameAgain(t, got, bytes.NewReader(journal.Bytes()))
		if (got[0].Verdict == Fail) != leaks || strings.Contains(journal.String(), secret) != leaks ||
			strings.Contains(journal.String(), "another-secret") {
			t.Errorf("leaks %v: %s %s", leaks, got[0].Verdict, got[0].Reason)
		}
	}
}
