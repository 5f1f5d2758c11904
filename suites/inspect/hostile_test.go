package inspect_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// captureOfBytes makes a capture of whatever a target might send: each line is a field of a request
// or a response, or one of the other texts.
func captureOfBytes(t testing.TB, p *spec.Profile, data []byte) *inspect.Capture {
	c := &inspect.Capture{
		Profile: p, At: time.Unix(now, 0), Audience: audience, Caller: callerID, Peer: peer, Signs: true,
		UnderstoodTokens: []string{"x-other"}, Secrets: []string{"a text that is secret"},
		Requests: make([]message.Request, 2), Response: &message.Response{},
		Issue: &vector.Issue{},
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		name, value, found := strings.Cut(string(line), ":")
		switch {
		case name == "wit":
			c.WIT, c.Earlier = value, append(c.Earlier, c.WIT)
		case name == "jwks":
			c.JWKS = json.RawMessage(value)
		case name == "sub":
			c.Issue.Subject, c.Issue.JWK = value, json.RawMessage(value)
		case name == "url":
			c.Requests[i%2].URL = value
		case name == "body":
			c.Requests[i%2].Body, c.Response.Body = []byte(value), []byte(value)
		case found && strings.HasPrefix(name, "<"):
			c.Response.Fields = append(c.Response.Fields, message.Field{name[1:], value})
		default:
			r := &c.Requests[i%2]
			r.Fields = append(r.Fields, message.Field{name, value})
		}
	}
	return c
}

// textOf is the other way round.
func textOf(c *inspect.Capture) []byte {
	var out bytes.Buffer
	for _, f := range c.Requests[0].Fields {
		out.WriteString(f.Name() + ":" + f.Value() + "\n\n") // each of them into the first request
	}
	for _, f := range c.Response.Fields {
		out.WriteString("<" + f.Name() + ":" + f.Value() + "\n")
	}
	out.WriteString("wit:" + c.WIT + "\n")
	return out.Bytes()
}

// hostile texts are put into every field that a check reads.
func hostile() []string {
	enc := base64.RawURLEncoding.EncodeToString
	token := func(header, claims string) string {
		return enc([]byte(header)) + "." + enc([]byte(claims)) + "." + enc([]byte("x"))
	}
	return []string{
		"", " ", ",", ".", "..", "a.b.c", "\x00\xff", "=", "(", ")", `a=(`, `a=("`, `a=()`, `a=();a`, `a=(1 2)`, `a=("@method";req=1)`,
		`a=("@query-param";name="%")`, `a=("@METHOD" "\"")`, `a=?1`, `a=1.5, a=(a:YQ==: ?0)`, `wimse=:YQ==:`, `wimse="x"`,
		"WPT", "WPT  ", "WPT x y", "wpt " + token("[]", "[]"), "WPT " + token("{}", "{}"), token("{}", "{}"), token("null", "7"),
		token(`{"alg":"ES256"}`, `{"exp":1e999,"aud":[null],"oth":{"":1},"cnf":{"jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}}`),
		token(`{"alg":"RS256","kid":{}}`, `{"sub":[],"exp":-1,"cnf":{"jwk":{"kty":"RSA","n":"AA","e":"AA","alg":"RS256"}}}`),
		token(`{"alg":"EdDSA"}`, `{"sub":"wimse://[::/","cnf":{"jwk":{"kty":"OKP","crv":"Ed25519","x":"AA"}}}`),
		token(`{"alg":"HS256"}`, `{"cnf":{"jwk":{"kty":"oct","k":"AA","alg":"HS256"}}}`),
		token(`{}`, `{"deep":`+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+`}`),
		strings.Repeat("a", 1<<20), strings.Repeat("a=(),", 50_000), strings.Repeat(`"`, 9999), `{"keys":[{},null,7]}`, `{"keys":7}`,
	}
}

func TestHostileCapturesDoNoHarm(t *testing.T) {
	lines := []string{
		"Workload-Identity-Token:", "Authorization:", "Workload-Proof-Token:", "Signature-Input:", "Signature:",
		"Content-Digest:", "Accept-Signature:", "Txn-Token:", "x-other:", "Wimse-Audience:", "<Workload-Identity-Token:",
		"<Signature-Input:", "<Signature:", "<Content-Digest:", "<Accept-Signature:", "wit:", "jwks:", "url:", "sub:", "body:",
	}
	for _, name := range []string{"s2s-00", "s2s-07", "latest"} {
		p := spec.Must(name)
		for _, text := range hostile() {
			all := ""
			for _, line := range lines {
				all += line + text + "\n"
				runAll(t, captureOfBytes(t, p, []byte(line+text)))
			}
			runAll(t, captureOfBytes(t, p, []byte(all)))
		}
	}
	runAll(t, &inspect.Capture{})
	runAll(t, &inspect.Capture{Profile: spec.Must("latest")})
}

func runAll(t testing.TB, c *inspect.Capture) {
	t.Helper()
	for _, check := range inspect.Checks() {
		if err := check.Run(c); err != nil {
			fuzztest.Line(t, fmt.Errorf("%s: %w", check.ID, err))
		}
	}
}

// TestComplaintsHoldNoToken: what is wrong is told without the token in which it is wrong.
func TestComplaintsHoldNoToken(t *testing.T) {
	c := capture(t, spec.Must("latest"))
	r := withProof(t, c.Profile, members{"jti": strings.Repeat("j", 400), "aud": strings.Repeat("a", 400), "exp": now})
	c.Requests = []message.Request{r, r}
	for _, check := range inspect.Checks() {
		err := check.Run(c)
		if err == nil {
			continue
		}
		for _, f := range r.Fields {
			if strings.Contains(err.Error(), f.Value()) || len(err.Error()) > 300 {
				t.Errorf("%s: %v", check.ID, err)
			}
		}
	}
}

func FuzzCapture(f *testing.F) {
	for _, text := range hostile() {
		f.Add([]byte("Signature-Input:" + text + "\n\nSignature:" + text + "\n\nAuthorization:" + text + "\nwit:" + text))
	}
	p := spec.Must("latest")
	t := &testing.T{}
	c := capture(t, p)
	c.Requests = []message.Request{signedRequest(t, p, sealing{}, "a body")}
	c.Response = signedResponse(t, p, &c.Requests[0], sealing{}, "an answer")
	c.WIT = witFor(t, p, "workload-a", nil, nil)
	f.Add(textOf(c))
	c.Requests = []message.Request{withProof(t, p, nil)}
	f.Add(textOf(c))
	for _, r := range fuzztest.Vectors(f).Requests[:10] {
		c.Requests = []message.Request{r}
		f.Add(textOf(c))
	}
	profiles := []*spec.Profile{p, spec.Must("s2s-01"), spec.Must("s2s-07")}
	domains := c.Domains
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, p := range profiles {
			c := captureOfBytes(t, p, data)
			c.Domains = domains
			runAll(t, c)
		}
	})
}
