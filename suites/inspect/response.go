package inspect

import (
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/reference/httpsig"
)

// reply is the signed response of a capture, with the signature of the profile.
type reply struct {
	*Capture
	signature
}

// replied looks at the signature of a response that has one.
func replied(look func(*reply) error) func(*Capture) error {
	return func(c *Capture) error {
		if r := c.reply(); r != nil {
			return look(r)
		}
		c.unseen = unless(c.Response == nil, "the response has no signature that can be read")
		return nil
	}
}

// onReplies looks at all the signatures of a response that is to have some.
func onReplies(look func(*Capture) error) func(*Capture) error {
	return func(c *Capture) error {
		unsigned := c.Response != nil && !signed(c.Response.Fields)
		c.unseen = unless(!unsigned, "the response has no signature")
		return look(c)
	}
}

func (c *Capture) reply() *reply {
	if c.Response == nil {
		return nil
	}
	all, err := signatures(c.Response.Fields)
	one := chosen(c.Profile, all)
	if err != nil || one == nil {
		return nil
	}
	return &reply{c, *one}
}

// responseRows look at the signature of a response (draft-ietf-wimse-http-signature-07, Section 3).
var responseRows = []row[*Capture]{
	{"RSP-SIGN-VALID", (*Capture).responseSigned},
	{"RSP-WIT-OWN", replied((*reply).ownWIT)},
	{"RSP-COMP-STATUS", requiresOfReply("@status")},
	{"RSP-COMP-METHOD-REQ", requiresOfReply("@method;req")},
	{"RSP-COMP-PATH-REQ", requiresOfReply("@path;req")},
	{"RSP-COMP-QUERY-REQ", requiresOfReply("@query;req")},
	{"RSP-COMP-REQUEST-TARGET-LEGACY", requiresOfReply("@request-target;req")},
	{"RSP-COMP-CONTENT-TYPE", requiresFieldOfReply("content-type")},
	{"RSP-COMP-CONTENT-DIGEST", requiresFieldOfReply("content-digest")},
	{"RSP-COMP-WIT", replied((*reply).coversWIT)},
	{"RSP-DIGEST", replied((*reply).digest)},
	{"RSP-PARAMS", replied((*reply).parameters)},
	{"RSP-EXPIRES-SHORT", replied(func(r *reply) error { return expiresLate(r.signature, r.At) })},
	{"RSP-EXPIRES-PASSED", replied(func(r *reply) error { return expired(r.signature, r.At) })},
	{"RSP-KEYID-FORBIDDEN", replied(func(r *reply) error { return present(r.signature, "keyid") })},
	{"RSP-ALG-PARAM-FORBIDDEN", replied(func(r *reply) error { return present(r.signature, "alg") })},
	{"RSP-ONE-SIGNATURE", onReplies((*Capture).oneResponseSignature)},
	{"RSP-TAG-UNIQUE", onReplies((*Capture).oneResponseTag)},
	{"RSP-LABEL-WIMSE-LEGACY", onReplies((*Capture).responseLabel)},
	{"RSP-NONCE-FRESH", replied((*reply).freshNonce)},
	{"RSP-REQ-NONCE-PRESENT", replied((*reply).requestNoncePresent)},
	{"RSP-REQ-NONCE-VALUE", replied((*reply).requestNonce)},
	{"SIG-AUD-REQUEST-ONLY", replied((*reply).noAudience)},
}

func requiresOfReply(component string) func(*Capture) error {
	return replied(func(r *reply) error {
		return uncovered(r.Profile.HTTPSig().Response, component, r.signature)
	})
}

func requiresFieldOfReply(name string) func(*Capture) error {
	return replied(func(r *reply) error {
		return uncoveredField(r.Profile.HTTPSig().ResponseFields, name, r.signature, r.Response.Fields)
	})
}

// coversWIT: a signed response always has the recipient's own WIT.
func (r *reply) coversWIT() error {
	name := r.Profile.WIT().Field
	if _, ok := only(r.Response.Fields, name); !ok {
		return fmt.Errorf("the signed response has not exactly one %s field", name)
	}
	if !r.covers("workload-identity-token") {
		return fmt.Errorf("the signature does not cover %s", name)
	}
	return nil
}

// responseSigned asks that the fields can be read and that the signature verifies under the key of
// the WIT beside it.
func (c *Capture) responseSigned() error {
	if c.Response == nil || !signed(c.Response.Fields) {
		c.unseen = unless(c.Response == nil, "the response is not signed")
		return nil
	}
	if _, err := signatures(c.Response.Fields); err != nil {
		return err
	}
	if err := paired(c.Response.Fields); err != nil {
		return err
	}
	return replied((*reply).verifies)(c)
}

func (r *reply) verifies() error {
	_, t := witOf(r.Profile, r.Response.Fields)
	key, ok := confirmation(t)
	if !ok || r.value == nil || len(r.Requests) == 0 {
		r.unseen = "there is no WIT, or no request, with which the response's signature could be verified"
		return nil
	}
	m := httpsig.Message{Request: &r.Requests[0], Response: r.Response}
	return verifySignature(m, r.signature, key)
}

// ownWIT asks that the trust anchors vouch for the WIT, and that it names the recipient.
func (r *reply) ownWIT() error {
	value, ok := only(r.Response.Fields, r.Profile.WIT().Field)
	if !ok || len(r.Domains) == 0 {
		return nil
	}
	if !compact.MatchString(value) {
		return errors.New("its WIT is not three base64url parts")
	}
	t, err := parse(value)
	if err != nil {
		return fmt.Errorf("its WIT: %w", err)
	}
	if err := verify(t, anchors(r.Profile, r.Domains, t)); err != nil {
		return fmt.Errorf("its WIT: %w", err)
	}
	if exp, ok := date(t.Claims, "exp"); !ok || !r.At.Before(exp) {
		return errors.New("its WIT has expired, or never does")
	}
	if sub, _ := t.Claims.String("sub"); r.Peer != "" && sub != r.Peer {
		return fmt.Errorf("its WIT is that of %s, not of %s", short(sub), short(r.Peer))
	}
	return nil
}

func (r *reply) digest() error {
	if err := digestMissing(r.Response.Fields, r.Response.Body); err != nil {
		return err
	}
	return digestWrong(r.Response.Fields, r.Response.Body)
}

// parameters wants each of them, of the type that RFC 9421, Section 2.3 gives it.
func (r *reply) parameters() error {
	for _, name := range []string{"created", "expires", "nonce", "tag"} {
		if err := missing(r.signature, name); err != nil {
			return err
		}
	}
	if err := wrongType(r.signature, isInteger, "an Integer", "created", "expires"); err != nil {
		return err
	}
	if err := wrongType(r.signature, isText, "a String", "nonce", "tag"); err != nil {
		return err
	}
	return wrongTag(r.signature, r.Profile.HTTPSig().Tag)
}

func (c *Capture) responses() []signature {
	if c.Response == nil {
		return nil
	}
	all, err := signatures(c.Response.Fields)
	if err != nil || len(all) < 2 {
		return nil
	}
	return all
}

func (c *Capture) oneResponseSignature() error {
	if n := len(c.responses()); n > 1 {
		return fmt.Errorf("the response has %d signatures", n)
	}
	return nil
}

func (c *Capture) oneResponseTag() error { return oneTag(c.Profile.HTTPSig().Tag, c.responses()) }

func (c *Capture) responseLabel() error {
	if one := chosen(c.Profile, c.responses()); one != nil && one.label != "wimse" {
		return fmt.Errorf("among several, the label of the signature is %s", short(one.label))
	}
	return nil
}
