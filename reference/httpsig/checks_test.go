package httpsig_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/replay"
)

// alter replaces a text in a field of a message.
func alter(fields message.Fields, name, from, to string) {
	for i, f := range fields {
		if strings.EqualFold(f.Name(), name) {
			fields[i][1] = strings.Replace(f.Value(), from, to, 1)
		}
	}
}

// prepend puts a second signature, of another tag and label, in front of the one that is there.
func prepend(fields message.Fields, label string) {
	for i, f := range fields {
		switch f.Name() {
		case "Signature-Input":
			fields[i][1] = label + `=("@method");created=1;tag="proxy", ` + f.Value()
		case "Signature":
			fields[i][1] = label + "=:AAAA:, " + f.Value()
		}
	}
}

// TestAltered changes a good request after it was signed. Each is refused for the named requirement and
// accepted with that one check left out.
func TestAltered(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		change     func(*message.Request)
	}{
		{"nothing", "", func(*message.Request) {}},
		{"method", "SIG-VERIFY", func(r *message.Request) { r.Method = "PUT" }},
		{"path", "SIG-VERIFY", func(r *message.Request) { r.URL = strings.Replace(r.URL, "orders", "order", 1) }},
		{"query", "SIG-VERIFY", func(r *message.Request) { r.URL = strings.Replace(r.URL, "%2F", "/", 1) }},
		{"fragment", "", func(r *message.Request) { r.URL += "#f" }},
		{"host", "", func(r *message.Request) { alter(r.Fields, "Host", "b.", "c.") }},
		{"other field", "", func(r *message.Request) { alter(r.Fields, "X-Other", "1", "2") }},
		{"covered field", "SIG-VERIFY", func(r *message.Request) { alter(r.Fields, "Txn-Token", "t", "u") }},
		{"space around a field", "", func(r *message.Request) { alter(r.Fields, "Txn-Token", "t", " t") }},
		{"field gone", "SIG-COMP-ABSENT", func(r *message.Request) { r.Fields = r.Fields.Without("Txn-Token") }},
		{"field repeated", "SIG-VERIFY", func(r *message.Request) {
			r.Fields = append(r.Fields, message.Field{"txn-token", "x"})
		}},
		{"field added", "SIG-COMP-CONTENT-TYPE", func(r *message.Request) {}},
		{"body", "SIG-DIGEST-VERIFY", func(r *message.Request) { r.Body = []byte("x") }},
		{"body gone", "SIG-DIGEST-VERIFY", func(r *message.Request) { r.Body = nil }},
		{"body beyond the limit", "SIG-DIGEST-VERIFY", func(r *message.Request) { r.Truncated = true }},
		{"WIT", "SIG-VERIFY", func(r *message.Request) { alter(r.Fields, "Workload-Identity-Token", "c", "d") }},
		{"nonce", "SIG-VERIFY", func(r *message.Request) { alter(r.Fields, "Signature-Input", `nonce="`, `nonce="x`) }},
		{"a signature in front", "", func(r *message.Request) { prepend(r.Fields, "proxy") }},
		{"spaces between", "", func(r *message.Request) { alter(r.Fields, "Signature-Input", `" "`, `"   "`) }},
		{"no signature", "SIG-NO-BEARER", func(r *message.Request) {
			r.Fields = r.Fields.Without("Signature").Without("Signature-Input")
		}},
		{"no input", "SIG-LABEL-PAIRED", func(r *message.Request) { r.Fields = r.Fields.Without("Signature-Input") }},
		{"label", "SIG-LABEL-PAIRED", func(r *message.Request) { alter(r.Fields, "Signature", "wimse", "other") }},
		{"no list", "SIG-FIELD-MALFORMED", func(r *message.Request) { alter(r.Fields, "Signature-Input", "wimse=", "a=1, wimse=") }},
		{"no bytes", "SIG-FIELD-MALFORMED", func(r *message.Request) { alter(r.Fields, "Signature", "=:", "=1, x=:") }},
	} {
		w := newWorld(t, "latest")
		req := w.signed(t)
		if tc.name == "field added" {
			req = request()
			req.Fields = req.Fields.Without("Content-Type")
			if err := w.signer(w.caller).SignRequest(req, httpsig.RequestOptions{Audience: audience}); err != nil {
				t.Fatal(err)
			}
			req.Fields = append(req.Fields, message.Field{"Content-Type", "x"})
		}
		tc.change(req)
		if got := w.judge(req); got != tc.want {
			t.Errorf("%s is refused for %q, not %q", tc.name, got, tc.want)
		}
		if tc.want == "" {
			continue
		}
		if got := w.judge(req, tc.want); got != "" {
			t.Errorf("%s without that check is refused for %q", tc.name, got)
		}
	}
}

// TestTooLargeHasACause lets a recipient answer with a status of its own.
func TestTooLargeHasACause(t *testing.T) {
	w := newWorld(t, "latest")
	req := w.signed(t)
	req.Truncated = true
	_, refusal := w.verifier().VerifyRequest(req, token(w.caller, "x"), now)
	if refusal == nil || refusal.Unwrap() != httpsig.ErrTooLarge {
		t.Errorf("%v", refusal)
	}
}

func TestTimes(t *testing.T) {
	for _, tc := range []struct {
		profile  string
		lifetime time.Duration
		at       time.Duration
		want     string
	}{
		{"latest", time.Minute, 0, ""},
		{"latest", time.Minute, 59 * time.Second, ""},
		{"latest", time.Minute, time.Minute, "SIG-EXPIRES-PASSED"},
		{"latest", time.Minute, time.Hour, "SIG-EXPIRES-PASSED"},
		{"latest", time.Minute, -time.Minute, ""},
		{"latest", time.Minute, -61 * time.Second, "SIG-CREATED-FUTURE"},
		{"latest", -time.Minute, 0, "SIG-EXPIRES-ORDER"},
		{"latest", 24 * time.Hour, 0, ""},
		{"latest", 24*time.Hour + time.Second, 0, "SIG-EXPIRES-FAR"},
		{"s2s-00", 8 * 24 * time.Hour, 0, "SIG-EXPIRES-FAR"},
	} {
		w := newWorld(t, tc.profile)
		s := w.signer(w.caller)
		s.Lifetime = tc.lifetime
		req := request()
		if err := s.SignRequest(req, httpsig.RequestOptions{Audience: audience}); err != nil {
			t.Fatal(err)
		}
		_, refusal := w.verifier().VerifyRequest(req, token(w.caller, "x"), now.Add(tc.at))
		if got := requirementOf(refusal); got != tc.want {
			t.Errorf("%s, %v at %v: %q, not %q", tc.profile, tc.lifetime, tc.at, got, tc.want)
		}
	}
}

func TestAudiences(t *testing.T) {
	for _, tc := range []struct{ revision, audience, host, want string }{
		{"http-signature-07", audience, "b.trusted.example", ""},
		{"http-signature-07", audience, "else.example", ""},
		{"http-signature-07", "https://else.example/orders", "else.example", "SIG-AUD-TRUSTED"},
		{"http-signature-07", "https://else.example/orders", "b.trusted.example", "SIG-AUD-VERIFY"},
		{"http-signature-07", audience + "/", "b.trusted.example", "SIG-AUD-VERIFY"},
		{"http-signature-07", audience + "?x", "b.trusted.example", "SIG-AUD-QUERY"},
		{"http-signature-07", "b.trusted.example", "b.trusted.example", "SIG-AUD-VERIFY"},
		{"http-signature-06", "https://else.example/orders", "else.example", "SIG-AUD-VERIFY"},
		{"http-signature-02", audience, "b.trusted.example", ""},
		{"http-signature-02", `"` + audience + `"`, "b.trusted.example", ""},
		{"http-signature-02", audience + ", " + audience, "b.trusted.example", "SIG-AUD-VERIFY"},
		{"http-signature-01", "https://else.example/orders", "b.trusted.example", ""},
	} {
		w := newWorld(t, "latest")
		w.profile = pinned(t, tc.revision)
		req := request()
		alter(req.Fields, "Host", "b.trusted.example", tc.host)
		if err := w.signer(w.caller).SignRequest(req, httpsig.RequestOptions{Audience: tc.audience}); err != nil {
			t.Fatal(err)
		}
		if got := w.judge(req); got != tc.want {
			t.Errorf("%s: %s at %s: %q, not %q", tc.revision, tc.audience, tc.host, got, tc.want)
		}
		if got := w.judge(req, tc.want); tc.want != "" && got != "" {
			t.Errorf("%s: %s without %s: %q", tc.revision, tc.audience, tc.want, got)
		}
	}
}

func TestDigests(t *testing.T) {
	body := string(request().Body)
	good, bad := httpsig.Digest([]byte(body)), httpsig.Digest(nil)
	const sha512 = "sha-512=:z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==:"
	for _, tc := range []struct{ body, digest, want, old string }{
		{body, good, "", ""},
		{body, bad, "SIG-DIGEST-VERIFY", "SIG-DIGEST-VERIFY"},
		{"", bad, "", ""},
		{"", sha512, "", ""},
		{"", bad + ", " + sha512, "", ""},
		{"", bad + ", " + strings.Replace(sha512, "z4P", "z4Q", 1), "SIG-DIGEST-SEVERAL", ""},
		{"", good + ", " + strings.Replace(sha512, "z4P", "z4Q", 1), "SIG-DIGEST-VERIFY", "SIG-DIGEST-VERIFY"},
		{body, "md5=:AAAA:", "SIG-DIGEST-UNKNOWN", ""},
		{body, good + ", md5=:AAAA:", "", ""},
		{body, "sha-256=AAAA", "SIG-DIGEST-MALFORMED", ""},
		{body, "((", "SIG-DIGEST-MALFORMED", ""},
		{body, "", "SIG-DIGEST-MISSING-REJECT", ""},
		{"", "", "", ""},
	} {
		for profile, want := range map[string]string{"latest": tc.want, "s2s-01": tc.old} {
			w := newWorld(t, profile)
			req := request()
			req.Body = []byte(tc.body)
			req.Fields = append(req.Fields, message.Field{"Content-Digest", tc.digest})
			if err := w.digestAsIs(t, req); err != nil {
				t.Fatal(err)
			}
			if got := w.judge(req); got != want {
				t.Errorf("%s: %q of %q: %q, not %q", profile, tc.digest, tc.body, got, want)
			}
			if got := w.judge(req, want); want != "" && got != "" {
				t.Errorf("%s: %q without %s: %q", profile, tc.digest, want, got)
			}
		}
	}
}

// digestAsIs signs a request with the digest that it has: signed is one without a body and with the
// digest in another field, which is then given its name.
func (w *world) digestAsIs(t *testing.T, req *message.Request) error {
	t.Helper()
	digest := req.Fields.Values("Content-Digest")[0]
	if digest == "" {
		req.Fields = req.Fields.Without("Content-Digest")
		return w.signer(w.caller, "SIG-DIGEST-PRESENT:caller").SignRequest(req, httpsig.RequestOptions{Audience: audience})
	}
	return httpsig.SignAsIs(w.signer(w.caller), req, audience)
}

func TestAlgorithms(t *testing.T) {
	w := newWorld(t, "latest")
	for _, alg := range []string{"ES256", "ES384", "EdDSA", "Ed25519"} {
		w.caller = newKey(t, alg)
		if got := w.judge(w.signed(t)); got != "" {
			t.Errorf("%s: %s", alg, got)
		}
	}
	req := w.signed(t)
	v := httpsig.New(httpsig.Config{Profile: w.profile, Audience: audience, Algorithms: []string{"ES256"}})
	if _, refusal := v.VerifyRequest(req, token(w.caller, "x"), now); requirementOf(refusal) != "SIG-ALG-POLICY-REJECT" {
		t.Errorf("against the policy: %v", refusal)
	}
	unnamed := token(w.caller, "x")
	unnamed.Confirmation = jose.Key{Public: unnamed.Confirmation.Public}
	if _, refusal := w.verifier().VerifyRequest(req, unnamed, now); refusal != nil {
		t.Errorf("a key without alg: %v", refusal)
	}
	other := token(newKey(t, "ES256"), "x")
	if _, refusal := w.verifier().VerifyRequest(req, other, now); requirementOf(refusal) != "SIG-VERIFY" {
		t.Errorf("another key: %v", refusal)
	}
}

// TestReplays compares the nonces of one peer, or of all, by the revision.
func TestReplays(t *testing.T) {
	for _, tc := range []struct{ revision, same, other string }{
		{"http-signature-07", "SIG-NONCE-REPLAY", "SIG-NONCE-REPLAY"},
		{"http-signature-06", "SIG-NONCE-REPLAY", ""},
		{"s2s-protocol-04", "SIG-NONCE-REPLAY", ""},
		{"s2s-protocol-00", "SIG-NONCE-REPLAY-MAY", ""},
	} {
		w := newWorld(t, "latest")
		w.profile = pinned(t, tc.revision)
		v, req := w.verifier(), w.signed(t)
		for _, step := range []struct{ sender, want string }{{"a", ""}, {"a", tc.same}, {"b", tc.other}} {
			_, refusal := v.VerifyRequest(req, token(w.caller, step.sender), now)
			if got := requirementOf(refusal); got != step.want {
				t.Errorf("%s, from %s: %q, not %q", tc.revision, step.sender, got, step.want)
			}
		}
	}
}

// TestFullMemory turns a good message away without calling it a replay.
func TestFullMemory(t *testing.T) {
	w := newWorld(t, "latest")
	v := httpsig.New(httpsig.Config{Profile: w.profile, Audience: audience, Replays: replay.New(1)})
	for i := range 2 {
		_, refusal := v.VerifyRequest(w.signed(t), token(w.caller, "a"), now)
		if full := refusal != nil && refusal.Unwrap() == replay.ErrFull; full != (i == 1) {
			t.Errorf("%d: %v", i, refusal)
		}
	}
}

// TestForgeriesAreNotRemembered sends a bad copy first: the good message is no replay of it.
func TestForgeriesAreNotRemembered(t *testing.T) {
	w := newWorld(t, "latest")
	v := w.verifier()
	good := w.signed(t)
	bad := *good
	bad.Method = "PUT"
	if _, refusal := v.VerifyRequest(&bad, token(w.caller, "x"), now); refusal == nil {
		t.Fatal("accepted")
	}
	if _, refusal := v.VerifyRequest(good, token(w.caller, "x"), now); refusal != nil {
		t.Error(refusal)
	}
}

func TestUnsignedResponses(t *testing.T) {
	for _, tc := range []struct {
		revision        string
		asked, required bool
		want            string
	}{
		{"http-signature-07", false, false, ""},
		{"http-signature-07", true, false, "RSP-UNSIGNED-REJECT"},
		{"http-signature-07", true, true, "RSP-UNSIGNED-REJECT"},
		{"http-signature-06", false, false, ""},
		{"http-signature-06", false, true, "RSP-UNSIGNED-REJECT"},
		{"http-signature-05", false, true, "RSP-ABSENT-REJECT-LEGACY"},
		{"http-signature-01", false, false, ""},
		{"s2s-protocol-00", false, true, "RSP-ABSENT-REJECT-LEGACY"},
		{"s2s-protocol-00", false, false, ""},
	} {
		w := newWorld(t, "latest")
		w.profile = pinned(t, tc.revision)
		req := request()
		o := httpsig.RequestOptions{Audience: audience, SignResponse: tc.asked}
		if err := w.signer(w.caller).SignRequest(req, o); err != nil {
			t.Fatal(err)
		}
		x := httpsig.Exchange{Request: req, Response: response(), Required: tc.required}
		_, refusal := w.verifier().VerifyResponse(x, nil, now)
		if got := requirementOf(refusal); got != tc.want {
			t.Errorf("%s, asked %v, required %v: %q", tc.revision, tc.asked, tc.required, got)
		}
		if tc.want == "" {
			continue
		}
		if _, refusal := w.verifier(tc.want).VerifyResponse(x, nil, now); refusal != nil {
			t.Errorf("%s without %s: %v", tc.revision, tc.want, refusal)
		}
	}
}

// TestResponsesOfOthers: a good response is one to its own request, from its own signer.
func TestResponsesOfOthers(t *testing.T) {
	w := newWorld(t, "latest")
	req, another := w.signed(t), w.signed(t)
	res := w.answered(t, req)
	if got := w.judgeResponse(another, res); got != "RSP-REQ-NONCE-CHECK" {
		t.Errorf("to another request: %q", got)
	}
	w.profile = pinned(t, "http-signature-03") // before the nonce was repeated
	req = w.signed(t)
	res = w.answered(t, req)
	req.URL = "https://b.trusted.example/other"
	if got := w.judgeResponse(req, res); got != "RSP-SIGNED-VALIDATE" {
		t.Errorf("to another target: %q", got)
	}
}
