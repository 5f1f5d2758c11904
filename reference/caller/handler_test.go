package caller_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/caller"
)

// tell tells a caller to make a call, in JSON.
func tell(t *testing.T, c *caller.Caller, method, text string) *http.Response {
	t.Helper()
	rec := httptest.NewRecorder()
	c.Handler().ServeHTTP(rec, httptest.NewRequest(method, "/call", strings.NewReader(text)))
	return rec.Result()
}

func told(t *testing.T, c *caller.Caller, text string) caller.CallResult {
	t.Helper()
	res := tell(t, c, http.MethodPost, text)
	var got caller.CallResult
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || res.StatusCode != 200 {
		t.Fatalf("status %d, %v", res.StatusCode, err)
	}
	return got
}

func TestCallIsMadeAsItIsTold(t *testing.T) {
	w := newWorld(t, "latest")
	got := told(t, w.caller(), `{"binding":"httpsig","method":"PUT",
		"url":"`+w.serve(t).URL+`/orders?x=1","audience":"`+audience+`",
		"headers":[["Txn-Token","a.b.c"],["Host","b.example"]],
		"body":"aGk=","require_signed_response":true,"expected_peer":"`+workloadB+`"}`)
	want := caller.CallResult{Sent: true, Status: 200, Accepted: true, Peer: workloadB}
	if got != want {
		t.Errorf("the result is %+v", got)
	}
	seen := w.seen[0]
	if seen.Method != "PUT" || seen.URL != "/orders?x=1" || string(seen.Body) != "hi" ||
		seen.Fields.Values("Txn-Token")[0] != "a.b.c" || seen.Fields.Values("Host")[0] != "b.example" {
		t.Errorf("what came is %+v", seen)
	}
}

func TestResultsOfCalls(t *testing.T) {
	w := newWorld(t, "latest")
	unsigned := newWorld(t, "latest")
	unsigned.signer = nil
	closed := httptest.NewServer(nil)
	closed.Close()
	cut := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(rw, "not a hundred")
	}))
	defer cut.Close()
	for name, tc := range map[string]struct {
		url, more      string
		sent, accepted bool
		status         int
	}{
		"any status is accepted": {w.serve(t).URL, `,"audience":"https://c.example/"`, true, true, 400},
		"no signature": {
			unsigned.serve(t).URL, `,"require_signed_response":true`, true, false, 400,
		},
		"another peer": {
			w.serve(t).URL, `,"expected_peer":"wimse://trusted.example/c"`, true, false, 400,
		},
		"nobody is there":      {closed.URL, ``, false, false, 0},
		"a response cut short": {cut.URL, ``, true, false, 0},
		"an impossible field":  {w.serve(t).URL, `,"headers":[["a b","c"]]`, false, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := told(t, w.caller(), `{"binding":"httpsig","url":"`+tc.url+`"`+tc.more+`}`)
			if got.Sent != tc.sent || got.Accepted != tc.accepted || got.Status != tc.status {
				t.Errorf("the result is %+v", got)
			}
			if got.Accepted == (got.Error != "") {
				t.Errorf("the error is %q", got.Error)
			}
		})
	}
}

func TestCallWithoutRoomForAProofIsNotMade(t *testing.T) {
	w := newWorld(t, "latest")
	got := told(t, w.caller(),
		`{"binding":"wpt","url":"`+w.serve(t).URL+`","headers":[["Authorization","Bearer x"]]}`)
	if got.Sent || got.Error == "" || len(w.seen) > 0 {
		t.Errorf("the result is %+v", got)
	}
}

func TestWhatIsNoCallIsRefused(t *testing.T) {
	c := newWorld(t, "latest").caller()
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "{", "an array": "[]",
		"trailing text":      `{"binding":"wpt","url":"http://a/"} x`,
		"no binding":         `{"url":"http://a/"}`,
		"an unknown binding": `{"binding":"mtls","url":"http://a/"}`,
		"no URL":             `{"binding":"wpt"}`, "a path": `{"binding":"wpt","url":"/orders"}`,
		"another scheme": `{"binding":"wpt","url":"file:///etc/hosts"}`,
		"a bad method":   `{"binding":"wpt","url":"http://a/","method":"G T"}`,
		"a bad body":     `{"binding":"wpt","url":"http://a/","body":"?"}`,
		"too long":       `{"binding":"` + strings.Repeat("x", 9<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			res := tell(t, c, http.MethodPost, text)
			body, err := io.ReadAll(res.Body)
			var problem struct{ Status int }
			if err != nil || json.Unmarshal(body, &problem) != nil || problem.Status != 400 {
				t.Errorf("%s, %v", body, err)
			}
			mediaType := res.Header.Get("Content-Type")
			if res.StatusCode != 400 || mediaType != "application/problem+json" || len(body) > 1000 {
				t.Errorf("status %d, %d bytes of %s", res.StatusCode, len(body), mediaType)
			}
		})
	}
	res := tell(t, c, http.MethodGet, "")
	if res.StatusCode != 405 || res.Header.Get("Allow") != "POST" {
		t.Errorf("GET is answered %d", res.StatusCode)
	}
}

func TestFaultsAreListedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range caller.Faults() {
		if seen[name] || strings.HasSuffix(name, ":signer") || strings.HasSuffix(name, ":issuer") {
			t.Errorf("%s does not belong there", name)
		}
		seen[name] = true
	}
	for _, name := range []string{
		"WPT-WTH-PRESENT:caller", "SIG-COMP-METHOD:caller", "RSP-REQ-NONCE-CHECK", "WIT-SIG-VALID",
		"WPT-REDIRECT:caller", "WIT-KEY-NOT-AFTER-EXP:caller",
	} {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
}
