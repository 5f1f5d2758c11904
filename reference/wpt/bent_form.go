package wpt

import (
	"errors"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
)

// schemeBends find the proof under another scheme as well.
var schemeBends = []check.Bent[*state]{
	{Name: "bearer-too", Run: schemeLike(func(name string) bool { return strings.EqualFold(name, "Bearer") })},
	{Name: "prefix", Run: schemeLike(func(name string) bool {
		return strings.HasPrefix(strings.ToUpper(name), scheme)
	})},
}

func schemeLike(alike func(name string) bool) func(*state) error {
	return func(s *state) error {
		for _, v := range s.req.Fields.Values(authorization) {
			name, _, _ := strings.Cut(v, " ")
			if strings.EqualFold(name, scheme) || alike(name) {
				return nil
			}
		}
		return errors.New("no field uses a scheme like it")
	}
}

// severalBends choose one of several fields where the request is to be refused.
var severalBends = []check.Bent[*state]{
	{Name: "last-of-several", Run: func(s *state) error { s.keepLast(authorization); return nil }},
	{Name: "other-schemes-aside", Run: func(s *state) error {
		n := 0
		for _, v := range s.req.Fields.Values(authorization) {
			if name, _, _ := strings.Cut(v, " "); strings.EqualFold(name, scheme) {
				n++
			}
		}
		return check.FailIf(n > 1, "there are %d proofs", n)
	}},
}

var legacySeveralBends = []check.Bent[*state]{
	{Name: "last-of-several", Run: func(s *state) error {
		s.keepLast(legacyField)
		return check.FailIf(!s.req.Fields.Has(legacyField), "there is no %s field", legacyField)
	}},
}

// keepLast gives the checks a request with the last field line of a name alone.
func (s *state) keepLast(name string) {
	values := s.req.Fields.Values(name)
	if len(values) < 2 {
		return
	}
	req := *s.req
	req.Fields = append(req.Fields.Without(name), message.Field{name, values[len(values)-1]})
	s.req = &req
}

// credentialsBends read the proof out of more than credentials are.
var credentialsBends = []check.Bent[*state]{
	{Name: "first-word", Run: credentialsUpTo(" ")},
	{Name: "first-of-list", Run: credentialsUpTo(",")},
}

func credentialsUpTo(end string) func(*state) error {
	return func(s *state) error {
		value := s.authorization()
		if value == "" {
			return nil
		}
		name, rest, _ := strings.Cut(value, " ")
		s.mended, _, _ = strings.Cut(strings.TrimLeft(rest, " "), end)
		return check.FailIf(!areCredentials(name+" "+s.mended), "the credentials are no token68")
	}
}

// tokenBends parse what is no compact JWS.
var tokenBends = []check.Bent[*state]{
	{Name: "first-three-parts", Run: func(s *state) (err error) {
		parts := strings.SplitN(s.text(), ".", 4)
		s.token, err = jose.Parse(strings.Join(parts[:min(len(parts), 3)], "."))
		return err
	}},
	{Name: "padding-aside", Run: func(s *state) (err error) {
		s.token, err = jose.Parse(strings.TrimRight(s.text(), "="))
		return err
	}},
}

// typBends take the place of the check of typ.
var typBends = []check.Bent[*state]{
	{Name: "absent", Run: typLike(func(typ string, s *state) bool { return !s.token.Header.Has("typ") })},
	{Name: "jwt-too", Run: typLike(func(typ string, _ *state) bool { return typ == "jwt" })},
	{Name: "suffix", Run: typLike(func(typ string, _ *state) bool { return strings.HasSuffix(typ, "+jwt") })},
	{Name: "prefix", Run: typLike(func(typ string, s *state) bool {
		return strings.HasPrefix(typ, s.facts.Typ)
	})},
}

func typLike(alike func(typ string, s *state) bool) func(*state) error {
	return func(s *state) error {
		typ, _ := s.token.Header.String("typ")
		fine := jose.Conveys(s.token.Header, s.facts.Typ) || alike(strings.ToLower(typ), s)
		return check.FailIf(!fine, "typ is nothing like %s", s.facts.Typ)
	}
}
