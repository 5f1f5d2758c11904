package httpsig

import (
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

// Config is what a verifier is told by its deployment. Nothing in it ever comes from a message.
type Config struct {
	Profile *spec.Profile
	// Audience is the one value that the audience of a request must have.
	Audience string
	// Algorithms are the algorithms that are accepted, by their names in JOSE; none allows any that is
	// known here.
	Algorithms []string
	// Replays remembers the nonces that were accepted; nil accepts a message again and again.
	Replays replay.Store
	// MaxLifetime is how far ahead expires may lie, Skew how far ahead created may; 0 means
	// [DefaultMaxLifetime] and [DefaultSkew].
	MaxLifetime, Skew time.Duration
	Faults            check.Faults
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// The drafts speak of minutes for expires and name no limit: this one refuses what nobody can have
// meant. They allow for clocks that differ without saying by how much.
const (
	DefaultMaxLifetime = 24 * time.Hour
	DefaultSkew        = time.Minute
)

// Verifier verifies signed messages. It is safe for concurrent use.
type Verifier struct {
	Config
	facts     spec.HTTPSig
	requests  check.Pipeline[*state]
	responses check.Pipeline[*state]
}

// New makes a verifier.
func New(c Config) *Verifier {
	if c.MaxLifetime == 0 {
		c.MaxLifetime = DefaultMaxLifetime
	}
	if c.Skew == 0 {
		c.Skew = DefaultSkew
	}
	return &Verifier{
		Config: c, facts: c.Profile.HTTPSig(),
		requests:  check.Compile(c.Profile, c.Faults, requestChecks),
		responses: check.Compile(c.Profile, c.Faults, responseChecks),
	}
}

// Signed is what a signature that has been verified says of its message.
type Signed struct {
	// Label and Components are those of the signature; a component is written as [ParseComponent]
	// reads it. An unsigned response that is accepted has neither.
	Label      string
	Components []string
	// Nonce is the nonce parameter. SignResponse says that the request asks for a signed response.
	Nonce        string
	SignResponse bool
	// Created and Expires bound the time in which the signature is good.
	Created, Expires time.Time
}

// VerifyRequest verifies the WIMSE signature of a request, at a given time, under the confirmation
// key of the WIT beside it, which has been verified.
func (v *Verifier) VerifyRequest(
	req *message.Request, w *wit.WIT, now time.Time,
) (Signed, *check.Refusal) {
	return v.verify(v.requests, &state{
		Verifier: v, msg: Message{Request: req}, fields: req.Fields, body: req.Body,
		truncated: req.Truncated, wit: w, now: now,
	})
}

// Exchange is a request that was sent and the response that came for it.
type Exchange struct {
	Request  *message.Request
	Response *message.Response
	// Required says that the response has to be signed, whatever the request says itself.
	Required bool
}

// VerifyResponse verifies the WIMSE signature of a response under the confirmation key of the WIT
// in it, which has been verified; the WIT may be nil where [Presented] finds no signature in the
// response. A response that is not signed and need not be is accepted, and what is returned then
// has no label. Whose WIT it is, the caller of this function judges.
func (v *Verifier) VerifyResponse(x Exchange, w *wit.WIT, now time.Time) (Signed, *check.Refusal) {
	return v.verify(v.responses, &state{
		Verifier: v, msg: Message{Request: x.Request, Response: x.Response},
		fields: x.Response.Fields, body: x.Response.Body, truncated: x.Response.Truncated,
		wit: w, now: now, required: x.Required || asksForSignature(v.facts, x.Request),
	})
}

func (v *Verifier) verify(checks check.Pipeline[*state], s *state) (Signed, *check.Refusal) {
	if s.wit == nil {
		s.wit = &wit.WIT{} // without a key nothing verifies
	}
	if refusal := checks.Run(s); refusal != nil {
		return Signed{}, refusal
	}
	return s.signed(), nil
}
