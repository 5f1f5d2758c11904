package httpsig_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
)

// The messages and keys of RFC 9421, Appendix B.
var (
	rfcRequest = message.Request{
		Method: "POST", URL: "https://example.com/foo?param=Value&Pet=dog", Body: []byte(`{"hello": "world"}`),
		Fields: message.Fields{
			{"Host", "example.com"}, {"Date", "Tue, 20 Apr 2021 02:07:55 GMT"}, {"Content-Type", "application/json"},
			{"Content-Digest", "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+" +
				"AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"},
			{"Content-Length", "18"},
		},
	}
	rfcResponse = message.Response{
		Status: 200, Body: []byte(`{"message": "good dog"}`),
		Fields: message.Fields{
			{"Date", "Tue, 20 Apr 2021 02:07:56 GMT"}, {"Content-Type", "application/json"},
			{"Content-Digest", "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4" +
				"GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"},
			{"Content-Length", "23"},
		},
	}
	rfcEd25519 = `{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}`
	rfcP256    = `{"kty":"EC","crv":"P-256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA",
		"y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}`
)

// TestSignaturesOfTheRFC verifies the signatures of RFC 9421, Appendices B.2.4 and B.2.6.
func TestSignaturesOfTheRFC(t *testing.T) {
	for _, tc := range []struct {
		alg, key, covered, params, signature string
		m                                    httpsig.Message
	}{
		{"Ed25519", rfcEd25519, "date @method @path @authority content-type content-length",
			`;created=1618884473;keyid="test-key-ed25519"`,
			"wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
			httpsig.Message{Request: &rfcRequest}},
		{"ES256", rfcP256, "@status content-type content-digest content-length",
			`;created=1618884473;keyid="test-key-ecc-p256"`,
			"wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==",
			httpsig.Message{Request: &rfcRequest, Response: &rfcResponse}},
	} {
		covered := strings.Fields(tc.covered)
		params := `("` + strings.Join(covered, `" "`) + `")` + tc.params
		base := must(httpsig.Base(tc.m, components(t, covered...), params))(t)
		key := must(jose.ParseKey([]byte(tc.key)))(t)
		signature := must(base64.StdEncoding.DecodeString(tc.signature))(t)
		if err := jose.Verify(tc.alg, key, base, signature); err != nil {
			t.Errorf("%s: %v over %s", tc.alg, err, base)
		}
	}
}

func components(t *testing.T, texts ...string) []httpsig.Component {
	t.Helper()
	var out []httpsig.Component
	for _, text := range texts {
		out = append(out, must(httpsig.ParseComponent(text))(t))
	}
	return out
}

// TestValuesOfRequests derives components from absolute URLs and from request targets as a server
// gets them (RFC 9421, Sections 2.1 and 2.2).
func TestValuesOfRequests(t *testing.T) {
	fields := message.Fields{
		{"Host", "WWW.Example.com"}, {"X-Empty", ""}, {"X-Space", " \t two  words \t"}, {"X-Twice", "1"},
		{"x-twice", " 2 "}, {"X-Folded", "a\r\n  b"}, {"Priority", "u=1,  i, a=\"x\""},
	}
	for _, tc := range []struct{ url, component, want string }{
		{"https://a.example/p/%2Fq?x=1", "@path", "/p/%2Fq"},
		{"https://a.example/p?x=1", "@query", "?x=1"},
		{"https://a.example/p", "@query", "?"},
		{"https://a.example/p?", "@query", "?"},
		{"https://a.example/p??", "@query", "??"},
		{"https://a.example", "@path", "/"},
		{"https://a.example?x", "@path", "/"},
		{"https://a.example?x", "@request-target", "/?x"},
		{"https://a.example/p?x#f", "@request-target", "/p?x"},
		{"/p/%2Fq?x=1", "@path", "/p/%2Fq"},
		{"/p/../q?", "@request-target", "/p/../q?"},
		{"/p?x=%zz", "@query", "?x=%zz"},
		{"*", "@path", "*"},
		{"/p", "@method", "GET"},
		{"/p", "@authority", "www.example.com"},
		{"/p?x", "@target-uri", "https://WWW.Example.com/p?x"},
		{"/p", "@scheme", "https"},
		{"https://a.example/?a=1&b=x%20y&c=%2F", `@query-param;name="b"`, "x%20y"},
		{"https://a.example/?a=1&b=x%20y&c=%2F", `@query-param;name="c"`, "%2F"},
		{"/", "x-empty", ""},
		{"/", "x-space", "two  words"},
		{"/", "x-twice", "1, 2"},
		{"/", "x-folded", "a b"},
		{"/", "x-twice;bs", ":MQ==:, :Mg==:"},
		{"/", "priority;sf", `u=1, i, a="x"`},
		{"/", `priority;key="a"`, `"x"`},
	} {
		req := &message.Request{Method: "GET", URL: tc.url, Fields: fields, Scheme: "https"}
		got, err := httpsig.Message{Request: req}.Value(components(t, tc.component)[0])
		if err != nil || got != tc.want {
			t.Errorf("%s of %s is %q, %v", tc.component, tc.url, got, err)
		}
	}
}

// TestComponentsWithoutAValue: nothing is made up where a component has no value.
func TestComponentsWithoutAValue(t *testing.T) {
	req := &message.Request{Method: "GET", URL: "/?a=1&a=2", Fields: message.Fields{{"X-A", "1"}, {"Priority", "=="}}}
	res := &message.Response{Status: 200}
	for _, text := range []string{
		"@status", "@method;req", "@method;tr", "@unknown", "x-b", "x-a;tr", "x-a;sf", `x-a;key="b"`, "priority;sf",
		`priority;key="u"`, "x-a;sf=1", "x-a;odd", "x-a;bs=?0;key=5", `x-a;bs;key="u"`, "x-a;sf;bs", "@target-uri",
		"@scheme", "@query-param", `@query-param;name="a"`, `@query-param;name="b"`, `@query-param;name="%"`,
	} {
		if got, err := (httpsig.Message{Request: req}).Value(components(t, text)[0]); err == nil {
			t.Errorf("%s of the request is %q", text, got)
		}
	}
	for _, text := range []string{"@method", "@path", "x-a", "@status;req", "x-b;req", "@unknown;req"} {
		if got, err := (httpsig.Message{Request: req, Response: res}).Value(components(t, text)[0]); err == nil {
			t.Errorf("%s of the response is %q", text, got)
		}
	}
	if got, err := (httpsig.Message{Response: res}).Value(components(t, "@method;req")[0]); err == nil {
		t.Errorf("without a request @method;req is %q", got)
	}
}

func TestComponentsTwice(t *testing.T) {
	m := httpsig.Message{Request: &message.Request{Method: "GET", URL: "/", Fields: message.Fields{{"X-A", "1"}}}}
	for texts, good := range map[string]bool{
		"@method @path": true, "@method @method": false, "x-a x-a;bs": true, "x-a;bs x-a;bs": false,
	} {
		if _, err := httpsig.Base(m, components(t, strings.Fields(texts)...), "()"); (err == nil) != good {
			t.Errorf("%s: %v", texts, err)
		}
	}
	res := &message.Response{Fields: message.Fields{{"X-A", "1"}}}
	m.Response = res
	if _, err := httpsig.Base(m, components(t, "x-a;req;bs", "x-a;bs;req"), "()"); err == nil {
		t.Error("the order of parameters makes two components of one")
	}
}

func TestWhatIsNoComponent(t *testing.T) {
	for _, text := range []string{"X-A", `x"a`, "x-a;", "x-a;=1", "x-ä", "x-a; ;"} {
		if c, err := httpsig.ParseComponent(text); err == nil {
			t.Errorf("%q is %s", text, c)
		}
	}
	if c := components(t, "@method;req")[0]; c.String() != `"@method";req` || c.Bare() != "@method;req" || !c.Derived() {
		t.Errorf("%s, %s", c, c.Bare())
	}
}

// TestErrorsAboutComponentsAreShort: the names are those that a sender has chosen.
func TestErrorsAboutComponentsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 5000)
	req := &message.Request{Method: "GET", URL: "/"}
	for _, text := range []string{long, "@" + long, long + ";bs;sf", long + ";" + long, strings.ToUpper(long), long + ";req"} {
		c, err := httpsig.ParseComponent(text)
		if err == nil {
			_, err = httpsig.Message{Request: req}.Value(c)
		}
		if err == nil || len(err.Error()) > 200 {
			t.Errorf("%.20s...: %.300v", text, err)
		}
	}
}
