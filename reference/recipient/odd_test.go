package recipient_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/spec"
)

// TestOddRequestsAreRefused asks for an answer to requests that nobody sends.
func TestOddRequestsAreRefused(t *testing.T) {
	t.Parallel()
	many := make(message.Fields, 10_000)
	for i := range many {
		many[i] = message.Field{"Authorization", "WPT x"}
	}
	for _, name := range spec.ProfileNames() {
		w := newWorld(t, name)
		r := recipient.New(w.config)
		good := w.good(t)
		wit, proof := good[0], good[1]
		for what, fields := range map[string]message.Fields{
			"nothing":                  nil,
			"empty fields":             {{wit.Name(), ""}, {proof.Name(), ""}},
			"fields without a name":    {{"", ""}, {"", wit.Value()}},
			"dots":                     {{wit.Name(), strings.Repeat(".", 1<<16)}, proof},
			"an empty proof":           {wit, {proof.Name(), ""}},
			"a proof of dots":          {wit, {proof.Name(), "WPT .."}},
			"a scheme and spaces":      {wit, {proof.Name(), "WPT    "}},
			"an object without alg":    {wit, {proof.Name(), "WPT e30.e30.AA"}},
			"ten thousand proofs":      append(message.Fields{wit}, many...),
			"ten thousand bearers":     append(message.Fields{{"Authorization", "Bearer x"}}, many...),
			"ten thousand proofs more": append(append(message.Fields{wit, proof}, many...), many...),
		} {
			if what == "ten thousand proofs more" && proof.Name() != "Authorization" {
				continue // there the field is none of the proof's
			}
			req := message.Request{Fields: fields}
			caller, refused := r.Authenticate(req)
			if refused == nil {
				t.Errorf("%s: %s is accepted as from %s", name, what, caller.Identifier)
				continue
			}
			if a := r.Answer(req, refused); a.Status < 400 || len(a.Body) > 2000 {
				t.Errorf("%s: %s is answered %d with %d bytes", name, what, a.Status, len(a.Body))
			}
		}
	}
}
