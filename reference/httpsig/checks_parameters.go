package httpsig

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

// parameterChecks ask for the parameters of a request's signature and hold them to their types
// (http-signature-07, Section 3; RFC 9421, Section 2.3). No text has a recipient refuse keyid and
// alg, which callers leave out.
var parameterChecks = []check.Check[*state]{
	{ID: "SIG-PARAM-CREATED", Run: needs("created"), Bent: inAnySignature("created")},
	{ID: "SIG-PARAM-EXPIRES", Run: needs("expires"), Bent: inAnySignature("expires")},
	{ID: "SIG-PARAM-INTEGER", Run: integers, Bent: bentIntegers},
	{ID: "SIG-PARAM-NONCE", Run: func(s *state) error {
		nonce, isText := s.sig.text("nonce")
		bad := s.sig.parameter("nonce") == nil || isText && nonce == ""
		return check.FailIf(bad, "it has no parameter nonce with something in it")
	}, Bent: inAnySignature("nonce")},
	{ID: "SIG-PARAM-EXTRA", Strict: func(s *state) error {
		for _, name := range s.sig.list.Params.Names() {
			if !slices.Contains(knownParameters, name) {
				return check.FailIf(true, "parameter %.40q is not known here", name)
			}
		}
		return nil
	}},
	{ID: "SIG-KEYID-FORBIDDEN", Strict: refuseParameter("keyid")},
	{ID: "SIG-KEYID-SHOULD-NOT", Strict: refuseParameter("keyid")},
	{ID: "SIG-KEYID-OTHER", Strict: refuseParameter("keyid")},
	{ID: "SIG-ALG-PARAM-FORBIDDEN", Strict: refuseParameter("alg")},
	{ID: "RSP-SIGN-PARAM-BOOLEAN", Run: func(s *state) error {
		v := s.sig.parameter(s.facts.SignResponse)
		_, ok := v.(bool)
		return check.FailIf(v != nil && !ok, "%s is not a boolean", s.facts.SignResponse)
	}},
	{ID: "RSP-SIGN-PARAM-FALSE", Strict: func(s *state) error {
		bad := s.sig.parameter(s.facts.SignResponse) == false
		return check.FailIf(bad, "%s is there and not true", s.facts.SignResponse)
	}},
}

var knownParameters = []string{
	"created", "expires", "nonce", "tag", "keyid", "alg", "wimse-aud", "wimse-sign-response",
	"wimse-req-nonce",
}

func needs(name string) func(*state) error {
	return func(s *state) error {
		return check.FailIf(s.sig.parameter(name) == nil, "it has no parameter %s", name)
	}
}

func integers(s *state) error {
	for _, name := range []string{"created", "expires"} {
		if _, ok := s.sig.integer(name); !ok && s.sig.parameter(name) != nil {
			return check.FailIf(true, "parameter %s is not an integer", name)
		}
	}
	return nil
}

func refuseParameter(name string) func(*state) error {
	return func(s *state) error {
		return check.FailIf(s.sig.parameter(name) != nil, "it has the parameter %s", name)
	}
}
