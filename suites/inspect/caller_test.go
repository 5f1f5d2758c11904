package inspect_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

func TestGoodMessagesBreakNothing(t *testing.T) {
	for _, p := range profiles(t) {
		name := p.Name + " " + p.Revisions.HTTPSig
		c := capture(t, p)
		c.Requests = []message.Request{withProof(t, p, nil)}
		wants(t, name+", wpt", c)
		c.Requests = []message.Request{signedRequest(t, p, sealing{}, "a body", message.Field{"Content-Type", "text/plain"})}
		wants(t, name+", httpsig", c)
		c.Response = signedResponse(t, p, &c.Requests[0], sealing{}, "an answer")
		wants(t, name+", response", c)
		c.Response = &message.Response{Status: 404}
		wants(t, name+", unsigned response", c)
		c.WIT = witFor(t, p, "workload-a", nil, nil)
		c.Issue = &vector.Issue{Subject: callerID, JWK: jwkOf(t, "workload-a/ES256")}
		wants(t, name+", issuer", c)
	}
}

func TestProofs(t *testing.T) {
	other := message.Field{"X-Other", " one "}
	one := wpt.Hash("one")
	for _, tc := range []struct {
		name, profile string
		claims        members
		fields        []message.Field
		want          []string
	}{
		{"an array of audiences with the right one", "latest", members{"aud": []any{audience, "x"}}, nil, nil},
		{"host in capitals", "latest", members{"aud": "HTTPS://B.trusted.EXAMPLE/orders"}, nil, nil},
		{"path in capitals", "latest", members{"aud": "https://b.trusted.example/Orders"}, nil, []string{"WPT-AUD-TARGET"}},
		{"an audience with a fragment", "latest", members{"aud": audience + "#x"}, nil, []string{"WPT-AUD-TARGET"}},
		{"an audience that is a number", "latest", members{"aud": 5}, nil, []string{"WPT-AUD-PRESENT"}},
		{"an empty list of audiences", "latest", members{"aud": []any{}}, nil, []string{"WPT-AUD-PRESENT"}},
		{"a day", "latest", members{"exp": now + 24*3600}, nil, nil},
		{"more than a day", "latest", members{"exp": now + 24*3600 + 1}, nil, []string{"WPT-EXP-SHORT"}},
		{"this second", "latest", members{"exp": now}, nil, []string{"WPT-TIME-LIMIT"}},
		{"ath where it was removed", "latest", members{"ath": one}, nil, []string{"WPT-ATH-REMOVED"}},
		{"ath where it is due", "s2s-07", members{"ath": one}, []message.Field{{"Authorization", "Bearer one"}}, nil},
		{"ath of another token", "s2s-07", members{"ath": one}, []message.Field{{"Authorization", "Bearer two"}}, []string{"WPT-ATH-LEGACY"}},
		{"basic credentials have no ath", "s2s-07", nil, []message.Field{{"Authorization", "Basic b25l"}}, nil},
		{"an issuer", "s2s-02", members{"iss": "x"}, nil, []string{"WPT-ISS-LEGACY"}},
		{"an issuer where it means nothing", "latest", members{"iss": "x"}, nil, nil},
		{"a covered token", "latest", members{"oth": members{"x-other": one}}, []message.Field{other}, nil},
		{"a token in capitals", "latest", members{"oth": members{"X-Other": one}}, []message.Field{other}, []string{"WPT-OTH-KEY-LOWER"}},
		{"an uncovered token", "latest", nil, []message.Field{other}, []string{"WPT-OTH-PRESENT"}},
		{"an empty oth", "latest", members{"oth": members{}}, []message.Field{other}, []string{"WPT-OTH-PRESENT"}},
		{"another hash", "latest", members{"oth": members{"x-other": "x"}}, []message.Field{other}, []string{"WPT-OTH-VALUE"}},
		{"a token that nobody asked for", "latest", members{"oth": members{"x-more": "x"}}, nil, nil},
		{"a token as a string", "s2s-06", members{"oth": one}, []message.Field{other}, nil},
		{"another hash as a string", "s2s-06", members{"oth": "x"}, []message.Field{other}, []string{"WPT-OTH-STRING-LEGACY"}},
		{"a token twice", "latest", members{"oth": members{"x-other": one}}, []message.Field{other, other}, []string{"WPT-OTH-REPEATED"}},
		{"a Txn-Token", "latest", members{"tth": one}, []message.Field{{"Txn-Token", "one"}}, nil},
		{"a hash that is no text", "latest", members{"tth": 5}, []message.Field{{"Txn-Token", "one"}}, []string{"WPT-TTH-FORMAT"}},
	} {
		p := spec.Must(tc.profile)
		c := capture(t, p)
		c.Requests = []message.Request{withProof(t, p, tc.claims, tc.fields...)}
		wants(t, tc.name, c, tc.want...)
		c.Call = &vector.Call{Binding: "wpt"}
		wants(t, tc.name+", as told", c, tc.want...)
		c.Call.Binding = "mtls"
		if got := breaks(c); len(got) > 0 && tc.want == nil {
			t.Errorf("%s: under another binding it breaks %q", tc.name, got)
		}
	}
}

func TestSecretsAreFoundWhereTheyHide(t *testing.T) {
	p := spec.Must("latest")
	secret := privateText()
	token, err := private(t, "attacker/ES256", "ES256").SignToken(nil, members{"d": secret})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"WIT-KEY-PRIVATE", "WPT-KEY-PRIVATE"}
	for name, bend := range map[string]func(*message.Request){
		"a field":        func(r *message.Request) { r.Fields = append(r.Fields, message.Field{"X-Key", secret}) },
		"a field name":   func(r *message.Request) { r.Fields = append(r.Fields, message.Field{secret, ""}) },
		"the body":       func(r *message.Request) { r.Body = []byte(`{"d":"` + secret + `"}`) },
		"the query":      func(r *message.Request) { r.URL += "?d=" + secret },
		"inside a token": func(r *message.Request) { r.Fields = append(r.Fields, message.Field{"X-Token", token}) },
	} {
		c := capture(t, p)
		c.Requests = []message.Request{withProof(t, p, nil)}
		bend(&c.Requests[0])
		wants(t, name, c, want...)
		c.Secrets = []string{"", "short"}
		wants(t, name+", nothing secret", c)
	}
}

// TestWITs is about the WIT that a caller presents.
func TestWITs(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	c.Requests = []message.Request{withProof(t, p, nil)}
	c.Caller = peer
	wants(t, "another workload's WIT", c, "WIT-SENT-VALID")
	c.Caller, c.At = callerID, c.At.Add(7200e9)
	wants(t, "an expired WIT", c, "WIT-KEY-NOT-AFTER-EXP", "WPT-KEY-NOT-AFTER-EXP", "WPT-TIME-LIMIT")
	c = capture(t, p)
	c.Requests = []message.Request{{Method: "GET", URL: audience}}
	wants(t, "no WIT", c, "WIT-HDR-NAME")
	c.Call = &vector.Call{Binding: "mtls"}
	wants(t, "no WIT over mutual TLS", c)
}

// TestMany is about what is unique over many messages.
func TestMany(t *testing.T) {
	for name, tc := range map[string]struct {
		value func(int) string
		want  []string
	}{
		"random":      {jti, nil},
		"random, hex": {func(i int) string { return fmt.Sprintf("%x", jti(i))[:32] }, nil},
		"UUID version 7": {func(i int) string {
			return "019b76da-a800-7" + hexOf(i, 3) + "-8" + hexOf(i+1000, 3) + "-" + hexOf(i+2000, 12)
		}, nil},
		"ULID":         {func(i int) string { return "01KDVDNA00" + ulid(i) }, nil},
		"a counter":    {func(i int) string { return fmt.Sprintf("workload-a-message-number-%06d", i) }, []string{"WPT-JTI-UNIQUE"}},
		"the time":     {func(i int) string { return fmt.Sprintf("2026-01-01T00:00:00.%09dZ-workload-a", i*7919131%1e9) }, []string{"WPT-JTI-UNIQUE"}},
		"short":        {func(i int) string { return jti(i)[:8] }, []string{"WPT-JTI-UNIQUE"}},
		"not so short": {func(i int) string { return jti(i)[:14] }, []string{"WPT-JTI-ENTROPY"}},
		"repeated":     {func(i int) string { return jti(i % 99) }, []string{"WPT-JTI-UNIQUE"}},
	} {
		c := capture(t, spec.Must("latest"))
		for i := range 100 {
			c.Requests = append(c.Requests, withProof(t, c.Profile, members{"jti": tc.value(i)}))
		}
		wants(t, name, c, tc.want...)
	}
	c := capture(t, spec.Must("s2s-07"))
	for range 2 {
		c.Requests = append(c.Requests, withProof(t, c.Profile, nil))
	}
	wants(t, "twice", c, "WPT-JTI-SENDER-UNIQUE")
}

func hexOf(i, n int) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(jti(i))))[:n] }

func ulid(i int) string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var out strings.Builder
	for _, b := range []byte(wpt.Hash(jti(i)))[:16] {
		out.WriteByte(alphabet[int(b)*7%32])
	}
	return out.String()
}

func TestNonces(t *testing.T) {
	for _, tc := range []struct {
		profile, nonce string
		want           []string
	}{
		{"latest", "", []string{"SIG-NONCE-RANDOM"}}, // the same twice
		{"s2s-07", "", []string{"SIG-NONCE-UNIQUE-LEGACY"}},
		{"latest", "7", []string{"SIG-NONCE-RANDOM"}},
		{"s2s-07", "abcdefghijklmn", []string{"SIG-NONCE-ENTROPY", "SIG-NONCE-UNIQUE-LEGACY"}},
	} {
		c := capture(t, spec.Must(tc.profile))
		for range 2 {
			c.Requests = append(c.Requests, signedRequest(t, c.Profile, sealing{nonce: tc.nonce}, ""))
		}
		wants(t, tc.profile+" "+tc.nonce, c, tc.want...)
	}
}

func TestRedirects(t *testing.T) {
	p := spec.Must("latest")
	for want, r := range map[string]message.Request{
		"WPT-REDIRECT": withProof(t, p, nil), "SIG-REDIRECT": signedRequest(t, p, sealing{}, ""),
	} {
		c := capture(t, p)
		elsewhere := r
		elsewhere.URL = "https://other.example/orders"
		c.Requests = []message.Request{r, elsewhere}
		check := find(t, want, spec.RoleCaller)
		if check.Run(c) == nil {
			t.Errorf("%s: credentials go to another host unnoticed", want)
		}
		elsewhere.Fields = nil
		c.Requests = []message.Request{r, elsewhere}
		if err := check.Run(c); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}
