package signbase_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/signbase"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// The digests of the body, and of nothing, as another program computed them.
const (
	digestOfBody = "xCEIP+f14GUdbEHG4RppRzsNSzygdsZjT/2Wu4rwN8U="
	digestOfNone = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
)

const params = `;created=1767225600;expires=1767225720;nonce="abc"` +
	`;tag="wimse-workload-to-workload";wimse-aud="https://b.example/Orders";wimse-sign-response`

const covered = `("@method" "@path" "@query" "content-type" "content-digest" "workload-identity-token" "x-trace")`

// rightBase is the base of the request, written by hand.
const rightBase = `"@method": POST
"@path": /Orders/a%2Fb//c
"@query": ?y=a%20b&x=1
"content-type": application/json;  charset=utf-8
"content-digest": sha-256=:` + digestOfBody + `:
"workload-identity-token": aaa.bbb.ccc
"x-trace": one, two
"@signature-params": ` + covered + params

// sample is a message before it is signed, with what Signature-Input lists.
type sample struct {
	httpsig.Message
	input string
}

func request() *sample {
	return &sample{httpsig.Message{Request: &message.Request{
		Method: "POST", URL: "https://b.example:8443/Orders/a%2Fb//c?y=a%20b&x=1", Body: []byte(`{"order": 17}`),
		Fields: message.Fields{
			{"Host", "B.example:8443"}, {"Content-Type", "application/json;  charset=utf-8"},
			{"Content-Digest", "sha-256=:" + digestOfBody + ":"}, {"Workload-Identity-Token", "aaa.bbb.ccc"},
			{"X-Trace", "one"}, {"X-Trace", " two "},
		},
	}}, covered + params}
}

func response() *sample {
	s := request()
	s.Response = &message.Response{Status: 404, Fields: message.Fields{
		{"Content-Type", "text/plain"}, {"Workload-Identity-Token", "ddd.eee.fff"},
	}}
	s.input = `("@status" "@method;req" "@path;req" "@query;req" "content-type" "content-type;req")` + params
	s.input = strings.ReplaceAll(s.input, `;req"`, `";req`)
	return s
}

// rightResponse is the base of the response.
const rightResponse = `"@status": 404
"@method";req: POST
"@path";req: /Orders/a%2Fb//c
"@query";req: ?y=a%20b&x=1
"content-type": text/plain
"content-type";req: application/json;  charset=utf-8
"@signature-params": ("@status" "@method";req "@path";req "@query";req "content-type" "content-type";req)` + params

// sign puts the two fields into the message.
func (s *sample) sign(value []byte) httpsig.Message {
	fields := &s.Request.Fields
	if s.Response != nil {
		fields = &s.Response.Fields
	}
	*fields = append(*fields, message.Field{"Signature-Input", "wimse=" + s.input},
		message.Field{"Signature", "wimse=:" + base64.StdEncoding.EncodeToString(value) + ":"})
	return s.Message
}

func private(t testing.TB, alg string) jose.PrivateKey {
	t.Helper()
	key, err := jose.NewPrivateKey(keys.Published().Must("workload-a/"+alg).Signer, alg, "")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func signed(t testing.TB, key jose.PrivateKey, base string) []byte {
	t.Helper()
	value, err := key.Sign(base)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func bases(m httpsig.Message, key jose.PrivateKey) signbase.Bases {
	public := key.Public()
	return signbase.Of(spec.Must("latest"), m, &public)
}

func TestRightBases(t *testing.T) {
	key := private(t, "ES256")
	for name, tc := range map[string]struct {
		sample *sample
		base   string
	}{"request": {request(), rightBase}, "response": {response(), rightResponse}} {
		b := bases(tc.sample.sign(signed(t, key, tc.base)), key)
		if b.Declared != tc.base || b.Used != tc.base || b.Mistake != "" || b.Note != "" {
			t.Errorf("%s: declared\n%s\nused\n%s\nwanted\n%s\nmistake %q, note %q",
				name, b.Declared, b.Used, tc.base, b.Mistake, b.Note)
		}
	}
}
