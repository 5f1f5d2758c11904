package recipient_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

// never is a handler that nobody may reach.
func never(t *testing.T) http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { t.Error("the request was passed on") }
}

func TestHandlerLearnsTheCaller(t *testing.T) {
	t.Parallel()
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, name)
			reached := false
			next := func(rw http.ResponseWriter, r *http.Request) {
				c, ok := recipient.CallerFrom(r.Context())
				reached = ok && c.Identifier == subject
				rw.WriteHeader(http.StatusNoContent)
			}
			res := w.send(t, recipient.New(w.config), w.good(t), "", next)
			if !reached || res.StatusCode != http.StatusNoContent {
				t.Errorf("reached %v, status %d", reached, res.StatusCode)
			}
			if got := res.Header.Get("Wimse-Caller"); got != subject {
				t.Errorf("Wimse-Caller is %q", got)
			}
		})
	}
}

func TestNobodyIsTheCallerElsewhere(t *testing.T) {
	if c, ok := recipient.CallerFrom(context.Background()); ok || c.Identifier != "" {
		t.Errorf("%+v", c)
	}
}

// TestBodyIsPassedOnWhole holds for bodies longer than what the recipient itself looks at.
func TestBodyIsPassedOnWhole(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 1<<20 - 1, 1 << 20, 1<<20 + 1, 3 << 20} {
		w := newWorld(t, "latest")
		body := strings.Repeat("0123456789abcdef", size/16+1)[:size]
		w.send(t, recipient.New(w.config), w.good(t), body, func(_ http.ResponseWriter, r *http.Request) {
			got, err := io.ReadAll(r.Body)
			if err != nil || string(got) != body {
				t.Errorf("of %d bytes %d arrive, %v", size, len(got), err)
			}
		})
	}
}

// statuses are what each profile has for a bad WIT and for a bad proof.
var statuses = map[string]struct{ wit, wpt int }{
	"s2s-00": {400, 400}, "s2s-01": {400, 400}, "s2s-02": {400, 400}, "s2s-03": {400, 400}, "s2s-04": {400, 400},
	"s2s-05": {400, 400}, "s2s-06": {400, 400}, "s2s-07": {400, 400}, "2025-11": {400, 400}, "latest": {400, 401},
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, name)
			wit := w.wit(t, nil)
			badWIT := w.wit(t, members{"exp": now})
			want := statuses[name]
			refuses(t, w, w.fields(badWIT, w.proof(t, badWIT, nil)), want.wit, "WIT-EXP-PASSED")
			refuses(t, w, w.fields(wit, w.proof(t, wit, members{"exp": now})), want.wpt, "WPT-EXP-PASSED")
			refuses(t, w, message.Fields{{w.profile.WIT().Field, wit}}, want.wpt, "WIT-POP-REQUIRED")
			refuses(t, w, nil, want.wit, "WIT-HDR-NAME")
		})
	}
}

// refuses sends a request that is refused, and looks at all of the answer.
func refuses(t *testing.T, w *world, fields message.Fields, status int, requirement string) {
	t.Helper()
	res := w.send(t, recipient.New(w.config), fields, "", never(t))
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var problem struct {
		Type, Title, Detail, Requirement string
		Status                           int
	}
	if err := json.Unmarshal(body, &problem); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if res.StatusCode != status || problem.Status != status || problem.Requirement != requirement {
		t.Errorf("status %d, not %d: %s", res.StatusCode, status, body)
	}
	if problem.Title != http.StatusText(status) || problem.Type != "about:blank" || problem.Detail == "" {
		t.Errorf("%s", body)
	}
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("the answer is %s", got)
	}
	challenge := map[int]string{401: "WPT"}[status]
	if got := res.Header.Get("WWW-Authenticate"); got != challenge {
		t.Errorf("the challenge to %d is %q", status, got)
	}
	if res.Header.Get("Wimse-Caller") != "" {
		t.Error("the answer names a caller")
	}
}

// TestNoTokenInAnyAnswer sends tokens that are wrong in many ways and searches the answers for them.
func TestNoTokenInAnyAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "latest")
	wit := w.wit(t, nil)
	for _, fields := range []message.Fields{
		w.fields(wit, "e30.e30."),
		w.fields(wit, w.proof(t, wit, members{"aud": "https://other.example/"})),
		w.fields(wit, w.proof(t, wit, members{"wth": wpt.Hash("x")})),
		w.fields(wit+"x", w.proof(t, wit, nil)),
		w.fields(wit+".x", w.proof(t, wit, nil)),
		w.fields(wit+"=", w.proof(t, wit, nil)),
		w.fields(wit+", "+wit, w.proof(t, wit, nil)),
		w.fields(wit, w.proof(t, wit, nil)+" x"),
		{{"Authorization", "Bearer " + wit}},
		append(w.good(t), message.Field{"Authorization", "WPT " + wit}),
		append(w.good(t), message.Field{"Workload-Identity-Token", wit}),
		append(w.good(t), message.Field{"Txn-Token", "the-transaction-token"}),
	} {
		res := w.send(t, recipient.New(w.config), fields, "", never(t))
		var out strings.Builder
		if err := res.Write(&out); err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			for word := range strings.FieldsSeq(f.Value()) {
				if len(word) > 10 && strings.Contains(out.String(), word[:len(word)/2]) {
					t.Errorf("the answer holds %.40s:\n%s", word, out.String())
				}
			}
		}
	}
}

// TestDetailsAreBounded sends claims of absurd length.
func TestDetailsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "latest")
	long := strings.Repeat("\u20ac", 3000)
	wit := w.wit(t, nil)
	for name, fields := range map[string]message.Fields{
		"sub":   w.fields(w.wit(t, members{"sub": "wimse://" + strings.Repeat("x", 4000)}), ""),
		"iss":   w.fields(w.wit(t, members{"iss": "https://" + long}), ""),
		"exp":   w.fields(w.wit(t, members{"exp": json.Number(strings.Repeat("9", 9000))}), ""),
		"alg":   w.fields(w.wit(t, members{"cnf": members{"jwk": members{"kty": "EC", "alg": long}}}), ""),
		"aud":   w.fields(wit, w.proof(t, wit, members{"aud": "https://" + long})),
		"oth":   w.fields(wit, w.proof(t, wit, members{"oth": members{long: "x"}})),
		"jti":   w.fields(wit, w.proof(t, wit, members{"jti": long, "exp": now})),
		"a wit": w.fields(wit+strings.Repeat("x", 1<<20), ""),
	} {
		res := w.send(t, recipient.New(w.config), fields, "", func(http.ResponseWriter, *http.Request) {})
		body, err := io.ReadAll(res.Body)
		if err != nil || len(body) > 2000 {
			t.Errorf("%s: the answer has %d bytes, %v", name, len(body), err)
		}
	}
}

func TestFullMemoryIsAnswered503(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"s2s-03", "latest"} {
		w := newWorld(t, name)
		w.config.Replays = 1
		r := recipient.New(w.config)
		wit := w.wit(t, nil)
		first := w.fields(wit, w.proof(t, wit, nil))
		second := w.fields(wit, w.proof(t, wit, members{"jti": "2"}))
		ok := func(http.ResponseWriter, *http.Request) {}
		for i, tc := range []struct {
			fields message.Fields
			want   int
		}{{first, 200}, {second, 503}, {first, statuses[name].wpt}} {
			res := w.send(t, r, tc.fields, "", ok)
			if res.StatusCode != tc.want {
				t.Errorf("%s: message %d is answered %d, not %d", name, i+1, res.StatusCode, tc.want)
			}
			if (res.Header.Get("WWW-Authenticate") != "") != (res.StatusCode == 401) {
				t.Errorf("%s: %d with challenge %q", name, res.StatusCode, res.Header.Get("WWW-Authenticate"))
			}
		}
	}
}

func TestOfManyCopiesAtOnceOneIsAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "latest")
	r := recipient.New(w.config)
	req := message.Request{Method: "GET", URL: "/orders", Fields: w.good(t)}
	var accepted atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			if _, refused := r.Authenticate(req); refused == nil {
				accepted.Add(1)
			}
		})
	}
	all.Wait()
	if n := accepted.Load(); n != 1 {
		t.Errorf("%d of 64 are accepted", n)
	}
}

// TestConfigurationIsNotShared: understood tokens are copied, since field names have no case.
func TestConfigurationIsNotShared(t *testing.T) {
	w := newWorld(t, "latest")
	w.config.UnderstoodTokens = []string{"X-Other-Token"}
	r := recipient.New(w.config)
	if w.config.UnderstoodTokens[0] != "X-Other-Token" {
		t.Error("the caller's list was changed")
	}
	fields := append(w.good(t), message.Field{"x-other-token", "other"})
	_, refused := r.Authenticate(message.Request{Fields: fields})
	if refused == nil || refused.Requirement != "WPT-OTH-MATCH" || refused.Credential != "wpt" {
		t.Errorf("a token that no oth covers: %v", refused)
	}
}

func TestWITAloneAuthenticatesNobody(t *testing.T) {
	w := newWorld(t, "latest")
	req := message.Request{Fields: message.Fields{{"Workload-Identity-Token", w.wit(t, nil)}}}
	if refused := recipient.New(w.config).AuthenticateWIT(req); refused != nil {
		t.Errorf("its WIT is good: %v", refused)
	}
	if caller, refused := recipient.New(w.config).Authenticate(req); refused == nil || caller.Identifier != "" {
		t.Errorf("%+v is authenticated", caller)
	}
	bad := message.Request{Fields: message.Fields{{"Workload-Identity-Token", w.wit(t, members{"exp": now})}}}
	refused := recipient.New(w.config).AuthenticateWIT(bad)
	if refused == nil || refused.Credential != "wit" {
		t.Errorf("an expired WIT: %v", refused)
	}
}

// brokenBody cannot be read.
type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestBodyThatCannotBeRead(t *testing.T) {
	w := newWorld(t, "latest")
	req := httptest.NewRequest(http.MethodPost, "/orders", brokenBody{})
	rec := httptest.NewRecorder()
	recipient.New(w.config).Protect(never(t)).ServeHTTP(rec, req)
	if rec.Code != http.StatusBadRequest {
		t.Errorf("it is answered %d", rec.Code)
	}
}

// TestServe talks to the served resource over a connection, until its context ends.
func TestServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "latest")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- recipient.New(w.config).Serve(ctx, ln) }()
	url := "http://" + ln.Addr().String() + "/orders"
	if status, body := get(t, url, w.good(t)); status != 200 || body != "authenticated: "+subject+"\n" {
		t.Errorf("%d %s", status, body)
	}
	long := message.Fields{{"Workload-Identity-Token", strings.Repeat("x", 20<<10)}}
	if status, body := get(t, url, long); status != 400 || !strings.Contains(body, "WIT-SIZE") {
		t.Errorf("a WIT of 20 KiB: %d %s", status, body)
	}
	long[0][1] = strings.Repeat("x", 200<<10)
	if status, body := get(t, url, long); status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a WIT of 200 KiB: %d %s", status, body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func get(t *testing.T, url string, fields message.Fields) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		req.Header.Add(f.Name(), f.Value())
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestServeSaysWhatWentWrong(t *testing.T) {
	w := newWorld(t, "latest")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	err = recipient.New(w.config).Serve(t.Context(), ln)
	if err == nil || !strings.HasPrefix(err.Error(), "recipient: ") {
		t.Errorf("%v", err)
	}
}
