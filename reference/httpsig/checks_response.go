package httpsig

import (
	"errors"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

var errUnsigned = errors.New("the response is not signed, and has to be")

// unsignedChecks judge responses without a signature of this profile, and end there where one is
// accepted (http-signature-07, Section 3.5; http-signature-06, Section 3.4). Where the tag does not
// decide by itself whether there is one, any signature counts, and lacks a parameter.
var unsignedChecks = slices.Concat([]check.Check[*state]{
	{ID: "RSP-UNSIGNED-ACCEPT", Strict: func(s *state) error {
		return check.FailIf(s.untagged(), "the response is not signed")
	}},
	{ID: "RSP-PARAMS", Run: func(s *state) error {
		bad := s.untagged() && len(s.all) > 0 && (!s.facts.TagSelects || s.required)
		return check.FailIf(bad, "the signature has no parameter tag with the value %s", s.facts.Tag)
	}, Lenient: func(s *state) error {
		if s.untagged() && len(s.all) > 0 && s.wit.Confirmation.Public == nil {
			return check.ErrDone
		}
		return fallBack(s)
	}},
}, withEachBent(each(func(s *state) error {
	return check.FailIf(s.untagged() && s.required, "%w", errUnsigned)
}, func(s *state) error {
	if s.untagged() {
		return check.ErrDone
	}
	return nil
}, "RSP-UNSIGNED-REJECT", "RSP-ABSENT-REJECT-LEGACY"), bentUnsigned), []check.Check[*state]{
	{Run: func(s *state) error {
		if s.untagged() && s.required && !s.anyOff("RSP-UNSIGNED-REJECT", "RSP-ABSENT-REJECT-LEGACY") {
			return errUnsigned // by nothing but the caller's own policy
		}
		if s.untagged() {
			return check.ErrDone
		}
		return nil
	}},
})

// responseParameters are the parameters of a response's signature.
var responseParameters = []check.Check[*state]{
	{ID: "RSP-PARAMS", Run: func(s *state) error {
		nonce, _ := s.sig.text("nonce")
		_, created := s.sig.integer("created")
		_, expires := s.sig.integer("expires")
		bad := nonce == "" || !created || !expires
		return check.FailIf(bad, "one of created, expires and nonce is not there, or of another type")
	}, Bent: bentResponseParameters},
	{ID: "RSP-KEYID-FORBIDDEN", Strict: refuseParameter("keyid")},
	{ID: "RSP-ALG-PARAM-FORBIDDEN", Strict: refuseParameter("alg")},
	{ID: "RSP-REQ-NONCE-CHECK", Run: refuseOtherNonce, Bent: bentRequestNonces},
	{Run: readTimes},
	{ID: "RSP-EXPIRES-PASSED", Run: refusePassed, Bent: bentPassed},
}

func refuseOtherNonce(s *state) error {
	want := nonceOf(s.facts, s.msg.Request)
	if s.facts.RequestNonce == "" || want == "" {
		return nil
	}
	due := s.required || s.facts.RequestNonceAlways || s.sig.parameter(s.facts.RequestNonce) != nil
	nonce, _ := s.sig.text(s.facts.RequestNonce)
	return check.FailIf(due && nonce != want, "%s is not the nonce of the request", s.facts.RequestNonce)
}
