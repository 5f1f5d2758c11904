package inspect

import (
	"fmt"
)

// owed says that the response to this request has to have the request's nonce. That is so wherever
// responses are signed, but for the one revision that asks for it where a signature is required
// (draft-ietf-wimse-http-signature-04, Section 3.2; http-signature-06, Section 3.3).
func (r *reply) owed() bool {
	facts := r.Profile.HTTPSig()
	always := facts.RequestNonceAlways || facts.SignResponse == ""
	return facts.RequestNonce != "" && (always || r.Signs || asked(r.Capture))
}

// requestNoncePresent: draft-ietf-wimse-http-signature-07, Section 3.4.
func (r *reply) requestNoncePresent() error {
	if !r.owed() {
		return nil
	}
	return missing(r.signature, r.Profile.HTTPSig().RequestNonce)
}

func (r *reply) requestNonce() error {
	name := r.Profile.HTTPSig().RequestNonce
	got := r.param(name)
	if name == "" || got == nil || got == any("") || len(r.Requests) == 0 {
		return nil
	}
	if want, ok := nonceIn(r.Capture, r.Requests[0].Fields); ok && got != any(want) {
		return fmt.Errorf("%s is %s, not the nonce of the request", name, short(got))
	}
	return nil
}

// freshNonce looks for the nonce in what the recipient sent before.
func (r *reply) freshNonce() error {
	nonce, ok := r.text("nonce")
	for i := range r.EarlierResponses {
		before, _ := nonceIn(r.Capture, r.EarlierResponses[i].Fields)
		if ok && nonce != "" && before == nonce {
			return fmt.Errorf("nonce %s stands in an earlier response", short(nonce))
		}
	}
	return nil
}

func (r *reply) noAudience() error {
	if name := r.Profile.HTTPSig().AudienceParameter; name != "" {
		return present(r.signature, name)
	}
	return nil
}
