package inspect

import (
	"errors"
	"fmt"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
)

// skew is how far clocks may differ where a time lies in the future.
const skew = time.Minute

// paramRows look at the parameters of a request's signature (draft-ietf-wimse-http-signature-07,
// Section 3; RFC 9421, Section 2.3).
var paramRows = []row[*sent]{
	{"SIG-PARAM-CREATED", inspected(param("created"))},
	{"SIG-PARAM-EXPIRES", inspected(param("expires"))},
	{"SIG-PARAM-NONCE", inspected(param("nonce"))},
	{"SIG-PARAM-INTEGER", inspected(integers)},
	{"SIG-PARAM-STRING", inspected(texts)},
	{"SIG-PARAM-TAG", inspected((*signedRequest).tag)},
	{"SIG-TAG-LEGACY", inspected((*signedRequest).tag)},
	{"SIG-EXPIRES-SHORT", inspected((*signedRequest).expiresSoon)},
	{"SIG-EXPIRES-PASSED", inspected((*signedRequest).expiresAhead)},
	{"SIG-CREATED-FUTURE", inspected((*signedRequest).createdBefore)},
	{"SIG-KEYID-FORBIDDEN", inspected(forbidden("keyid"))},
	{"SIG-KEYID-SHOULD-NOT", inspected(forbidden("keyid"))},
	{"SIG-ALG-PARAM-FORBIDDEN", inspected(forbidden("alg"))},
	{"RSP-SIGN-PARAM-CLIENT", inspected((*signedRequest).asksForSignature)},
	{"RSP-SIGN-PARAM-BOOLEAN", inspected((*signedRequest).asksByBoolean)},
	{"RSP-ACCEPT-SIG-CLIENT", (*sent).acceptSignature},
	{"RSP-ACCEPT-SIG-NOT-WEAKER", (*sent).acceptSignature},
}

func param(name string) func(*signedRequest) error {
	return func(r *signedRequest) error { return missing(r.signature, name) }
}

// missing complains of a parameter that is absent, or empty where it is a String.
func missing(s signature, name string) error {
	if v := s.param(name); v == nil || v == any("") {
		return fmt.Errorf("the signature has no parameter %s", name)
	}
	return nil
}

func integers(r *signedRequest) error {
	return wrongType(r.signature, isInteger, "an Integer", "created", "expires")
}

func texts(r *signedRequest) error {
	return wrongType(r.signature, isText, "a String", "nonce", "tag")
}

func isInteger(v any) bool { _, ok := v.(int64); return ok }

func isText(v any) bool { _, ok := v.(string); return ok }

func wrongType(s signature, right func(any) bool, kind string, names ...string) error {
	for _, name := range names {
		if v := s.param(name); v != nil && !right(v) {
			return fmt.Errorf("the value of %s is %s, not %s", name, short(v), kind)
		}
	}
	return nil
}

func (r *signedRequest) tag() error { return wrongTag(r.signature, r.Profile.HTTPSig().Tag) }

// wrongTag leaves a tag of another type to the check on types.
func wrongTag(s signature, want string) error {
	v := s.param("tag")
	if _, isText := v.(string); v != nil && !isText || v == any(want) {
		return nil
	}
	if v == nil {
		return errors.New("the signature has no parameter tag")
	}
	return fmt.Errorf("the tag is %s, not %s", short(v), want)
}

// moment gives a parameter that is a time.
func (s signature) moment(name string) (time.Time, bool) {
	seconds, ok := s.param(name).(int64)
	return time.Unix(seconds, 0), ok
}

func (r *signedRequest) expiresSoon() error  { return expiresLate(r.signature, r.At) }
func (r *signedRequest) expiresAhead() error { return expired(r.signature, r.At) }

func expiresLate(s signature, at time.Time) error {
	if expires, ok := s.moment("expires"); ok && expires.Sub(at) > maxProof {
		return fmt.Errorf("expires %d is more than %v ahead", expires.Unix(), maxProof)
	}
	return nil
}

func expired(s signature, at time.Time) error {
	if expires, ok := s.moment("expires"); ok && !at.Before(expires) {
		return fmt.Errorf("expires %d has passed when the message is sent", expires.Unix())
	}
	return nil
}

func (r *signedRequest) createdBefore() error {
	if created, ok := r.moment("created"); ok && created.Sub(r.At) > skew {
		return fmt.Errorf("created %d lies in the future", created.Unix())
	}
	return nil
}

func forbidden(name string) func(*signedRequest) error {
	return func(r *signedRequest) error { return present(r.signature, name) }
}

func present(s signature, name string) error {
	if s.param(name) != nil {
		return fmt.Errorf("the signature has the parameter %s", name)
	}
	return nil
}

// asksForSignature: draft-ietf-wimse-http-signature-07, Section 3.3.
func (r *signedRequest) asksForSignature() error {
	name := r.Profile.HTTPSig().SignResponse
	if name == "" || r.Call == nil || !r.Call.RequireSignedResponse {
		return nil
	}
	if v := r.param(name); v == nil || v == any(false) {
		return fmt.Errorf("a signed response is required, and %s is not true", name)
	}
	return nil
}

func (r *signedRequest) asksByBoolean() error {
	name := r.Profile.HTTPSig().SignResponse
	if v := r.param(name); v != nil && v != any(true) && v != any(false) {
		return fmt.Errorf("the value of %s is %s, not a Boolean", name, short(v))
	}
	return nil
}

// nonceOf gives the nonce of a request's signature.
func nonceOf(s *sent) string {
	if r := s.signature(); r != nil {
		nonce, _ := r.text("nonce")
		return nonce
	}
	return ""
}

// nonceIn gives the nonce of any message's signature.
func nonceIn(c *Capture, fields message.Fields) (string, bool) {
	all, err := signatures(fields)
	one := chosen(c.Profile, all)
	if err != nil || one == nil {
		return "", false
	}
	return one.text("nonce")
}
