package harness

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// answered is an exchange with an answer of a status.
func answered(expect vector.Result, status int) Exchange {
	return Exchange{Expect: expect, Answer: &Answer{Status: status}}
}

// failedWith is an exchange without an answer.
func failedWith(expect vector.Result, kind Kind) Exchange {
	return Exchange{Expect: expect, Failure: &Failure{Kind: kind, Detail: "d"}}
}

func observed(expect vector.Result, steps ...Exchange) Observation {
	c := Case{ID: "wpt/x", Control: validID, Expect: expect, Gate: spec.GateMust}
	return Observation{Case: c, Steps: steps}
}

func probed(steps ...Exchange) *Observation {
	o := observed(vector.Accept, steps...)
	return &o
}

func TestJudge(t *testing.T) {
	const accept, reject, either = vector.Accept, vector.Reject, vector.Either
	good, bad := probed(answered(accept, 200)), probed(answered(accept, 403))
	free := probed(answered(accept, 403))
	free.Gate = spec.GateReport
	silent := probed(failedWith(accept, KindTimeout))
	alone := func(o Observation) Observation { o.Control = ""; return o }
	report := func(o Observation) Observation { o.Gate = spec.GateReport; return o }
	atOnce := func(o Observation) Observation { o.AtOnce = len(o.Steps); return o }
	for name, c := range map[string]struct {
		o             Observation
		before, after *Observation
		verdict       Verdict
		kind          Kind
		reason        string
	}{
		"accepted":       {observed(accept, answered("", 204)), good, good, Pass, "", ""},
		"refused":        {observed(reject, answered("", 400)), good, good, Pass, "", ""},
		"wrongly so":     {observed(accept, answered("", 400)), good, good, Fail, "", "refused with 400, must be accepted"},
		"let through":    {observed(reject, answered("", 200)), good, good, Fail, "", "accepted with 200, must be refused"},
		"let through 2":  {observed(reject, answered("", 200)), bad, bad, Fail, "", "accepted with 200, must be refused"},
		"banned before":  {observed(reject, answered("", 400)), bad, good, Inconclusive, KindControl, "its control was not accepted before it: refused with 403"},
		"banned after":   {observed(reject, answered("", 400)), good, bad, Inconclusive, KindControl, "its control was not accepted after it: refused with 403"},
		"free control":   {observed(reject, answered("", 400)), free, free, Skipped, "", "not tested: its control was not accepted before it: refused with 403, and nobody has to accept that"},
		"free, ignored":  {observed(reject, answered("", 200)), free, free, Fail, "", "accepted with 200, must be refused"},
		"free, refused":  {observed(accept, answered("", 400)), free, free, Skipped, "", "not tested: its control was not accepted before it: refused with 403, and nobody has to accept that"},
		"free, changed":  {observed(reject, answered("", 400)), good, free, Inconclusive, KindControl, "its control was not accepted after it: refused with 403"},
		"no probe":       {observed(reject, answered("", 400)), good, nil, Inconclusive, KindControl, "its control was not probed after it"},
		"no control":     {alone(observed(reject, answered("", 400))), nil, nil, Inconclusive, KindControl, "it has no control whose acceptance shows that the refusal is due to the fault"},
		"5xx":            {observed(reject, answered("", 500)), good, good, Fail, KindServerError, "server-error: 500"},
		"redirect":       {observed(reject, answered("", 307)), good, good, Fail, KindRedirect, "redirect: 307"},
		"reset":          {observed(reject, failedWith("", KindReset)), good, good, Fail, KindReset, "reset: d"},
		"silent as well": {observed(reject, failedWith("", KindTimeout)), good, silent, Inconclusive, KindControl, "timeout: d; so did its control"},
		"silent alone":   {observed(reject, failedWith("", KindTimeout)), good, bad, Fail, KindTimeout, "timeout: d"},
		"no connection":  {observed(accept, failedWith("", KindRefusedConnection)), nil, nil, Inconclusive, KindEnvironment, "refused-connection: d"},
		"interrupted":    {observed(accept, failedWith("", KindCancelled)), nil, nil, Inconclusive, KindCancelled, "cancelled: d"},
		"either":         {observed(either, answered("", 400)), nil, nil, Reported, "", "refused with 400"},
		"either, reset":  {observed(either, failedWith("", KindReset)), nil, nil, Reported, KindReset, "reset: d"},
		"report":         {report(observed(reject, answered("", 200))), good, good, Reported, "", "accepted with 200, must be refused"},
		"report, met":    {report(observed(reject, answered("", 400))), good, good, Pass, "", ""},
		"report, unsure": {report(observed(reject, answered("", 400))), bad, bad, Inconclusive, KindControl, "its control was not accepted before it: refused with 403"},
		"replay":         {observed(reject, answered(accept, 200), answered(reject, 401)), good, good, Pass, "", ""},
		"replay alone":   {alone(observed(reject, answered(accept, 200), answered(reject, 401))), nil, nil, Pass, "", ""},
		"replay, step 1": {observed(reject, answered(accept, 401), answered(reject, 401)), good, good, Fail, "", "step 1: refused with 401, must be accepted"},
		"replay, banned": {observed(reject, answered(accept, 403), answered(reject, 403)), bad, bad, Inconclusive, KindControl, "step 1: its control was not accepted before it: refused with 403"},
		"race":           {atOnce(observed(reject, answered("", 200), answered("", 401))), good, good, Pass, "", ""},
		"race lost":      {atOnce(observed(reject, answered("", 200), answered("", 200), answered("", 401))), good, good, Fail, "", "2 of 3 were accepted"},
		"race, none":     {atOnce(observed(reject, answered("", 401), answered("", 401))), good, good, Inconclusive, "", "none of 2 was accepted"},
		"race, banned":   {atOnce(observed(reject, answered("", 200), answered("", 401))), good, bad, Inconclusive, KindControl, "its control was not accepted after it: refused with 403"},
		"race, reset":    {atOnce(observed(reject, answered("", 200), failedWith("", KindReset))), good, good, Fail, KindReset, "reset: d"},
	} {
		got := Judge(c.o, c.before, c.after)
		if got.Verdict != c.verdict || got.Kind != c.kind || got.Reason != c.reason {
			t.Errorf("%s: got %s %q: %s", name, got.Verdict, got.Kind, got.Reason)
		}
	}
}

// longToken is longer than what may be anything but a token.
const longToken = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"

func TestAnswerExpectations(t *testing.T) {
	type fields = []FieldLine
	challenge := func(s string) fields { return fields{{"www-authenticate", Text(s)}} }
	problem := fields{{"Content-Type", "application/problem+json; charset=utf-8"}}
	for name, c := range map[string]struct {
		asks   vector.Answer
		answer Answer
		want   string // part of the complaint; "" is none
	}{
		"status":         {vector.Answer{Status: []int{400, 401}}, Answer{}, ""},
		"other status":   {vector.Answer{Status: []int{400}}, Answer{}, "its status is 401, must be one of [400]"},
		"barred status":  {vector.Answer{NotStatus: []int{401}}, Answer{}, "must be none of [401]"},
		"challenge":      {vector.Answer{Challenge: "WPT"}, Answer{Fields: challenge(`Basic realm="a,WPT", wpt`)}, ""},
		"no challenge":   {vector.Answer{Challenge: "WPT"}, Answer{}, "offers no scheme WPT"},
		"any challenge":  {vector.Answer{Challenge: "*"}, Answer{Fields: challenge("Basic")}, ""},
		"quoted only":    {vector.Answer{Challenge: "WPT"}, Answer{Fields: challenge(`Basic realm="WPT"`)}, "offers no scheme"},
		"broken":         {vector.Answer{Challenge: "WPT"}, Answer{Fields: challenge(`WPT "`)}, "cannot be read"},
		"bare":           {vector.Answer{Challenge: "WPT", BareChallenge: true}, Answer{Fields: challenge("WPT")}, ""},
		"not bare":       {vector.Answer{Challenge: "WPT", BareChallenge: true}, Answer{Fields: challenge("WPT a=b")}, "has parameters"},
		"problem":        {vector.Answer{Problem: true}, Answer{Fields: problem, Body: "{}"}, ""},
		"bad problem":    {vector.Answer{Problem: true}, Answer{Fields: problem, Body: "[]"}, "no JSON object"},
		"null problem":   {vector.Answer{Problem: true}, Answer{Fields: problem, Body: "null"}, "no JSON object"},
		"cut problem":    {vector.Answer{Problem: true}, Answer{Fields: problem, Body: "{", Truncated: true}, ""},
		"other body":     {vector.Answer{Problem: true}, Answer{Body: "no"}, ""},
		"echo in body":   {vector.Answer{NoEcho: true}, Answer{Body: "bad: " + Text(longToken)}, "its body holds a token of the request's field Authorization"},
		"echo in field":  {vector.Answer{NoEcho: true}, Answer{Fields: fields{{"X", longToken}}}, "its field X"},
		"echo in reason": {vector.Answer{NoEcho: true}, Answer{Reason: longToken}, "its field Reason-Phrase"},
		"echo of a part": {vector.Answer{NoEcho: true}, Answer{Body: Text(longToken[:40])}, ""},
		"echo allowed":   {vector.Answer{}, Answer{Body: longToken}, ""},
		"caller":         {vector.Answer{Caller: "a"}, Answer{Fields: fields{{"who", "a"}}}, ""},
		"other caller":   {vector.Answer{Caller: "a"}, Answer{Fields: fields{{"Who", "b"}}}, `its field Who is ["b"], must be "a"`},
		"no caller":      {vector.Answer{Caller: "a"}, Answer{}, "its field Who is []"},
	} {
		c.answer.Status = 401
		x := Exchange{Asks: &c.asks, Answer: &c.answer}
		x.Sent.Head = "GET / HTTP/1.1\r\nAuthorization: WPT " + longToken + "\r\n\r\n"
		o := observed(vector.Reject, x)
		o.CallerField = "Who"
		good := probed(answered("", 200))
		got := Judge(o, good, good)
		if (got.Verdict == Pass) != (c.want == "") || !strings.Contains(got.Reason, c.want) {
			t.Errorf("%s: %s: %s", name, got.Verdict, got.Reason)
		}
	}
}
