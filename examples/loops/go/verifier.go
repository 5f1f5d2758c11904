package wimse

import (
	"errors"
	"fmt"
)

// Verifier is a recipient, or a caller, that has received nothing yet. It remembers what it accepts.
type Verifier struct {
	mechanism string
	domains   map[string]Domain
	now       int64 // seconds since 1970
	recipient Recipient
	caller    Caller
	seen      map[string]bool
}

// New makes the verifier that a vector asks for.
func New(f File, v Vector) *Verifier {
	return &Verifier{mechanism: f.Mechanism, domains: f.TrustDomains, now: v.VerifyAt,
		recipient: v.Recipient, caller: v.Caller, seen: map[string]bool{}}
}

// Verify says why a message is refused; nil accepts it.
func (v *Verifier) Verify(s Step) error {
	if s.Response != nil {
		return v.response(s.Request, *s.Response)
	}
	w, err := v.wit(s.Request.Headers)
	if err != nil {
		return fmt.Errorf("WIT: %w", err)
	}
	switch v.mechanism {
	case "wit":
		return nil
	case "wpt":
		return v.wpt(s.Request, w)
	case "httpsig":
		return v.request(s.Request, w)
	}
	return fmt.Errorf("no mechanism %q here", v.mechanism)
}

// once refuses what a sender has used before: a jti (wpt-02, Section 2) or a nonce (http-signature-07,
// Section 3). It is asked last, so that nobody can use up what is another's.
func (v *Verifier) once(sender, value string) error {
	key := sender + " " + value
	if v.seen[key] {
		return errors.New("used before")
	}
	v.seen[key] = true
	return nil
}
