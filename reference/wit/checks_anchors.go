package wit

import (
	"errors"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// anchorChecks choose the key from the trust anchors of the subject's trust domain
// (workload-creds-02, Section 3).
var anchorChecks = []check.Check[*state]{
	{Run: func(s *state) error {
		s.keys = s.Domains.All()
		if s.domain != nil {
			s.keys = s.domain.Keys
		}
		return nil
	}},
	{ID: "WIT-KID-MULTIKEY", Strict: func(s *state) error {
		s.keys = s.keys[:1]
		return nil
	}},
	{ID: "WIT-KID-SELECT", Run: selectKey(withKeyID), Bent: bentSelection},
	{ID: "WIT-KID-ABSENT", Run: func(s *state) error {
		if s.token.Header.Has("kid") {
			return nil
		}
		n := len(fitting(s.keys, s.token.Algorithm()))
		return check.FailIf(n != 1, "it has no kid, and %d trust anchors could be meant", n)
	}, Bent: bentChoice, Strict: func(s *state) error {
		return check.FailIf(!s.token.Header.Has("kid"), "it has no kid")
	}},
}

// selectKey leaves the keys that kid names, by some rule.
func selectKey(named func(keys []jose.Key, kid string) []jose.Key) func(*state) error {
	return func(s *state) error {
		kid, isText := s.token.Header.String("kid")
		if !s.token.Header.Has("kid") {
			return nil
		}
		if !isText {
			return errors.New("its kid is not a string")
		}
		s.keys = named(s.keys, kid)
		return check.FailIf(len(s.keys) == 0, "no trust anchor of the trust domain has kid %.40q", kid)
	}
}

// fittingKeys leaves out the keys that are there for another algorithm. A name that is no signature
// algorithm comes this far only past a switched-off check, and fits every key.
func (s *state) fittingKeys() []jose.Key {
	if !jose.IsSignature(s.token.Algorithm()) {
		return s.keys
	}
	return slices.DeleteFunc(slices.Clone(s.keys), func(k jose.Key) bool {
		return k.Algorithm != "" && k.Algorithm != s.token.Algorithm() || k.Fits(s.token.Algorithm()) != nil
	})
}

func withKeyID(keys []jose.Key, kid string) []jose.Key {
	var out []jose.Key
	for _, k := range keys {
		if k.KeyID == kid {
			out = append(out, k)
		}
	}
	return out
}

func fitting(keys []jose.Key, alg string) []jose.Key {
	var out []jose.Key
	for _, k := range keys {
		if k.Algorithm == alg || k.Algorithm == "" && k.Fits(alg) == nil {
			out = append(out, k)
		}
	}
	return out
}
