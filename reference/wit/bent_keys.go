package wit

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentSelection finds a key whose kid is nearly the one in the header, or takes any where none is found.
var bentSelection = []check.Bent[*state]{
	{Name: "or-any", Run: selectKey(func(keys []jose.Key, kid string) []jose.Key {
		if named := withKeyID(keys, kid); len(named) > 0 {
			return named
		}
		return keys
	})},
	{Name: "prefix", Run: selectKey(orNearly(strings.HasPrefix))},
	{Name: "any-case", Run: selectKey(orNearly(strings.EqualFold))},
}

func orNearly(alike func(known, kid string) bool) func(keys []jose.Key, kid string) []jose.Key {
	return func(keys []jose.Key, kid string) []jose.Key {
		if named := withKeyID(keys, kid); len(named) > 0 {
			return named
		}
		return slices.DeleteFunc(slices.Clone(keys), func(k jose.Key) bool { return !alike(k.KeyID, kid) })
	}
}

// bentChoice takes the first key of the algorithm.
var bentChoice = []check.Bent[*state]{{Name: "first-of-several", Run: func(s *state) error {
	if s.token.Header.Has("kid") {
		return nil
	}
	keys := fitting(s.keys, s.token.Algorithm())
	s.keys = keys[:min(1, len(keys))]
	return check.FailIf(len(keys) == 0, "it has no kid, and no trust anchor could be meant")
}}}

// bentAnchor finds the key without the trust domain: by its kid, or by the issuer that the token names.
var bentAnchor = []check.Bent[*state]{
	{Name: "by-kid", Run: func(s *state) error {
		kid, _ := s.token.Header.String("kid")
		s.verified = s.verified || s.verifies(withKeyID(s.foreignKeys(), kid))
		return requireAnchor(s)
	}},
	{Name: "by-issuer", Run: func(s *state) error {
		iss, _ := s.token.Claims.String("iss")
		for _, d := range s.Domains {
			other := d != s.domain && slices.Contains(d.Issuers, iss)
			s.believed = s.believed || !s.verified && other && s.verifies(d.Keys)
		}
		s.verified = s.verified || s.believed
		return requireAnchor(s)
	}},
}

// bentEmbedded takes keys from one parameter of the header, and knows better about the others.
var bentEmbedded = []check.Bent[*state]{embedded("jwk"), embedded("x5c"), embedded("jku"), embedded("x5u")}

func embedded(parameter string) check.Bent[*state] {
	return check.Bent[*state]{Name: parameter, Run: func(s *state) error {
		s.verified = s.verified || s.verifies(s.headerKeys(parameter))
		return refuseEmbedded(s)
	}}
}
