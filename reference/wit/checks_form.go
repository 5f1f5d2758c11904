package wit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// maxSize is this implementation's limit in bytes; a token with an identifier of 2048 bytes has
// four thousand. maxNesting is its limit for JSON.
const (
	maxSize    = 16 << 10
	maxNesting = 32
)

// fieldChecks read the field that carries the token (workload-creds-02, Section 5.1.1).
var fieldChecks = []check.Check[*state]{
	{ID: "WIT-NO-BEARER", Run: refuseBearer, Lenient: takeBearer, Bent: bentBearer},
	{ID: "WIT-HDR-NAME", Run: requireField, Lenient: takeAlias, Bent: bentName, Strict: func(s *state) error {
		return check.FailIf(!s.exactFieldName(), "the field name is not written as in the draft")
	}},
	{ID: "WIT-HDR-ONE", Run: func(s *state) error {
		n := len(s.req.Fields.Values(s.facts.Field))
		return check.FailIf(n > 1, "there are %d %s fields", n, s.facts.Field)
	}, Bent: bentOne},
	{ID: "WIT-SIZE", Run: func(s *state) error {
		n := len(s.wit.Value)
		return check.FailIf(n > maxSize, "it has %d bytes; this implementation stops at %d", n, maxSize)
	}},
	{ID: "WIT-HDR-ABNF", Run: func(s *state) error {
		return requireValue(s.wit.Value)
	}, Bent: bentValue, Lenient: func(s *state) error {
		s.wit.Value, _, _ = strings.Cut(s.wit.Value, ", ") // the first of a list, and its hash
		if s.mended = jose.Mend(s.wit.Value); s.mended == "" {
			return check.ErrDone
		}
		return nil
	}},
}

func requireValue(value string) error {
	return check.FailIf(!isFieldValue(value), "the field value is not three base64url parts")
}

// isFieldValue leaves the number and length of the parts to the checks that follow: here is the
// alphabet.
func isFieldValue(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20 // letters in lower case
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '_' && s[i] != '.' && s[i] != '-' {
			return false
		}
	}
	return s != ""
}

// formChecks parse the token (RFC 7515, Section 5.2; RFC 7519, Section 7.2).
var formChecks = []check.Check[*state]{
	{ID: "WIT-JWS-COMPACT", Run: func(s *state) (err error) {
		s.token, err = jose.Parse(s.text())
		return err
	}, Lenient: func(s *state) (err error) {
		s.token, err = jose.ParseLenient(s.text(), s.req.Body)
		return err
	}, Bent: bentCompact},
	{ID: "WIT-B64-CANONICAL", Run: func(s *state) error { return s.token.RefuseStrayBits() }},
	{ID: "WIT-HEADER-UNIQUE", Run: func(s *state) error {
		return jose.RefuseDuplicates(s.token.Header)
	}, Bent: bentUnique},
	{ID: "WIT-CLAIMS-UNIQUE", Run: func(s *state) error {
		return jose.RefuseDuplicates(s.token.Claims)
	}},
	{ID: "WIT-NESTING", Run: func(s *state) error {
		return check.FailIf(s.token.Claims.Depth > maxNesting, "its claims nest deeper than %d levels", maxNesting)
	}},
}

// text is the token to parse: the field value, or what a switched-off check made of it.
func (s *state) text() string {
	if s.mended != "" {
		return s.mended
	}
	return s.wit.Value
}

func (s *state) exactFieldName() bool {
	for _, f := range s.req.Fields {
		if f.Name() == s.facts.Field {
			return true
		}
	}
	return false
}

func requireField(s *state) error {
	values := s.req.Fields.Values(s.facts.Field)
	if len(values) == 0 {
		return fmt.Errorf("the message has no %s field", s.facts.Field)
	}
	s.wit.Value = values[0]
	return nil
}

// takeAlias looks under other names, and lets a request without any token pass.
func takeAlias(s *state) error {
	values := s.req.Fields.Values(s.facts.Field)
	for _, name := range []string{"X-" + s.facts.Field, strings.ReplaceAll(s.facts.Field, "-", "_")} {
		values = append(values, s.req.Fields.Values(name)...)
	}
	if len(values) == 0 {
		return check.ErrDone
	}
	s.wit.Value = values[0]
	return nil
}

func refuseBearer(s *state) error {
	if s.req.Fields.Has(s.facts.Field) || s.bearer() == "" {
		return nil
	}
	return errors.New("the token is presented as a bearer token")
}

func takeBearer(s *state) error {
	if token := s.bearer(); token != "" && !s.req.Fields.Has(s.facts.Field) {
		s.req.Fields = append(s.req.Fields, [2]string{s.facts.Field, token})
		s.wit.Bearer = true
	}
	return nil
}

// bearer gives a token in the Authorization field that says of itself that it is a WIT.
func (s *state) bearer() string {
	for _, v := range s.req.Fields.Values("Authorization") {
		scheme, token, _ := strings.Cut(v, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			continue
		}
		if t, err := jose.Parse(token); err == nil && jose.Conveys(t.Header, s.facts.Typ) {
			return token
		}
	}
	return ""
}
