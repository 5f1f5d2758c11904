package harness

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// seedJournal writes a journal, without its first line, of a control, of cases of a recipient, a
// caller and an issuer, and of the probes around them.
func seedJournal(s *fuzztest.Seeds) []byte {
	var b bytes.Buffer
	j := NewJournal(&b, nil)
	_, _ = j.append(planLine{Kind: linePlan, Cases: 4, Facts: &Facts{Revisions: spec.Must("latest").Revisions}})
	for i, o := range seedObservations(s) {
		o.Kind, o.Place = lineCase, i
		_, _ = j.append(o)
		o.Kind, o.Expect, o.Closes = lineControl, vector.Accept, []int{i + 3}
		_, _ = j.append(o)
	}
	_, rest, _ := bytes.Cut(b.Bytes(), []byte("\n"))
	return rest
}

func seedObservations(s *fuzztest.Seeds) []Observation {
	told := vector.Call{Binding: "wpt", Method: "GET", URL: "http://h/"}
	var arrivals []Arrival
	for _, r := range s.Requests[:3] {
		arrivals = append(arrivals, Arrival{
			Method: Text(r.Method), URL: Text(r.URL), Fields: lines(r.Fields), Body: Text(r.Body)})
	}
	result := &Answer{Status: 200, Body: `{"sent":true,"status":200,"accepted":true}`}
	sent := Sent{To: "http://h", Head: Text(encode(&s.Requests[0], "h")), HeadSize: len(encode(&s.Requests[0], "h"))}
	signed := &vector.Answer{Signed: true, NoEcho: true, Status: []int{200}, Challenge: "WPT"}
	of := func(role, check string, steps ...Exchange) Observation {
		o := observed(vector.Reject, steps...)
		o.Role, o.Check, o.Before = role, check, 3
		return o
	}
	return []Observation{
		observed(vector.Reject, answered("", 401)),
		of("recipient", "RSP-PARAMS", Exchange{Sent: sent, Asks: signed, Answer: &Answer{
			Status: 401, Fields: lines(message.Fields{{"WWW-Authenticate", "WPT"}, {"Signature", "\xff"}})}}),
		of("caller", "WPT-AUD-FORM", Exchange{Sent: sent, Answer: result, Called: &Called{
			Told: told, Times: 1, Made: true, Arrivals: arrivals}}),
		of("issuer", "WIT-SIG", Exchange{Sent: sent, Answer: &Answer{Status: 200, Body: `{"wit":"a.b.c"}`},
			Issued: &Issued{JWKS: &Exchange{Answer: &Answer{Status: 200, Body: `{"keys":[]}`}}}}),
		of("recipient", "WIC-PRESENT", Exchange{TLS: &Handshake{Refusal: "bad certificate", Peer: s.Certificates[:1]}}),
	}
}

// FuzzJournal judges whatever stands in a journal, twice the same, and says it in texts that can be
// printed.
func FuzzJournal(f *testing.F) {
	header := `{"schema":"` + Schema + `"}` + "\n"
	s := fuzztest.Vectors(f)
	f.Add(seedJournal(s))
	for line := range bytes.Lines(seedJournal(s)) {
		f.Add(line)
	}
	f.Add([]byte(`{"kind":"case","expect":"accept"}`))
	f.Add([]byte(`{"kind":"case","expect":"reject","steps":[{}]}`))
	f.Add([]byte(`{"kind":"case","at_once":2,"steps":[` +
		`{"issued":{"jwks":{"issued":{},"tls":{"refusal":"x"}}},"answer":{"status":200}}]}`))
	f.Add([]byte(`{"kind":"case","shared":2,"check":"WPT-AUD-FORM","role":"caller","steps":[` +
		`{"called":{"arrivals":[null]},"answer":{"fields":null}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		journal := header + string(text)
		e, err := ReadEvidence(strings.NewReader(journal))
		if err != nil {
			fuzztest.Line(t, err)
		}
		if e == nil {
			return
		}
		for _, o := range e.cases {
			o.facts = e.facts
			out := Judge(*o, e.probes[o.Before], e.behind[o.line]) // it may not panic
			holdsOutcome(t, o, out)
		}
		again, _ := Rejudge(strings.NewReader(journal))
		if first := e.Judge(); len(first) != len(e.cases) || !reflect.DeepEqual(first, again) {
			t.Errorf("%+v, and then %+v", first, again)
		}
	})
}

func holdsOutcome(t *testing.T, o *Observation, out Outcome) {
	t.Helper()
	known := map[Verdict]bool{Pass: true, Fail: true, Inconclusive: true, Skipped: true, Reported: true}
	if !known[out.Verdict] || out.Verdict == Pass && len(o.Steps) == 0 {
		t.Errorf("the verdict on %d steps is %q", len(o.Steps), out.Verdict)
	}
	fuzztest.Printable(t, out.Reason)
	for _, block := range []string{out.Sent, out.Received} {
		for line := range strings.SplitSeq(block, "\n") {
			fuzztest.Printable(t, line)
		}
	}
}
