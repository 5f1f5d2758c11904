package wpt

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// legacyField carried the proof until wpt-01; scheme carries it from wpt-02 on.
const (
	legacyField   = "Workload-Proof-Token"
	authorization = "Authorization"
	scheme        = "WPT"
)

// fieldChecks find the proof in the field of the revision (wpt-02, Section 2).
var fieldChecks = []check.Check[*state]{
	{ID: "WIT-POP-REQUIRED", Run: func(s *state) error {
		return check.FailIf(!s.presents(), "the request carries no proof of possession")
	}, Lenient: func(s *state) error {
		if !s.presents() {
			return check.ErrDone
		}
		return nil
	}},
	{ID: "WPT-AUTHZ-SCHEME", Run: func(s *state) error {
		return check.FailIf(s.authorization() == "", "no %s field uses the %s scheme", authorization, scheme)
	}, Bent: schemeBends},
	{ID: "WPT-AUTHZ-ONE", Run: func(s *state) error {
		n := len(s.req.Fields.Values(authorization))
		return check.FailIf(n > 1, "there are %d %s fields", n, authorization)
	}, Bent: severalBends},
	{ID: "WPT-PROXY-AUTHZ", Strict: func(s *state) error {
		bad := s.req.Fields.Has("Proxy-Authorization")
		return check.FailIf(bad, "credentials for an intermediary stand beside the proof")
	}},
	{ID: "WPT-SCHEME-CASE", Strict: func(s *state) error {
		return check.FailIf(!strings.HasPrefix(s.authorization(), scheme), "the scheme is not written %s", scheme)
	}},
	{ID: "WPT-HDR-LEGACY-ONE", Run: func(s *state) error {
		n := len(s.req.Fields.Values(legacyField))
		return check.FailIf(n != 1, "there are %d %s fields", n, legacyField)
	}, Bent: legacySeveralBends},
	{Run: takeValue},
	{ID: "WPT-TOKEN68", Run: func(s *state) error {
		value := s.authorization()
		bad := value != "" && !areCredentials(value)
		return check.FailIf(bad, "the credentials are not one token68 behind the scheme")
	}, Lenient: func(s *state) error {
		s.mended, _, _ = strings.Cut(strings.TrimSpace(s.value), " ")
		s.mended = strings.TrimRight(s.mended, ",;")
		return nil
	}, Strict: func(s *state) error {
		return check.FailIf(!strings.HasPrefix(s.value, "ey"), "there is more than one space behind the scheme")
	}, Bent: credentialsBends},
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	token68 = letters + "0123456789-._~+/"
)

// areCredentials checks the syntax of the field value: a scheme, spaces, and one token68 with equals
// signs at its end alone (wpt-02, Section 2; RFC 9110, Section 11.2).
func areCredentials(value string) bool {
	name, rest, spaced := strings.Cut(value, " ")
	token := strings.TrimRight(strings.TrimLeft(rest, " "), "=")
	return spaced && name != "" && token != "" &&
		strings.Trim(name, letters) == "" && strings.Trim(token, token68) == ""
}

// presents says whether any field of the request could hold a proof: an empty one holds none.
func (s *state) presents() bool {
	values := append(s.req.Fields.Values(authorization), s.req.Fields.Values(legacyField)...)
	return slices.ContainsFunc(values, func(v string) bool {
		v = strings.TrimSpace(v)
		return v != "" && !strings.EqualFold(v, scheme)
	})
}

// authorization gives the value of the field that uses the scheme, if one does. A field line that
// another one follows is found as well: how many there may be is a check of its own.
func (s *state) authorization() string {
	for _, v := range s.req.Fields.Values(authorization) {
		name, _, _ := strings.Cut(v, " ")
		if strings.EqualFold(name, scheme) {
			return v
		}
	}
	return ""
}

// takeValue takes the proof from the field of the revision, or from any other where a switched-off
// check let that pass.
func takeValue(s *state) error {
	value := s.authorization()
	if legacy := s.req.Fields.Values(legacyField); s.facts.Scheme == "" && len(legacy) > 0 {
		s.value = legacy[0]
		return nil
	}
	for _, v := range append(s.req.Fields.Values(authorization), s.req.Fields.Values(legacyField)...) {
		if value == "" {
			value = v
		}
	}
	if _, credentials, found := strings.Cut(value, " "); found {
		value = credentials
	}
	s.value = value
	if s.facts.Scheme != "" {
		s.value = strings.TrimLeft(value, " ")
		return s.keepSpaces(value)
	}
	return nil
}

// keepSpaces lets the strict misreading of the syntax see what the right one passes over.
func (s *state) keepSpaces(value string) error {
	if s.Faults.On("WPT-TOKEN68:strict") {
		s.value = value
	}
	return nil
}

// formChecks parse the proof (RFC 7515, Section 5.2; RFC 7519, Section 7.2).
var formChecks = []check.Check[*state]{
	{ID: "WPT-JWT-WELLFORMED", Run: func(s *state) (err error) {
		s.token, err = jose.Parse(s.text())
		return err
	}, Lenient: func(s *state) (err error) {
		s.token, err = jose.ParseLenient(jose.Mend(s.text()), nil)
		return err
	}, Bent: tokenBends},
	{ID: "WPT-B64-CANONICAL", Run: func(s *state) error { return s.token.RefuseStrayBits() }},
	{ID: "WPT-HEADER-UNIQUE", Run: func(s *state) error { return jose.RefuseDuplicates(s.token.Header) }},
	{ID: "WPT-CLAIMS-UNIQUE", Run: func(s *state) error { return jose.RefuseDuplicates(s.token.Claims) }},
}

func (s *state) text() string {
	if s.mended != "" {
		return s.mended
	}
	return s.value
}
