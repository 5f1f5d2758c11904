package examples_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// TestReference holds the reference to the index: what it accepts, and what it cites where it
// refuses.
func TestReference(t *testing.T) {
	eachMessage(t, func(t *testing.T, d examples.Document, f examples.Figure) {
		req := must(d.Message(f))(t)
		cited := refusals(t, d, f, req)
		if !slices.Equal(cited, f.Refused) {
			t.Errorf("cited %q, recorded %q", cited, f.Refused)
		}
		if accepted := len(cited) == 0; accepted != (f.Outcome == examples.OutcomeVerifies) {
			t.Errorf("accepted: %v, recorded: %s", accepted, f.Outcome)
		}
	})
}

// TestAltered shows that acceptance means something: with one character of a signature changed,
// nothing that verifies does so any more.
func TestAltered(t *testing.T) {
	eachMessage(t, func(t *testing.T, d examples.Document, f examples.Figure) {
		if f.Outcome != examples.OutcomeVerifies {
			return
		}
		for i, field := range must(d.Message(f))(t).Fields {
			if len(field.Value()) < 200 {
				continue // no token
			}
			req := must(d.Message(f))(t)
			req.Fields[i][1] = alter(field.Value())
			if cited := refusals(t, d, f, req); len(cited) == 0 {
				t.Errorf("accepted with an altered %s", field.Name())
			}
		}
	})
}

// alter changes a character in the middle of a signature of 86 characters.
func alter(token string) string {
	text := []byte(token)
	at := len(text) - 43
	text[at] = map[bool]byte{true: 'B', false: 'A'}[text[at] == 'A']
	return string(text)
}

// TestWorkloadKey verifies proofs under the key that is printed, where the reference takes the one
// in the WIT.
func TestWorkloadKey(t *testing.T) {
	eachMessage(t, func(t *testing.T, d examples.Document, f examples.Figure) {
		if f.Kind != examples.KindWPT && f.Kind != examples.KindRequest {
			return
		}
		req := must(d.Message(f))(t)
		proof := must(jose.Parse(proofOf(t, d, req)))(t)
		printed := key(t, d.Keys.Workload)
		err := jose.Verify(proof.Algorithm(), printed, proof.SigningInput, proof.Signature)
		if verified := err == nil; verified != (f.Outcome == examples.OutcomeVerifies) {
			t.Errorf("verified: %v, recorded: %s", verified, f.Outcome)
		}
	})
}

func proofOf(t *testing.T, d examples.Document, req message.Request) string {
	facts := must(d.Revisions())(t).WPT()
	value := req.Fields.Values(facts.Field)[0]
	if facts.Scheme != "" {
		value = value[len(facts.Scheme)+1:]
	}
	return value
}

// refusals lists what the reference cites: first as it is, then with the checks cited so far off.
func refusals(t *testing.T, d examples.Document, f examples.Figure, req message.Request) []string {
	var cited []string
	for {
		refused := judge(t, d, f, req, check.With(cited...))
		if refused == nil {
			return cited
		}
		if slices.Contains(cited, refused.Requirement) {
			t.Fatalf("%v, with that check off", refused)
		}
		cited = append(cited, refused.Requirement)
	}
}

func judge(t *testing.T, d examples.Document, f examples.Figure, req message.Request,
	off check.Faults) *recipient.Refused {
	req.Fields = slices.Clone(req.Fields)
	r := recipient.New(recipient.Config{
		Profile: must(d.Revisions())(t), Audience: d.Audience, Faults: off, Now: clock(d, f),
		Domains: trust.Domains{d.TrustDomain: {
			Name: d.TrustDomain, Keys: []jose.Key{key(t, d.Keys.Issuer)},
		}},
	})
	if f.Kind == examples.KindWIT || f.Kind == examples.KindField {
		return r.AuthenticateWIT(req)
	}
	caller, refused := r.Authenticate(req)
	if refused == nil && caller.Identifier != d.Subject {
		t.Errorf("the caller is %q, recorded %q", caller.Identifier, d.Subject)
	}
	return refused
}

func clock(d examples.Document, f examples.Figure) func() time.Time {
	at := d.Time
	if f.Time != 0 {
		at = f.Time
	}
	return func() time.Time { return time.Unix(at, 0) }
}

func key(t *testing.T, k examples.Key) jose.Key {
	return must(jose.ParseKey(must(k.Text())(t)))(t)
}

// eachMessage runs a test for every figure that is a token, a field or a request with a proof. The
// WITs of signed messages verify under no printed key: package examine looks at these.
func eachMessage(t *testing.T, run func(*testing.T, examples.Document, examples.Figure)) {
	messages := []examples.Kind{
		examples.KindWIT, examples.KindField, examples.KindWPT, examples.KindRequest,
	}
	for _, d := range must(examples.Published())(t) {
		for _, f := range d.Figures {
			if slices.Contains(messages, f.Kind) {
				t.Run(d.Folder+"/"+f.File, func(t *testing.T) { run(t, d, f) })
			}
		}
	}
}

// must passes a value on, or ends the test with the error that came with it.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
