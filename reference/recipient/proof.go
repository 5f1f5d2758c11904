package recipient

import (
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wit"
)

// prove verifies the proofs of possession that a request carries: a WPT, a signature, or both,
// since no text lets one of them make up for the other. A signature that is not of this profile is
// nobody's business beside a WPT; where it is all that there is, its verification says what is
// wrong.
func (r *Recipient) prove(
	req message.Request, w *wit.WIT, now time.Time,
) (*httpsig.Signed, *Refused) {
	token, signed := r.presented(req.Fields)
	switch {
	case !token && !signed && !r.supports("wpt"):
		return nil, &Refused{check.Refuse("WIT-POP-REQUIRED", "it comes without a proof that is supported"), "wit"}
	case token && signed && r.Faults.On("SIG-BESIDE-WPT:strict"):
		return nil, &Refused{check.Refuse("SIG-BESIDE-WPT", "two proofs stand there"), "httpsig"}
	case !token && !signed && r.Faults.On("SIG-NO-BEARER"):
		return nil, nil
	}
	if token || !signed {
		if refusal := r.proofs.Verify(&req, w, now); refusal != nil || !signed {
			return nil, refusedBy("wpt", refusal)
		}
	}
	out, refusal := r.signatures.VerifyRequest(&req, w, now)
	return &out, refusedBy("httpsig", refusal)
}

// presented says which proofs of those that are supported a request has.
func (r *Recipient) presented(fields message.Fields) (token, signed bool) {
	token = r.supports("wpt") && r.presentsWPT(fields)
	signed = httpsig.Presented(r.Profile, fields) ||
		!token && (fields.Has("Signature-Input") || fields.Has("Signature"))
	return token, signed && r.supports("httpsig")
}

func (r *Recipient) supports(binding string) bool { return !slices.Contains(r.Unsupported, binding) }

func refusedBy(credential string, refusal *check.Refusal) *Refused {
	if refusal == nil {
		return nil
	}
	return &Refused{refusal, credential}
}

// presentsWPT says whether a request has something in the place where the revision has the proof.
func (r *Recipient) presentsWPT(fields message.Fields) bool {
	facts := r.Profile.WPT()
	return slices.ContainsFunc(fields.Values(facts.Field), func(value string) bool {
		scheme, _, _ := strings.Cut(value, " ")
		return facts.Scheme == "" || strings.EqualFold(scheme, facts.Scheme)
	})
}
