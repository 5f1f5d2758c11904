package httpsig

import (
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wit"
)

// state is what the checks know about one message so far.
type state struct {
	*Verifier
	msg Message
	// fields, body and truncated are those of the message that is judged.
	fields    message.Fields
	body      []byte
	truncated bool
	wit       *wit.WIT
	now       time.Time
	// required says that a response has to be signed.
	required bool
	// all are the signatures in the message, sig the one that counts, covered what it covers.
	all     []*signature
	sig     *signature
	covered []Component
	// digests is what became of the comparison of Content-Digest with the content.
	digests comparison
	// created and expires are filled in where a switched-off check let them be absent.
	created, expires time.Time
	// verified says that the signature verifies, waived that a switched-off check takes it for good.
	verified, waived bool
	// how is a second way to read the message, of a check that is switched off or bent; nil is none.
	how *reading
	// recognized says that a bent check takes the audience for this recipient's.
	recognized bool
	// remembered says that the nonce is in the memory for replays.
	remembered bool
}

func (s *state) signed() Signed {
	if s.sig == nil {
		return Signed{}
	}
	out := Signed{Label: s.sig.label, Created: s.created, Expires: s.expires}
	out.Nonce, _ = s.sig.text("nonce")
	out.SignResponse = s.facts.SignResponse != "" && s.sig.parameter(s.facts.SignResponse) == true
	for _, c := range s.covered {
		out.Components = append(out.Components, c.Bare())
	}
	return out
}

// isResponse says that the message that is judged is a response.
func (s *state) isResponse() bool { return s.msg.Response != nil }

// overlook has a signature verify also where the message is read in another way.
func (s *state) overlook(change func(*reading)) {
	if s.how == nil {
		s.how = &reading{}
	}
	change(s.how)
}

// anyOff says that one of some checks is switched off.
func (s *state) anyOff(ids ...string) bool { return slices.ContainsFunc(ids, s.Faults.On) }

// each makes one check of each of some requirements that ask for the same: without the check of one
// of them, those of the others do nothing either.
func each(run, lenient func(*state) error, ids ...string) []check.Check[*state] {
	var out []check.Check[*state]
	for _, id := range ids {
		out = append(out, check.Check[*state]{ID: id, Run: func(s *state) error {
			if s.anyOff(ids...) {
				return nil
			}
			return run(s)
		}, Lenient: lenient})
	}
	return out
}
