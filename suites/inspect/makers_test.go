package inspect_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// situations are the calls of which one or another shows each fault of a caller.
func situations() []vector.Call {
	typed := message.Field{"Content-Type", "application/json"}
	call := func(headers ...message.Field) vector.Call {
		return vector.Call{Method: "POST", URL: audience + "?x=1", Headers: append(headers, typed), Body: []byte(`{"order":17}`)}
	}
	signed := call()
	signed.RequireSignedResponse = true
	return []vector.Call{
		{Method: "GET", URL: audience},
		call(), signed,
		call(message.Field{"Txn-Token", "txn.token"}, message.Field{"X-Other", "other.token"}),
		call(message.Field{"Authorization", "Bearer access.token"}),
		{Method: "GET", URL: "https://front.example/orders", Audience: audience},
		{Method: "GET", URL: audience + "?redirect"},
	}
}

// recorder notes what a caller sends, and answers nothing of use or a redirect to another host.
type recorder struct{ sent []message.Request }

func (r *recorder) RoundTrip(given *http.Request) (*http.Response, error) {
	m, err := message.FromHTTP(given, 1<<20)
	if err != nil {
		return nil, err
	}
	m.URL = given.URL.String()
	r.sent = append(r.sent, m)
	w := httptest.NewRecorder()
	status := http.StatusNoContent
	if given.URL.RawQuery == "redirect" {
		status = http.StatusTemporaryRedirect
		w.Header().Set("Location", "https://other.example/orders")
	}
	w.WriteHeader(status)
	return w.Result(), nil
}

// seen lists what the reference breaks as a caller with a fault on, over all situations.
func seen(t *testing.T, p *spec.Profile, binding, fault string) []string {
	t.Helper()
	var broken []string
	for _, call := range situations() {
		call.Binding = binding
		bearer := slices.ContainsFunc(call.Headers, func(f message.Field) bool { return f.Name() == "Authorization" })
		if binding == "wpt" && (call.RequireSignedResponse || bearer && p.WPT().Scheme != "") {
			continue
		}
		c := capture(t, p)
		c.Call, c.UnderstoodTokens = &call, []string{"x-other", "txn-token"}
		c.Requests = made(t, c, fault)
		broken = append(broken, breaks(c)...)
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

func made(t *testing.T, c *inspect.Capture, fault string) []message.Request {
	t.Helper()
	r := &recorder{}
	clock := time.Unix(now, 0)
	who := caller.New(caller.Config{
		Profile: c.Profile, Domains: c.Domains, Identifier: callerID, WIT: witFor(t, c.Profile, "workload-a", nil, nil),
		Key: private(t, "workload-a/ES256", "ES256"), UnderstoodTokens: c.UnderstoodTokens, Secret: privateText(),
		Faults: check.With(fault), Now: func() time.Time { return clock }, Base: r,
	})
	for range 2 {
		_ = who.Do(t.Context(), caller.Call{
			Binding: c.Call.Binding, Method: c.Call.Method, URL: c.Call.URL, Headers: c.Call.Headers,
			Audience: c.Call.Audience,
			Body:     c.Call.Body, RequireSignedResponse: c.Call.RequireSignedResponse,
		})
	}
	return r.sent
}

// TestReferenceAsCaller: the reference breaks nothing, and with each fault of a caller the check of
// that requirement, whatever else.
func TestReferenceAsCaller(t *testing.T) {
	distinct := []string{
		"s2s-protocol-00", "s2s-protocol-03", "s2s-protocol-07", "http-signature-02", "http-signature-06", "http-signature-07",
	}
	for _, p := range profiles(t) {
		if !slices.Contains(distinct, p.Revisions.HTTPSig) {
			continue // it takes a while, and the others differ little from these
		}
		t.Run(p.Name+" "+p.Revisions.HTTPSig, func(t *testing.T) {
			t.Parallel()
			for _, binding := range []string{"wpt", "httpsig"} {
				if got := seen(t, p, binding, "none"); len(got) > 0 {
					t.Errorf("%s: without a fault it breaks %q", binding, got)
				}
			}
			for _, fault := range caller.Faults() {
				id, isCaller := strings.CutSuffix(fault, ":caller")
				of := p.Name != "pinned" || strings.HasPrefix(id, "SIG-") || strings.HasPrefix(id, "RSP-")
				handshake := strings.HasPrefix(id, "WIC-") // nothing of it shows in a message
				if _, inForce := p.Rule(id); isCaller && inForce && of && !handshake {
					noticed(t, p, id)
				}
			}
		})
	}
}

func noticed(t *testing.T, p *spec.Profile, id string) {
	t.Helper()
	var got []string
	if !strings.HasPrefix(id, "SIG-") && !strings.HasPrefix(id, "RSP-") {
		got = seen(t, p, "wpt", id+":caller")
	}
	if !strings.HasPrefix(id, "WPT-") {
		got = append(got, seen(t, p, "httpsig", id+":caller")...)
	}
	judged(t, id+":caller", id, got)
}

// judged asks that what is broken is what a fault is about, and what stands beside it.
func judged(t *testing.T, what, id string, got []string) {
	t.Helper()
	_, excused := unseen[id]
	if slices.Contains(got, id) == (excused || id == "none") {
		t.Errorf("%s breaks %q", what, got)
	}
	for _, other := range got {
		if other != id && !slices.Contains(beside[id], other) {
			t.Errorf("%s breaks %q as well", what, other)
		}
	}
}

const callerID = "wimse://trusted.example/workload-a"

// unseen lists the faults that show in no single exchange of the situations.
var unseen = map[string]string{
	"WPT-OTH-REPEATED":      "no call has a field twice",
	"WIT-KEY-NOT-AFTER-EXP": "no WIT has expired",
	"WPT-KEY-NOT-AFTER-EXP": "no WIT has expired",
	"WIT-ANCHOR-BIND":       "nobody asks for a WIT of another domain",
	"WIT-ISSUE-DOMAIN":      "nobody asks for a WIT of another domain",
}

// beside lists what a fault breaks besides its own check.
var beside = map[string][]string{
	"WIT-KEY-PRIVATE":           {"WPT-KEY-PRIVATE"},
	"WPT-KEY-PRIVATE":           {"WIT-KEY-PRIVATE"},
	"WPT-EXP-PRESENT":           {"WIT-POP-TIME-LIMIT"},
	"WPT-EXP-NUMERIC":           {"WIT-POP-TIME-LIMIT"},
	"SIG-PARAM-EXPIRES":         {"WIT-POP-TIME-LIMIT"},
	"WIT-POP-TIME-LIMIT":        {"WPT-EXP-PRESENT", "SIG-PARAM-EXPIRES"},
	"WPT-ALG-MATCH":             {"WIT-CNF-ALG-BINDS-POP"},
	"WIT-CNF-ALG-BINDS-POP":     {"WPT-ALG-MATCH", "SIG-SIGN"},
	"SIG-LABEL-WIMSE-LEGACY":    {"SIG-ONE-SIGNATURE"},
	"RSP-LABEL-WIMSE-LEGACY":    {"RSP-ONE-SIGNATURE"},
	"SIG-AUD-DEFAULT":           {"SIG-AUD-IDENTIFIES", "SIG-AUD-SHOULD-EXPLICIT"},
	"SIG-NO-BEARER":             {"WIT-POP-REQUIRED"},
	"WIT-POP-REQUIRED":          {"SIG-NO-BEARER"},
	"SIG-REDIRECT":              {"SIG-SIGN", "SIG-NONCE-UNIQUE-LEGACY", "SIG-NONCE-RANDOM"},
	"WPT-REDIRECT":              {"WPT-JTI-SENDER-UNIQUE", "WPT-JTI-UNIQUE"},
	"RSP-WIT-OWN":               {"RSP-SIGN-VALID"},
	"WIT-EXP-REQUIRED":          {"WIT-EXP-LIMITED"},
	"WIT-EXP-NUMERIC":           {"WIT-EXP-LIMITED"},
	"WIT-EXP-LIMITED":           {"WIT-EXP-REQUIRED"},
	"WIT-CNF-PUBLIC":            {"WIT-CNF-ALG-NOT-SYMMETRIC"},
	"WIT-CNF-ALG-NOT-SYMMETRIC": {"WIT-CNF-PUBLIC"},
	"WIT-SUB-ISSUED":            {"ID-LEN-MAX"},
	"SIG-AUD-IDENTIFIES":        {"SIG-AUD-DEFAULT"},
	"SIG-AUD-SHOULD-EXPLICIT":   {"SIG-AUD-DEFAULT"},
	"RSP-ACCEPT-SIG-CLIENT":     {"RSP-ACCEPT-SIG-NOT-WEAKER"},
	"RSP-ACCEPT-SIG-NOT-WEAKER": {"RSP-ACCEPT-SIG-CLIENT"},
}
