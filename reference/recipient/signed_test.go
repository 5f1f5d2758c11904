package recipient_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

// signer signs as the caller, or as the recipient, whose key is the same here and whose WIT is
// another.
func (w *world) signer(t testing.TB, change members, faults ...string) *httpsig.Signer {
	t.Helper()
	key, err := jose.NewPrivateKey(w.workload, "ES256", "1")
	if err != nil {
		t.Fatal(err)
	}
	return &httpsig.Signer{
		Profile: w.profile, WIT: w.wit(t, change), Key: key, Faults: check.With(faults...),
		Now: func() time.Time { return time.Unix(now, 0) },
	}
}

// signed is a signed request to the recipient's own resource.
func (w *world) signed(t testing.TB, body string, faults ...string) message.Request {
	t.Helper()
	req := message.Request{
		Method: "POST", URL: "https://b.trusted.example/orders?x=1", Body: []byte(body),
		Fields: message.Fields{{"Host", "b.trusted.example"}, {"Content-Type", "text/plain"}},
	}
	o := httpsig.RequestOptions{Audience: audience, SignResponse: true}
	if err := w.signer(t, nil, faults...).SignRequest(&req, o); err != nil {
		t.Fatal(err)
	}
	return req
}

func TestSignedRequests(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		w := newWorld(t, name)
		r := recipient.New(w.config)
		req := w.signed(t, "body")
		caller, refused := r.Authenticate(req)
		if refused != nil || caller.Identifier != subject || caller.Signature == nil {
			t.Errorf("%s: %+v, %v", name, caller, refused)
		}
		_, again := r.Authenticate(req)
		if _, optional := w.profile.Rule("SIG-NONCE-REPLAY-MAY"); again == nil && !optional {
			t.Errorf("%s: accepted twice", name)
		}
	}
}

// TestWhichProofCounts sends requests with a WPT, with a signature, with both and with neither.
func TestWhichProofCounts(t *testing.T) {
	w := newWorld(t, "2025-11") // its WPT has a field of its own
	proof := w.proof(t, w.wit(t, nil), nil)
	other := message.Fields{{"Signature-Input", `x=("@method");tag="other"`}, {"Signature", "x=:AAAA:"}}
	for _, tc := range []struct {
		name        string
		change      func(*message.Request)
		credential  string
		requirement string
	}{
		{"a signature", func(*message.Request) {}, "", ""},
		{"a bad signature", func(req *message.Request) { req.Method = "PUT" }, "httpsig", "SIG-VERIFY"},
		{"another body", func(req *message.Request) { req.Body = []byte("x") }, "httpsig", "SIG-DIGEST-VERIFY"},
		{"both", w.addProof(t), "", ""},
		{"a bad signature and a WPT", func(req *message.Request) {
			w.addProof(t)(req)
			req.Method = "PUT"
		}, "httpsig", "SIG-VERIFY"},
		{"a signature and a bad WPT", func(req *message.Request) {
			req.Fields = append(req.Fields, message.Field{"Workload-Proof-Token", proof})
		}, "wpt", "WPT-WTH-MATCH"},
		{"a WPT and a signature of another tag", func(req *message.Request) {
			w.addProof(t)(req)
			req.Fields = append(req.Fields.Without("Signature").Without("Signature-Input"), other...)
		}, "", ""},
		{"a WPT and fields that are none", func(req *message.Request) {
			w.addProof(t)(req)
			req.Fields = append(req.Fields.Without("Signature").Without("Signature-Input"),
				message.Field{"Signature-Input", "(("})
		}, "", ""},
		{"a signature of another tag", func(req *message.Request) {
			req.Fields = append(req.Fields.Without("Signature").Without("Signature-Input"), other...)
		}, "httpsig", "SIG-PARAM-TAG"},
		{"fields that are none", func(req *message.Request) {
			req.Fields = append(req.Fields.Without("Signature-Input"), message.Field{"Signature-Input", "(("})
		}, "httpsig", "SIG-FIELD-MALFORMED"},
		{"half a signature", func(req *message.Request) {
			req.Fields = req.Fields.Without("Signature")
		}, "httpsig", "SIG-LABEL-PAIRED"},
		{"neither", func(req *message.Request) {
			req.Fields = req.Fields.Without("Signature").Without("Signature-Input")
		}, "wpt", "WIT-POP-REQUIRED"},
	} {
		req := w.signed(t, "body")
		tc.change(&req)
		_, refused := recipient.New(w.config).Authenticate(req)
		switch {
		case refused == nil && tc.credential != "":
			t.Errorf("%s is accepted", tc.name)
		case refused != nil && (refused.Credential != tc.credential || refused.Requirement != tc.requirement):
			t.Errorf("%s is refused for %s: %v", tc.name, refused.Credential, refused)
		case refused != nil:
			r := recipient.New(w.config)
			if a := r.Answer(req, refused); a.Status != 400 {
				t.Errorf("%s is answered %d", tc.name, a.Status)
			}
		}
	}
}

// addProof puts a good proof beside the WIT that is there.
func (w *world) addProof(t testing.TB) func(*message.Request) {
	return func(req *message.Request) {
		wit := req.Fields.Values("Workload-Identity-Token")[0]
		req.Fields = append(req.Fields, message.Field{"Workload-Proof-Token", w.proof(t, wit, nil)})
	}
}

// TestFaultsOfTheProofs switches off what is not the business of one proof alone.
func TestFaultsOfTheProofs(t *testing.T) {
	w := newWorld(t, "latest")
	bare := w.signed(t, "")
	bare.Fields = bare.Fields.Without("Signature").Without("Signature-Input")
	expired := w.signed(t, "")
	expired.Fields = append(expired.Fields.Without("Workload-Identity-Token"),
		message.Field{"Workload-Identity-Token", w.wit(t, members{"exp": now - 60})})
	both := w.signed(t, "")
	both.Fields = append(both.Fields, message.Field{"Authorization", "WPT x.y.z"})
	for _, tc := range []struct {
		fault       string
		req         message.Request
		credential  string // without the fault
		afterwards  string // with it
		requirement string
	}{
		{"SIG-NO-BEARER", bare, "wpt", "", ""},
		{"SIG-WIT-FIRST", expired, "wit", "httpsig", "SIG-VERIFY"},
		{"SIG-BESIDE-WPT:strict", both, "wpt", "httpsig", "SIG-BESIDE-WPT"},
	} {
		_, refused := recipient.New(w.config).Authenticate(tc.req)
		if refused == nil || refused.Credential != tc.credential {
			t.Errorf("%s: %v", tc.fault, refused)
		}
		config := w.config
		config.Faults = check.With(tc.fault)
		_, refused = recipient.New(config).Authenticate(tc.req)
		if (refused == nil) != (tc.afterwards == "") {
			t.Errorf("with %s: %v", tc.fault, refused)
		} else if refused != nil && (refused.Credential != tc.afterwards || refused.Requirement != tc.requirement) {
			t.Errorf("with %s: %s: %v", tc.fault, refused.Credential, refused)
		}
	}
}

// exchange sends a signed request to a server of net/http and gives what comes back.
func (w *world) exchange(
	t testing.TB, r *recipient.Recipient, next http.HandlerFunc, req message.Request,
) message.Response {
	t.Helper()
	server := httptest.NewServer(r.Protect(next))
	defer server.Close()
	hr, err := http.NewRequest(req.Method, server.URL+strings.TrimPrefix(req.URL, "https://b.trusted.example"),
		bytes.NewReader(req.Body))
	if err != nil {
		t.Fatal(err)
	}
	hr.Host = "b.trusted.example"
	for _, f := range req.Fields.Without("Host") {
		hr.Header.Add(f.Name(), f.Value())
	}
	res, err := (&http.Transport{DisableCompression: true}).RoundTrip(hr)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	m, err := message.ResponseFromHTTP(res, 10<<20)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// verified says whether a response is signed, and fails where its signature is bad.
func (w *world) verified(t testing.TB, req message.Request, res message.Response) bool {
	t.Helper()
	if !httpsig.Presented(w.profile, res.Fields) {
		return false
	}
	wits := wit.New(wit.Config{Profile: w.profile, Domains: w.config.Domains})
	token, refusal := wits.VerifyResponse(&res, time.Unix(now, 0))
	if refusal != nil {
		t.Fatal(refusal)
	}
	v := httpsig.New(httpsig.Config{Profile: w.profile})
	x := httpsig.Exchange{Request: &req, Response: &res, Required: true}
	if _, refusal := v.VerifyResponse(x, token, time.Unix(now, 0)); refusal != nil {
		t.Errorf("%d: %v, %q", res.Status, refusal, res.Fields)
	}
	return true
}

func TestSignedResponses(t *testing.T) {
	for _, name := range []string{"latest", "2025-11", "s2s-00", "s2s-07"} {
		w := newWorld(t, name)
		w.config.Signer = w.signer(t, members{"sub": "wimse://trusted.example/workload-b"})
		for title, next := range handlers {
			for _, method := range []string{"GET", "HEAD", "POST", "DELETE"} {
				req := w.signed(t, "")
				req.Method = method
				if err := w.signer(t, nil).SignRequest(&req, httpsig.RequestOptions{
					Audience: audience, SignResponse: true,
				}); err != nil {
					t.Fatal(err)
				}
				res := w.exchange(t, recipient.New(w.config), next, req)
				if !w.verified(t, req, res) {
					t.Errorf("%s: %s %s: it is not signed: %d %q", name, method, title, res.Status, res.Fields)
				}
				if caller := res.Fields.Values(recipient.CallerField); len(caller) != 1 {
					t.Errorf("%s %s: the caller is %q", method, title, caller)
				}
			}
		}
	}
}

// handlers answer in ways that are not all alike to sign.
var handlers = map[string]http.HandlerFunc{
	"text": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<p>hello") },
	"json": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header()["X-Twice"] = []string{"1", "2"}
		w.WriteHeader(http.StatusCreated)
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, `{}`)
	},
	"nothing":    func(http.ResponseWriter, *http.Request) {},
	"no content": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	"not there":  http.NotFound,
	"no type": func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		_, _ = io.WriteString(w, "x")
	},
	"compressed": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte("\x1f\x8b no gzip at all"))
	},
	"its own digest": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Digest", httpsig.Digest([]byte("something else")))
		_, _ = io.WriteString(w, "x")
	},
	"much": func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			_, _ = w.Write(bytes.Repeat([]byte("x"), 1000))
		}
	},
}

func TestFieldsOfTheHandlerAreKept(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.Signer = w.signer(t, nil)
	res := w.exchange(t, recipient.New(w.config), handlers["json"], w.signed(t, ""))
	if res.Status != http.StatusCreated || string(res.Body) != "{}" ||
		strings.Join(res.Fields.Values("X-Twice"), " ") != "1 2" ||
		strings.Join(res.Fields.Values("Content-Type"), " ") != "application/json" {
		t.Errorf("%+v", res)
	}
}

// TestWhoSigns has every policy and request meet.
func TestWhoSigns(t *testing.T) {
	w := newWorld(t, "latest")
	able := w.signer(t, nil)
	asking, silent := w.signed(t, ""), w.signed(t, "", "RSP-SIGN-PARAM-CLIENT:caller")
	for _, tc := range []struct {
		policy string
		signer *httpsig.Signer
		req    message.Request
		status int
		signed bool
	}{
		{"", able, asking, 200, true},
		{"asked", able, asking, 200, true},
		{"always", able, asking, 200, true},
		{"never", able, asking, 501, false},
		{"", nil, asking, 501, false},
		{"always", nil, asking, 501, false},
		{"", able, silent, 200, false},
		{"always", able, silent, 200, true},
		{"never", able, silent, 200, false},
		{"", nil, silent, 200, false},
		{"always", nil, silent, 501, false},
	} {
		config := w.config
		config.ResponseSigning, config.Signer = tc.policy, tc.signer
		served := false
		res := w.exchange(t, recipient.New(config), func(w http.ResponseWriter, _ *http.Request) {
			served = true
			_, _ = io.WriteString(w, "hello")
		}, tc.req)
		signed := w.verified(t, tc.req, res)
		if res.Status != tc.status || signed != tc.signed || served != (tc.status == 200) {
			t.Errorf("%q, signer %v: %d, signed %v, served %v", tc.policy, tc.signer != nil, res.Status, signed, served)
		}
	}
}

// TestWPTNeedsNoSignature: the response to a request that is not signed has no nonce to repeat.
func TestWPTNeedsNoSignature(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.Signer, w.config.ResponseSigning = w.signer(t, nil), "always"
	res := w.send(t, recipient.New(w.config), w.good(t), "", handlers["text"])
	if res.StatusCode != 200 || res.Header.Get("Signature") != "" {
		t.Errorf("%d, %q", res.StatusCode, res.Header)
	}
}

func TestTooLargeToBeSigned(t *testing.T) {
	for fault, want := range map[string]int{
		"": 501, "RSP-CANNOT-SIGN-NO-SUCCESS:signer": 200, "RSP-CANNOT-SIGN-ERROR:signer": 303,
		"RSP-CANNOT-SIGN-STATUS:signer": 500,
	} {
		w := newWorld(t, "latest")
		w.config.Signer, w.config.MaxResponse = w.signer(t, nil), 99_999
		w.config.Faults = check.With(strings.Fields(fault)...)
		req := w.signed(t, "")
		res := w.exchange(t, recipient.New(w.config), handlers["much"], req)
		signed := w.verified(t, req, res)
		if res.Status != want || signed != (want >= 500) || len(res.Body) > 1000 {
			t.Errorf("%s: %d, signed %v, %.100q", fault, res.Status, signed, res.Body)
		}
		if got := strings.Join(res.Fields.Values("Content-Type"), ""); got != "application/problem+json" {
			t.Errorf("its type is %q", got)
		}
	}
}

func TestRefusalsAreNotSigned(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.Signer, w.config.ResponseSigning = w.signer(t, nil), "always"
	req := w.signed(t, "", "SIG-SIGN:caller")
	res := w.exchange(t, recipient.New(w.config), handlers["text"], req)
	if res.Status != 400 || res.Fields.Has("Signature") {
		t.Errorf("%d, %q", res.Status, res.Fields)
	}
}

// TestLargeBodies has the handler read what was verified, and refuses what is too much to be.
func TestLargeBodies(t *testing.T) {
	w := newWorld(t, "latest")
	for size, want := range map[int]int{1 << 20: 200, 1<<20 + 1: 413} {
		sent := strings.Repeat("x", size)
		req := w.signed(t, sent, "RSP-SIGN-PARAM-CLIENT:caller")
		res := w.exchange(t, recipient.New(w.config), func(w http.ResponseWriter, hr *http.Request) {
			if got, err := io.ReadAll(hr.Body); err != nil || string(got) != sent {
				t.Errorf("%d are left of %d, %v", len(got), size, err)
			}
		}, req)
		if res.Status != want {
			t.Errorf("%d bytes: %d %s", size, res.Status, res.Body)
		}
	}
}
