package vector

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
)

// TestForms writes values as JSON and reads them back: programs in other languages rest on the form.
func TestForms(t *testing.T) {
	identifier := "wimse://trusted.example/workload-a"
	for _, tc := range []struct {
		of   any
		want string
	}{
		{Call{Binding: "wpt", Method: "GET", URL: "/orders", Headers: message.Fields{}, Body: []byte{}},
			`{"binding":"wpt","method":"GET","url":"/orders","audience":"","headers":[],"body":"",` +
				`"require_signed_response":false,"expected_peer":""}`},
		{Call{
			Binding: "httpsig", Method: "POST", URL: "http://127.0.0.1:1/?x", Audience: "a",
			Headers: message.Fields{{"A", "b"}, {"A", "c"}}, Body: []byte("{}"), RequireSignedResponse: true,
			ExpectedPeer: identifier,
		}, `{"binding":"httpsig","method":"POST","url":"http://127.0.0.1:1/?x","audience":"a",` +
			`"headers":[["A","b"],["A","c"]],"body":"e30=","require_signed_response":true,` +
			`"expected_peer":"wimse://trusted.example/workload-a"}`},
		{CallResult{}, `{"sent":false,"status":0,"accepted":false,"peer":"","error":""}`},
		{CallResult{Sent: true, Status: 200, Accepted: true, Peer: "p", Error: "e"},
			`{"sent":true,"status":200,"accepted":true,"peer":"p","error":"e"}`},
		{Issue{Subject: identifier, JWK: map[string]any{"kty": "EC"}},
			`{"sub":"wimse://trusted.example/workload-a","jwk":{"kty":"EC"}}`},
		{Issue{Subject: ""}, `{"sub":""}`},
		{Issue{}, `{}`},
		{Caller{}, `{"require_signed_response":false,"expected_peer":""}`},
		{Step{Identifier: &identifier, Expect: Accept}, `{"identifier":"wimse://trusted.example/workload-a","expect":"accept"}`},
		{Step{
			Request:  &message.Request{Method: "GET", URL: "https://b/", Fields: message.Fields{}, Body: []byte{}},
			Response: &message.Response{Status: 200, Fields: message.Fields{{"A", "b"}}, Body: []byte("x")}, SignatureBase: "x",
		}, `{"request":{"method":"GET","url":"https://b/","headers":[],"body":""},` +
			`"response":{"status":200,"headers":[["A","b"]],"body":"eA=="},"signature_base":"x"}`},
		{Needs{ResponseSigning: "asked"}, `{"response_signing":"asked"}`},
		{Needs{}, `{}`},
		{Answer{Signed: true}, `{"signed":true}`},
	} {
		text, err := json.Marshal(tc.of)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != tc.want {
			t.Errorf("%T is written\n%s\nand must be\n%s", tc.of, text, tc.want)
		}
		back := reflect.New(reflect.TypeOf(tc.of))
		if err := json.Unmarshal(text, back.Interface()); err != nil || !reflect.DeepEqual(back.Elem().Interface(), tc.of) {
			t.Errorf("%s is read as %+v: %v", text, back.Elem(), err)
		}
	}
}

// TestVectorOfARecipientNamesNoCaller: what only other roles have stands in no vector without one.
func TestVectorOfARecipientNamesNoCaller(t *testing.T) {
	text, err := json.Marshal(Vector{ID: "wpt/a", Steps: []Step{{Request: &message.Request{}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"role", "caller", "recipient", "needs", "response", "signature_base", "call", "issue", "answer"} {
		if strings.Contains(string(text), `"`+name+`"`) {
			t.Errorf("%s stands in %s", name, text)
		}
	}
}

func TestComplaints(t *testing.T) {
	const token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4"
	sent := message.Fields{{"Host", strings.Repeat("h", 50)}, {"Authorization", "WPT " + token}}
	challenge := message.Fields{{"WWW-Authenticate", `Bearer realm="a", WPT`}}
	problem := message.Fields{{"Content-Type", "application/problem+json; charset=utf-8"}}
	for _, tc := range []struct {
		name   string
		answer Answer
		got    message.Response
		want   string
	}{
		{"nothing is asked", Answer{}, message.Response{Status: 500}, ""},
		{"a signature is nothing for it", Answer{Signed: true}, message.Response{Status: 200}, ""},
		{"a status that fits", Answer{Status: []int{400, 403}}, message.Response{Status: 403}, ""},
		{"a status that does not", Answer{Status: []int{400, 403}}, message.Response{Status: 401}, "its status is 401, must be one of [400 403]"},
		{"a status not to be", Answer{NotStatus: []int{401}}, message.Response{Status: 401}, "its status is 401, must be none of [401]"},
		{"another one", Answer{NotStatus: []int{401}}, message.Response{Status: 400}, ""},
		{"a challenge", Answer{Challenge: "WPT"}, message.Response{Status: 401, Fields: challenge}, ""},
		{"any challenge", Answer{Challenge: "*"}, message.Response{Status: 401, Fields: challenge}, ""},
		{"another challenge", Answer{Challenge: "Basic"}, message.Response{Status: 401, Fields: challenge}, "offers no scheme Basic"},
		{"no challenge", Answer{Challenge: "*"}, message.Response{Status: 401}, "offers no scheme *"},
		{"none is due", Answer{Challenge: "WPT"}, message.Response{Status: 403}, ""},
		{"a bare challenge", Answer{Challenge: "WPT", BareChallenge: true}, message.Response{Status: 401, Fields: challenge}, ""},
		{"none that is bare", Answer{Challenge: "Bearer", BareChallenge: true}, message.Response{Status: 401, Fields: challenge}, "has parameters"},
		{"a challenge nobody reads", Answer{Challenge: "*"},
			message.Response{Status: 401, Fields: message.Fields{{"WWW-Authenticate", `WPT a="`}}}, "cannot be read"},
		{"a problem", Answer{Problem: true}, message.Response{Fields: problem, Body: []byte(`{"a": 1}`)}, ""},
		{"a problem that is none", Answer{Problem: true}, message.Response{Fields: problem, Body: []byte(`[]`)}, "is no JSON object"},
		{"a problem that is null", Answer{Problem: true}, message.Response{Fields: problem, Body: []byte(`null`)}, "is no JSON object"},
		{"a packed problem", Answer{Problem: true},
			message.Response{Fields: append(message.Fields{{"Content-Encoding", "gzip"}}, problem...), Body: []byte{31}}, ""},
		{"another body", Answer{Problem: true}, message.Response{Body: []byte("no")}, ""},
		{"a token in the body", Answer{NoEcho: true}, message.Response{Body: []byte("bad " + token)}, "its body holds a token of the request's field Authorization"},
		{"a token in a field", Answer{NoEcho: true}, message.Response{Fields: message.Fields{{"X-A", token}}}, "its field X-A holds a token"},
		{"a part of it", Answer{NoEcho: true}, message.Response{Body: []byte(token[:40])}, ""},
		{"the host", Answer{NoEcho: true}, message.Response{Body: []byte(sent[0].Value())}, ""},
		{"the caller", Answer{Caller: "a"}, message.Response{Fields: message.Fields{{"X-Caller", "a"}}}, ""},
		{"another caller", Answer{Caller: "a"}, message.Response{Fields: message.Fields{{"X-Caller", "b"}}}, `its field X-Caller is ["b"], must be "a"`},
		{"two callers", Answer{Caller: "a"}, message.Response{Fields: message.Fields{{"X-Caller", "a"}, {"X-Caller", "a"}}}, `must be "a"`},
		{"no caller", Answer{Caller: "a"}, message.Response{}, `its field X-Caller is [], must be "a"`},
	} {
		got := tc.answer.Complaint(tc.got, sent, "X-Caller")
		if (got == "") != (tc.want == "") || !strings.Contains(got, tc.want) {
			t.Errorf("%s: the complaint is %q", tc.name, got)
		}
	}
	if got := (&Answer{Caller: "a"}).Complaint(message.Response{}, nil, ""); got != "" {
		t.Errorf("without a field for the caller it complains: %s", got)
	}
}

// TestComplaintsAreShort: what they quote is as long as a target likes.
func TestComplaintsAreShort(t *testing.T) {
	long := strings.Repeat("\xff", 5000)
	token := strings.Repeat("a", 50)
	sent := message.Fields{{"Authorization", "WPT " + token}}
	for name, a := range map[string]Answer{
		"X-Caller": {Caller: "wimse://a/b"}, "WWW-Authenticate": {Challenge: "WPT"}, long: {NoEcho: true},
	} {
		got := message.Response{Status: 401}
		for range 50 {
			got.Fields = append(got.Fields, message.Field{name, token + long})
		}
		if c := a.Complaint(got, sent, "X-Caller"); c == "" || len(c) > 500 {
			t.Errorf("%.20q: %d bytes: %.300s", name, len(c), c)
		}
	}
}
