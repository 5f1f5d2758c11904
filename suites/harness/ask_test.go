package harness

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// library refuses the files in which "bad" stands, in their last step.
func library(extra string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		result := vector.Accept
		if strings.Contains(string(body), "bad") {
			result = vector.Reject
		}
		_, _ = fmt.Fprintf(w, `{"result":%q%s}`, result, extra)
	})
}

// breaking is a library that does not survive what is bad.
func breaking() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || strings.Contains(string(body), "bad") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, `{"result":"accept"}`)
	})
}

func says(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

// question is a case of a verifier.
func question(id, file string, steps ...vector.Result) Case {
	c := Case{
		ID: id, Mechanism: "wpt", Role: string(spec.RoleVerifier), Algorithm: "ES256", Gate: spec.GateMust,
		Requirements: []string{"WPT-WTH-MATCH"}, Expect: vector.Accept, Control: validID,
	}
	for _, s := range steps {
		if s == vector.Reject {
			c.Expect = vector.Reject
		}
	}
	c.Ask = func() (Question, error) { return Question{[]byte(file), []byte(file), "s2s-01", c.Expect, steps}, nil }
	return c
}

// questions are a good vector, a bad one, and one of two steps of which the second is bad.
func questions() Plan {
	good := question(validID, `{"good":1}`, vector.Accept)
	good.Control = ""
	return Plan{Cases: []Case{
		good, question("wpt/bad", `{"bad":1}`, vector.Reject),
		question("wpt/twice", `{"bad":2}`, vector.Accept, vector.Reject),
	}}
}

// TestVerifiers: what a verifier answers to the three vectors, and what becomes of each.
func TestVerifiers(t *testing.T) {
	t.Parallel()
	const garbage = "no-verdict: 200 OK: its body is no JSON object of the contract"
	for name, c := range map[string]struct {
		verifier         http.Handler
		good, bad, twice string // verdict and reason
	}{
		"right":             {library(""), "pass", "pass", "pass"},
		"right at length":   {library(`,"steps":null,"requirement":"WPT-WTH-MATCH","detail":"x","more":1`), "pass", "pass", "pass"},
		"accepts all":       {says(`{"result":"accept"}`), "pass", "fail: accepted, must be refused", "fail: accepted"},
		"refuses all":       {says(`{"result":"reject","requirement":"X","detail":"no"}`), "fail: refused for X: no, must be accepted", "inconclusive: its control was not accepted before it", "inconclusive"},
		"another rule":      {library(`,"requirement":"WPT-AUD\u001b"`), "pass", `pass: refused for WPT-AUD\x1b, which the case is not about`, "pass: refused for WPT-AUD"},
		"odd requirement":   {library(`,"requirement":7`), "pass", "pass", "pass"},
		"garbage":           {says("\x1b[2J"), "fail: " + garbage, "inconclusive: " + garbage, "inconclusive"},
		"an empty object":   {says("{}"), `fail: no-verdict: 200 OK: its member result is ""`, "inconclusive", "inconclusive"},
		"a third word":      {says(`{"result":"maybe"}`), `fail: no-verdict: 200 OK: its member result is "maybe"`, "inconclusive", "inconclusive"},
		"steps of a kind":   {says(`{"result":"accept","steps":"all"}`), "fail: " + garbage, "inconclusive", "inconclusive"},
		"steps too many":    {library(`,"steps":["accept","accept","accept"]`), "fail: no-verdict: 200 OK: its member steps has 3 results, the vector has 1 steps", "inconclusive", "inconclusive"},
		"steps of a word":   {says(`{"result":"accept","steps":["ok"]}`), `fail: no-verdict: 200 OK: its member steps is ["ok"]`, "inconclusive", "inconclusive"},
		"a contradiction":   {says(`{"result":"accept","steps":["reject"]}`), `fail: no-verdict: 200 OK: its result is accept, and its steps are ["reject"]`, "inconclusive", "inconclusive"},
		"refuses by status": {status(401), "fail: no-verdict: 401 Unauthorized: the verifier has to answer 200", "inconclusive: no-verdict", "inconclusive"},
		"accepts by status": {status(204), "fail: no-verdict: 204 No Content", "inconclusive", "inconclusive"},
		"5xx":               {status(500), "fail: server-error: 500", "inconclusive: server-error: 500 Internal Server Error; so did its control", "inconclusive"},
		"redirect":          {status(302), "fail: redirect: 302", "inconclusive: redirect: 302 Found; so did its control", "inconclusive"},
		"breaks on the bad": {breaking(), "pass", "fail: server-error: 500", "fail: server-error: 500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := observe(t, Config{VerifierURL: serve(t, c.verifier), Workers: 1, Batch: 1}, questions())
			for i, want := range []string{c.good, c.bad, c.twice} {
				is := strings.Trim(string(got[i].Verdict)+": "+got[i].Reason, ": ")
				if is != want && (!strings.HasPrefix(is, want) || want == "pass") {
					t.Errorf("%s: %s, must be %s", got[i].Case.ID, is, want)
				}
			}
		})
	}
}

// TestStepsOfAVerifier: where a verifier tells of the steps, each of them counts.
func TestStepsOfAVerifier(t *testing.T) {
	t.Parallel()
	for steps, want := range map[string]string{
		`["accept","reject"]`: "",
		`["reject","reject"]`: "step 1 of the vector is refused, must be accepted",
		`["reject","accept"]`: "step 1 of the vector is refused, must be accepted",
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength == 10 { // the good one
				_, _ = io.WriteString(w, `{"result":"accept"}`)
				return
			}
			_, _ = fmt.Fprintf(w, `{"result":"reject","steps":%s}`, steps)
		})
		p := questions()
		p.Cases = append(p.Cases[:1], p.Cases[2])
		got := observe(t, Config{VerifierURL: serve(t, h)}, p)
		if got[1].Reason != want || (got[1].Verdict == Pass) != (want == "") {
			t.Errorf("%s: %s: %q", steps, got[1].Verdict, got[1].Reason)
		}
	}
}

// TestOpenStepsOfAVerifier: what the texts leave open is reported and never fails.
func TestOpenStepsOfAVerifier(t *testing.T) {
	t.Parallel()
	free := question("wpt/free", `{"bad":3}`, vector.Accept, "")
	free.Expect, free.Gate = vector.Either, spec.GateReport
	p := questions()
	p.Cases = append(p.Cases, free)
	got := observe(t, Config{VerifierURL: serve(t, library(`,"requirement":"X"`))}, p)
	if o := got[3]; o.Verdict != Reported || o.Reason != "refused for X" || o.Observed != ObservedReject {
		t.Errorf("%s: %s", o.Verdict, o.Reason)
	}
}

// TestSlowAndAbsentVerifiers: silence is no refusal, and says nothing of other roles.
func TestSlowAndAbsentVerifiers(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	slow := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer close(done)
	for name, url := range map[string]string{"slow": slow, "absent": "http://127.0.0.1:1/verify"} {
		p, recipient := questions(), serve(t, recipient())
		p.Cases = append(p.Cases, newCase(recipient, "wit/valid", "good", vector.Accept))
		got := observe(t, Config{URL: recipient, VerifierURL: url, Timeout: 50 * time.Millisecond}, p)
		for i, o := range got {
			if want := map[bool]Verdict{true: Pass, false: Inconclusive}[i == 3]; o.Verdict != want {
				t.Errorf("%s: %s: %s: %s", name, o.Case.ID, o.Verdict, o.Reason)
			}
		}
	}
}

func TestAVectorThatCannotBeMinted(t *testing.T) {
	t.Parallel()
	p := questions()
	p.Cases[0].Ask = func() (Question, error) { return Question{}, errors.New("no key") }
	got := observe(t, Config{VerifierURL: serve(t, library(""))}, p)
	if o := got[0]; o.Verdict != Inconclusive || o.Kind != KindHarness || !strings.Contains(o.Reason, "no key") {
		t.Errorf("%s: %s", o.Verdict, o.Reason)
	}
}

// TestFailuresOfAVerifierAreShown: a report names what was posted, and what came back.
func TestFailuresOfAVerifierAreShown(t *testing.T) {
	t.Parallel()
	got := observe(t, Config{VerifierURL: serve(t, says(`{"result":"accept"}`))}, questions())[1]
	if !strings.HasPrefix(got.Sent, "POST /orders (") || !strings.Contains(got.Received, `{"result":"accept"}`) {
		t.Errorf("sent %q, received %q", got.Sent, got.Received)
	}
	if !strings.Contains(got.Curl, "vectors show 'wpt/bad' --profile 's2s-01' ") {
		t.Errorf("curl is %q", got.Curl)
	}
}
