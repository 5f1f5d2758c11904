package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

const anyToken = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"

// issuer gives a token to whoever asks for a subject, and publishes no keys.
func issuer(token string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var wish struct{ Sub string }
		switch err := json.NewDecoder(r.Body).Decode(&wish); {
		case r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `{"keys":[]}`)
		case err != nil || wish.Sub == "":
			w.WriteHeader(http.StatusBadRequest)
		default:
			_ = json.NewEncoder(w).Encode(map[string]string{"wit": token})
		}
	})
}

// wishing is a case of an issuer; an empty subject must be refused.
func wishing(id, sub, check string) Case {
	c := Case{
		ID: id, Mechanism: "wit", Role: "issuer", Algorithm: "ES256", Check: check, Gate: spec.GateMust,
		Requirements: []string{"WIT-TYP"}, Expect: vector.Accept,
	}
	if sub == "" {
		c.Expect, c.Control = vector.Reject, "wit/issue"
	}
	c.Mint = func(context.Context) ([]vector.Step, error) {
		return []vector.Step{{Issue: &vector.Issue{Subject: sub, JWK: map[string]any{"n": 1}}}}, nil
	}
	return c
}

func issuerPlan() Plan {
	return Plan{Cases: []Case{
		wishing("wit/issue", "a", ""), wishing("wit/issue-no-subject", "", ""),
		wishing("wit/issue-typ", "a", "WIT-TYP"),
	}}
}

func TestIssuers(t *testing.T) {
	t.Parallel()
	answers := func(text string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
	}
	for name, c := range map[string]struct {
		issuer, keys           http.Handler
		control, refusal, made string  // reason, "" for a pass
		verdict                Verdict // of the refusal, where it is no pass
	}{
		"good but for typ": {issuer(anyToken), issuer(""), "", "", "typ", Fail},
		"refuses all":      {status(403), issuer(""), "refused with 403 Forbidden, must be accepted", "its control was not accepted", "refused with 403", Inconclusive},
		"issues to all":    {answers(`{"wit":"` + anyToken + `"}`), issuer(""), "", "a token was issued, must be refused", "typ", Fail},
		"no token":         {answers(`{"token":"x"}`), issuer(""), "no-token: 200 OK: its body has no member wit", "no-token", "no-token", Inconclusive},
		"nonsense":         {answers("\x1b[2J"), issuer(""), "no-token: 200 OK: its body is no JSON object", "no-token", "no-token", Inconclusive},
		"empty token":      {answers(`{"wit":""}`), issuer(""), "no-token", "no-token", "no-token", Inconclusive},
		"201":              {status(201), issuer(""), "no-token: 201 Created", "no-token", "no-token", Inconclusive},
		"5xx":              {status(500), issuer(""), "server-error", "so did its control", "server-error", Inconclusive},
		"unreadable token": {issuer("nonsense"), issuer(""), "", "", "the WIT cannot be read", Fail},
		"no keys":          {issuer(anyToken), status(404), "", "", "the issuer's keys: refused with 404", Fail},
		"endless keys":     {issuer(anyToken), answers(strings.Repeat("x", 70_000)), "", "", "the issuer's keys: 200 OK: its body is too long", Fail},
		"broken keys":      {issuer(anyToken), status(500), "", "", "the issuer's keys: server-error: 500", Fail},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := Config{IssuerURL: serve(t, c.issuer), JWKSURL: serve(t, c.keys), Facts: facts(t)}
			got := observe(t, cfg, issuerPlan())
			for i, want := range []string{c.control, c.refusal, c.made} {
				verdict := map[bool]Verdict{true: Pass, false: Fail}[want == ""]
				if i == 1 && want != "" {
					verdict = c.verdict
				}
				if name == "unreadable token" && i == 2 {
					verdict = Inconclusive // another case is about that
				}
				if got[i].Verdict != verdict || !strings.Contains(got[i].Reason, want) {
					t.Errorf("%s: %s %s: %s", got[i].Case.ID, got[i].Verdict, got[i].Kind, got[i].Reason)
				}
				plain(t, strings.Split(got[i].Reason+"\n"+got[i].Sent+"\n"+got[i].Received+"\n"+got[i].Curl, "\n")...)
			}
		})
	}
}

// What is asked in the journal is what the issuer read.
func TestEvidenceOfAnIssuer(t *testing.T) {
	var journal bytes.Buffer
	url := serve(t, issuer(anyToken))
	s := NewSession(Config{IssuerURL: url, JWKSURL: url, Facts: facts(t), Journal: NewJournal(&journal, nil)})
	s.Start(t.Context(), Plan{Cases: issuerPlan().Cases[2:]})
	s.Wait()
	for _, want := range []string{
		`"asked":{"sub":"a","jwk":{"n":1}}`, `"facts":{"revisions":`, `{\"keys\":[]}`,
	} {
		if !strings.Contains(journal.String(), want) {
			t.Errorf("the journal lacks %s:\n%s", want, journal.String())
		}
	}
}

// A recipient's signed answer is judged by the check of the case; without facts nobody can tell.
func TestSignedAnswers(t *testing.T) {
	url := serve(t, status(200))
	c := newCase(url, validID, "good", vector.Accept)
	c.Check, c.Requirements = "RSP-SIGN-REQUIRED-PARAM", []string{"RSP-SIGN-REQUIRED-PARAM"}
	c.Mint = minting(func() []vector.Step {
		s := step(url, "good", vector.Accept)
		s.Answer = &vector.Answer{Signed: true}
		s.Request.Fields = append(s.Request.Fields, [2]string{"Signature-Input", `wimse=("@method");nonce="n";wimse-sign-response;tag="wimse-workload-to-workload"`})
		return []vector.Step{s}
	})
	o := observe(t, Config{URL: url, Facts: facts(t)}, Plan{Cases: []Case{c}})[0]
	if o.Verdict != Fail || !strings.Contains(o.Reason, "not signed") {
		t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
	}
	o = observe(t, Config{URL: url}, Plan{Cases: []Case{c}})[0]
	if o.Verdict != Inconclusive || o.Kind != KindHarness {
		t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
	}
	c.Check = "WIT-NO-SUCH-CHECK"
	o = observe(t, Config{URL: url, Facts: facts(t)}, Plan{Cases: []Case{c}})[0]
	if o.Verdict != Inconclusive || o.Kind != KindHarness {
		t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
	}
}
