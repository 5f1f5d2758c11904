package caller

import (
	"encoding/json"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wit"
)

// Refused is the error for a response that the caller does not accept.
type Refused struct {
	*check.Refusal
	// Status is the status that the response had.
	Status int
}

// Error says which requirement the response does not meet.
func (r *Refused) Error() string { return "caller: the response is refused: " + r.Refusal.Error() }

// The requirements on the WIT of a response. Each is also the fault of leaving the check out.
const (
	carriedCheck = "RSP-COMP-WIT"
	witCheck     = "RSP-WIT-VALID"
	peerCheck    = "RSP-PEER"
)

// Accept decides on a response, without any network: its WIT comes first, then whether it is from
// the expected peer, then the signature (http-signature-07, Sections 3 and 3.5). It names who
// signed; an unsigned response that is accepted comes from nobody.
func (c *Caller) Accept(x httpsig.Exchange, o Options) (peer string, refusal *check.Refusal) {
	x.Required = x.Required || o.RequireSignedResponse
	now := c.Now()
	if !httpsig.Presented(c.Profile, x.Response.Fields) {
		_, refusal := c.verifier.VerifyResponse(x, nil, now)
		return "", refusal
	}
	w, refusal := c.responder(x.Response)
	if refusal != nil || w == nil {
		return "", refusal
	}
	if refusal := c.expected(w, o.ExpectedPeer); refusal != nil {
		return "", refusal
	}
	if _, refusal := c.verifier.VerifyResponse(x, w, now); refusal != nil {
		return "", refusal
	}
	return w.Subject.URI, nil
}

// responder validates the WIT of a signed response. It gives none, and refuses nothing, only where
// a switched-off check leaves nothing to verify with.
func (c *Caller) responder(r *message.Response) (*wit.WIT, *check.Refusal) {
	values := r.Fields.Values(c.Profile.WIT().Field)
	switch {
	case len(values) == 0 && c.Faults.On(carriedCheck):
		return nil, nil
	case len(values) == 0:
		return nil, check.Refuse(carriedCheck, "the response is signed and has no WIT")
	case c.Faults.On(witCheck):
		return believe(values[0]), nil
	}
	w, refusal := c.wits.Verify(&message.Request{Fields: r.Fields}, c.Now())
	if refusal != nil && c.overlooked(refusal.Requirement) {
		return believe(values[0]), nil
	}
	if refusal != nil {
		return nil, check.Refuse(witCheck, "the WIT of the response: %s", refusal.Error())
	}
	return w, nil
}

// believe takes a WIT at its word.
func believe(value string) *wit.WIT {
	token, err := jose.ParseLenient(jose.Mend(value), nil)
	if err != nil {
		return nil
	}
	cnf, _ := token.Claims.Members["cnf"].(map[string]any)
	raw, _ := json.Marshal(cnf["jwk"])
	key, err := jose.ParseKey(raw)
	if err != nil {
		return nil
	}
	sub, _ := token.Claims.String("sub")
	return &wit.WIT{Value: value, Subject: identifier.ID{URI: sub}, Confirmation: key}
}

// expected compares the signer with the expected peer, whole URI with whole URI (identifier-03,
// Section 4.3).
func (c *Caller) expected(w *wit.WIT, peer string) *check.Refusal {
	if peer == "" || w.Subject.URI == peer || c.Faults.On(peerCheck) || c.mistaken(w.Subject, peer) {
		return nil
	}
	return check.Refuse(peerCheck, "it is signed by another workload than the expected one")
}
