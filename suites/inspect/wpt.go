package inspect

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
)

const authorization = "Authorization"

// wptRows look at where the proof of a request stands, at its form, its header and its signature.
var wptRows = []row[*sent]{
	{"WPT-AUTHZ-SCHEME", (*sent).scheme},
	{"WPT-AUTHZ-SENDER-ONE", (*sent).oneAuthorization},
	{"WPT-TOKEN68", (*sent).token68},
	{"WPT-HDR-LEGACY", (*sent).legacyField},
	{"WPT-HDR-SENDER-ONE", (*sent).oneLegacyField},
	{"WPT-JWT-WELLFORMED", (*sent).wellFormedProof},
	{"WPT-HEADER-UNIQUE", proved(func(p *proof) error { return jose.RefuseDuplicates(p.Header) })},
	{"WPT-ALG-ASYMMETRIC", proved((*proof).asymmetric)},
	{"WPT-ALG-MATCH", proved((*proof).algorithmOfKey)},
	{"WPT-ALG-CORRESPOND", proved((*proof).algorithmSuitsKey)},
	{"WPT-TYP", proved((*proof).typ)},
	{"WPT-TYP-LEGACY", proved((*proof).typ)},
	{"WPT-SIG-VALID", proved((*proof).signature)},
}

// hasScheme compares the scheme of credentials without regard to case (RFC 9110, Section 11.1).
func hasScheme(value, scheme string) bool {
	name, _, _ := strings.Cut(value, " ")
	return strings.EqualFold(name, scheme)
}

// usesWPT says whether the request is to be looked at as one with a proof: the caller was told so,
// or it carries one, or it carries no signature in place of one.
func (s *sent) usesWPT() bool {
	if s.Call != nil {
		return s.Call.Binding == "wpt"
	}
	return !s.signed() || s.credentials() != ""
}

// presents says whether any field of the request could hold a proof: an empty one holds none, and an
// access token is none where proofs have a field of their own.
func (s *sent) presents() bool {
	for _, v := range s.req.Fields.Values("Workload-Proof-Token") {
		if strings.TrimSpace(v) != "" {
			return true
		}
	}
	for _, v := range s.req.Fields.Values(authorization) {
		if strings.TrimSpace(v) != "" && (s.Profile.WPT().Scheme != "" || hasScheme(v, "WPT")) {
			return true
		}
	}
	return false
}

// misplaced says that the place of the proof is to be looked at: there is something to find, and it
// is not the WIT itself.
func (s *sent) misplaced() bool { return s.usesWPT() && s.presents() && !s.bearerWIT() }

// scheme: draft-ietf-wimse-wpt-02, Section 2.
func (s *sent) scheme() error {
	facts := s.Profile.WPT()
	if facts.Scheme == "" || !s.misplaced() {
		return nil
	}
	for _, v := range s.req.Fields.Values(facts.Field) {
		if hasScheme(v, facts.Scheme) {
			return nil
		}
	}
	return fmt.Errorf("no %s field uses the scheme %s", facts.Field, facts.Scheme)
}

// oneAuthorization: draft-ietf-wimse-wpt-02, Section 2.2.
func (s *sent) oneAuthorization() error {
	if n := len(s.req.Fields.Values(authorization)); n > 1 && s.usesWPT() {
		return fmt.Errorf("the request has %d %s fields", n, authorization)
	}
	return nil
}

// isToken68 says whether credentials are one token68 behind a scheme (RFC 9110, Section 11.4).
func isToken68(credentials string) bool {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	scheme, token, found := strings.Cut(credentials, " ")
	token = strings.TrimRight(strings.TrimLeft(token, " "), "=")
	return found && scheme != "" && token != "" && strings.Trim(scheme, letters) == "" &&
		strings.Trim(token, letters+"0123456789-._~+/") == ""
}

// token68: draft-ietf-wimse-wpt-02, Section 2.
func (s *sent) token68() error {
	facts := s.Profile.WPT()
	value, ok := only(s.req.Fields, facts.Field)
	if !ok || facts.Scheme == "" || !hasScheme(value, facts.Scheme) {
		return nil
	}
	if !isToken68(value) {
		return errors.New("the credentials are not one token68 behind the scheme")
	}
	return nil
}

// legacyField: draft-ietf-wimse-wpt-01, Section 2.
func (s *sent) legacyField() error {
	facts := s.Profile.WPT()
	if facts.Scheme != "" || !s.misplaced() {
		return nil
	}
	for _, v := range s.req.Fields.Values(facts.Field) {
		if v != "" {
			return nil
		}
	}
	return fmt.Errorf("no %s field holds a proof", facts.Field)
}

// oneLegacyField: RFC 9110, Section 5.3.
func (s *sent) oneLegacyField() error {
	facts := s.Profile.WPT()
	if n := len(s.req.Fields.Values(facts.Field)); n > 1 && facts.Scheme == "" && s.usesWPT() {
		return fmt.Errorf("the request has %d %s fields", n, facts.Field)
	}
	return nil
}

// credentials gives the text of the proof; empty where there is no single one in its place.
func (s *sent) credentials() string {
	facts := s.Profile.WPT()
	value, ok := only(s.req.Fields, facts.Field)
	if !ok || facts.Scheme == "" {
		return value
	}
	if !hasScheme(value, facts.Scheme) || !isToken68(value) {
		return ""
	}
	_, value, _ = strings.Cut(value, " ")
	return strings.TrimLeft(value, " ")
}

// wellFormedProof: the credentials are a JWT (draft-ietf-wimse-wpt-02, Section 2).
func (s *sent) wellFormedProof() error {
	text := s.credentials()
	if text == "" || !s.usesWPT() {
		return nil
	}
	_, err := parse(text)
	return err
}
