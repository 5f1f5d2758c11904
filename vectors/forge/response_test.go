package forge_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// departing is the beginning of a recipe whose control is the answered one.
const departing = answered + "- id: httpsig/b\n  requirement: WIT-SIG-VALID\n  comment: b\n  control: httpsig/a\n"

func TestVectorOfACaller(t *testing.T) {
	v := mint(t, atRest(), departing)
	want := &vector.Caller{RequireSignedResponse: true, ExpectedPeer: "wimse://trusted.example/workload-b"}
	if v.Role != "caller" || !reflect.DeepEqual(v.Caller, want) {
		t.Errorf("role %s knows %+v", v.Role, v.Caller)
	}
	step := v.Steps[0]
	if step.Response.Status != 200 || len(step.Response.Body) != 0 || step.Response.Fields.Has("Content-Digest") {
		t.Errorf("the response is %+v", step.Response)
	}
	claims := part(t, one(t, step.Response.Fields, "Workload-Identity-Token"), 1)
	if claims["sub"] != want.ExpectedPeer {
		t.Errorf("the WIT of the response is that of %v", claims["sub"])
	}
	verifies(t, step, "ES256", "workload-b/ES256")
	if v := mint(t, atRest(), signed); v.Role != "" || v.Caller != nil || v.Steps[0].Response != nil {
		t.Errorf("a vector of a recipient has role %q", v.Role)
	}
}

// TestCallerIsTakenFromTheControl goes along two controls; what is written has precedence.
func TestCallerIsTakenFromTheControl(t *testing.T) {
	const third = "- id: httpsig/c\n  requirement: WIT-SIG-VALID\n  comment: c\n  control: httpsig/b\n"
	for _, tc := range []struct {
		name, text string
		want       *vector.Caller
	}{
		{"from the control", departing, &vector.Caller{RequireSignedResponse: true, ExpectedPeer: "${id workload-b}"}},
		{"from its control", departing + "  expect: accept\n" + third,
			&vector.Caller{RequireSignedResponse: true, ExpectedPeer: "${id workload-b}"}},
		{"as it is written", departing + "  caller: {require_signed_response: false, expected_peer: x}\n",
			&vector.Caller{ExpectedPeer: "x"}},
		{"as the next one writes it", departing + "  expect: accept\n  caller: {expected_peer: x}\n" + third,
			&vector.Caller{ExpectedPeer: "x"}},
		{"not where a call is made", departing + "  call: {}\n", nil},
		{"not behind a call", departing + "  expect: accept\n  call: {}\n" + third, nil},
		{"not without a control", answered + strings.Replace(third, "  control: httpsig/b\n", "", 1), nil},
	} {
		book := read(t, tc.text)
		if got := book.List[len(book.List)-1].Caller; !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: it is %+v", tc.name, got)
		}
	}
}

func TestRoleOfARecipe(t *testing.T) {
	for line, want := range map[string]struct {
		role spec.Role
		live bool
	}{
		"": {spec.RoleRecipient, false}, "  live: true\n": {spec.RoleRecipient, true},
		"  at_once: 2\n": {spec.RoleRecipient, true}, "  answer: {signed: true}\n": {spec.RoleRecipient, true},
		"  answer: {status: [400]}\n":    {spec.RoleRecipient, false},
		"  caller: {expected_peer: x}\n": {spec.RoleCaller, false}, "  call: {}\n": {spec.RoleCaller, true},
		"  issue: {}\n": {spec.RoleIssuer, true},
	} {
		r := read(t, signed+line).List[0]
		if r.Role() != want.role || r.LiveOnly() != want.live {
			t.Errorf("%q: role %s, live only %t", line, r.Role(), r.LiveOnly())
		}
	}
}

// TestResponseMembers looks at what a change and an edit make of the response.
func TestResponseMembers(t *testing.T) {
	for _, tc := range []struct{ name, lines, want string }{
		{"status", "  change: {response: {status: 503}}\n", "503 [] "},
		{"fields", "  change: {response: {fields: [[X-A, \"at ${now}\"], [X-A, b]]}}\n", "200 [X-A: at 1767225600 X-A: b] "},
		{"body", "  change: {response: {body: \"${audience}\"}}\n",
			"200 [Content-Digest: sha-256=:J7qCRknmV5DHtQDeduHaXQP36WNCEPZ7DN4K0QVASR0=:] https://b.trusted.example/orders"},
		{"no digest", "  change: {response: {body: x, digest: none}}\n", "200 [] x"},
		{"digest", "  change: {response: {body: x, digest: \"${digest sha-256 y}\"}}\n",
			"200 [Content-Digest: sha-256=:ofzkNjhU/4iM/0uOeHXWAMJoI5BBKoz3mzfQsRFIsPo=:] x"},
		{"edits", "  change: {response: {fields: [[X-A, a]]}}\n  after: [{set: response.status, to: \"201\"}, " +
			"{set: response.body, to: z}, {append: response.header.X-A, to: b}, {add: response.header.X-B, to: \"${run}\"}, " +
			"{remove: response.header.X-B}]\n", "201 [X-A: ab] z"},
		{"an edit of a field of the profile", "  after: [{add: \"response.header.X-${field wit}\", to: \"${field wit}\"}]\n",
			"200 [X-Workload-Identity-Token: Workload-Identity-Token] "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := mint(t, atRest(), answered+tc.lines).Steps[0].Response
			if got := outline(*r); got != tc.want {
				t.Errorf("it is %s and must be %s", got, tc.want)
			}
		})
	}
}

// outline writes a response without its WIT and its signature.
func outline(r message.Response) string {
	var fields []string
	for _, f := range r.Fields.Without("Signature").Without("Signature-Input").Without("Workload-Identity-Token") {
		fields = append(fields, f.Name()+": "+f.Value())
	}
	return strings.Join([]string{strconv.Itoa(r.Status), "[" + strings.Join(fields, " ") + "]", string(r.Body)}, " ")
}

func TestUnsignedResponseHasNoTrace(t *testing.T) {
	step := mint(t, atRest(), answered+"  change: {response: {unsigned: true, body: x}}\n").Steps[0]
	text, err := json.Marshal(step.Response)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"status":200,"headers":[],"body":"eA=="}`
	if string(text) != want || step.SignatureBase != "" {
		t.Errorf("it is %s, its base %q", text, step.SignatureBase)
	}
}

// TestEditsOfTheRequestComeBeforeTheResponse: the response answers what arrives.
func TestEditsOfTheRequestComeBeforeTheResponse(t *testing.T) {
	step := mint(t, atRest(), answered+"  after: [{set: request.method, to: DELETE}, {set: response.status, to: \"202\"}]\n").Steps[0]
	if !strings.Contains(step.SignatureBase, "\"@status\": 200\n\"@method\";req: DELETE\n") {
		t.Errorf("the base is\n%s", step.SignatureBase)
	}
}

func TestSameStepIsTheSameInFull(t *testing.T) {
	for _, text := range []string{signed, answered} {
		v := mint(t, atRest(), text+"  steps: [{expect: accept}, {same: true, expect: reject}]\n")
		v.Steps[1].Expect = vector.Accept
		if !reflect.DeepEqual(v.Steps[0], v.Steps[1]) {
			t.Errorf("the second step lacks something: %+v", v.Steps[1])
		}
	}
}
