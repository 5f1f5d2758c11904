package verifier_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/verifier"
)

// TestMistakes: a file that asks nothing is never answered with a verdict.
func TestMistakes(t *testing.T) {
	vectors := func(more string) string {
		return `{"schema":"wimsespec/vectors/v1","mechanism":"wpt","trust_domains":{},"vectors":[` + more + `]}`
	}
	vector := func(more string) string { return vectors(`{"id":"a","verify_at":1,` + more + `}`) }
	of := func(mechanism, text string) string {
		return strings.Replace(text, `"mechanism":"wpt"`, `"mechanism":"`+mechanism+`"`, 1)
	}
	const recipient, request = `"recipient":{"audience":"x"},`, `{"request":{"method":"GET"}}`
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":         {"{", "the file is not the JSON that is expected"},
		"a list":          {"[]", "the file is not the JSON that is expected"},
		"no schema":       {"{}", `schema is \"\", expected is \"wimsespec/vectors/v1\"`},
		"no vector":       {vectors(""), "vectors holds 0, expected is 1"},
		"two vectors":     {vectors("{},{}"), "vectors holds 2, expected is 1"},
		"mechanism":       {of("dpop", vector(`"steps":[{}]`)), `mechanism: unknown value \"dpop\"; known: [`},
		"profile":         {strings.Replace(vectors("{}"), "{", `{"profile":"newest",`, 1), `profile: spec: unknown profile`},
		"revision":        {strings.Replace(vectors("{}"), "{", `{"revision":"wpt-00",`, 1), `revision is \"wpt-00\", and profile latest has \"wpt-02\"`},
		"trust domains":   {strings.Replace(vectors("{}"), "{}", `{"a.example":{"jwks":{"keys":[]}}}`, 1), "trust_domains: trust: a.example: no usable key"},
		"no material":     {strings.Replace(vectors("{}"), "{}", `7`, 1), "trust_domains: json"},
		"no clock":        {vectors(`{"id":"a","steps":[` + request + `]}`), `vector \"a\": verify_at is missing`},
		"no steps":        {vector(`"steps":[]`), "steps is missing or empty"},
		"role":            {vector(`"role":"issuer","steps":[{}]`), `role: unknown value \"issuer\"; known: recipient, caller`},
		"no recipient":    {vector(`"steps":[` + request + `]`), "recipient is missing"},
		"no request":      {vector(recipient + `"steps":[` + request + `,{}]`), "steps[1]: request is missing"},
		"caller of a WPT": {vector(`"role":"caller","steps":[` + request + `]`), "role: callers verify no wpt"},
		"no caller":       {of("httpsig", vector(`"role":"caller","steps":[{}]`)), "caller is missing"},
		"no response":     {of("httpsig", vector(`"role":"caller","caller":{},"steps":[`+request+`]`)), "steps[0]: response is missing"},
		"no peer":         {of("mtls", vector(`"steps":[`+request+`]`)), "steps[0]: peer is missing"},
		"usage":           {of("mtls", vector(`"steps":[{"peer":{"usage":"both"}}]`)), `peer.usage: unknown value \"both\"`},
		"no identifier":   {of("identifier", vector(`"steps":[{"other":"x"}]`)), "steps[0]: identifier is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			handler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.text)))
			if rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), c.want) {
				t.Errorf("status %d: %s", rec.Code, rec.Body)
			}
			if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("its type is %s", got)
			}
		})
	}
}

func TestOnlyAPostOfABoundedFile(t *testing.T) {
	rec := httptest.NewRecorder()
	handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	if rec.Code != http.StatusMethodNotAllowed || rec.Header().Get("Allow") != http.MethodPost {
		t.Errorf("a GET is answered by %d", rec.Code)
	}
	rec = httptest.NewRecorder()
	long := strings.NewReader(strings.Repeat(" ", verifier.MaxFile+1))
	handler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/", long))
	if rec.Code != http.StatusRequestEntityTooLarge || !strings.Contains(rec.Body.String(), "1048576 bytes") {
		t.Errorf("a long file is answered by %d: %s", rec.Code, rec.Body)
	}
}

// FuzzHandler wants an answer to whatever comes, and a verdict only to what asks something.
func FuzzHandler(f *testing.F) {
	f.Add([]byte(`{"schema":"wimsespec/vectors/v1","mechanism":"wit","trust_domains":{},` +
		`"vectors":[{"verify_at":1,"recipient":{},"steps":[{"request":{"headers":[["a","b"]]}}]}]}`))
	f.Add([]byte(`{"schema":"wimsespec/vectors/v1","mechanism":"mtls",` +
		`"vectors":[{"verify_at":1,"steps":[{"peer":{"usage":"server","certificates":["AAAA"]}}]}]}`))
	h := handler()
	f.Fuzz(func(t *testing.T, text []byte) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(text))))
		if rec.Code != 200 && rec.Code != 400 && rec.Code != 413 {
			t.Errorf("status %d", rec.Code)
		}
	})
}
