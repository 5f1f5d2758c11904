package wpt

import (
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentHash compares a claim with a hash by another rule than that they are equal. What is no text, or
// has nothing in it, is refused all the same.
func bentHash(claim string, hash func(*state) string, alike func(claimed, hash string) bool) func(*state) error {
	return func(s *state) error {
		claimed, isText := s.token.Claims.String(claim)
		bad := s.token.Claims.Has(claim) && (!isText || claimed == "" || !alike(claimed, hash(s)))
		return check.FailIf(bad, "%s is nothing like the hash", claim)
	}
}

// bentHashes are what an implementation might do with the hash of a token.
func bentHashes(claim string, hash func(*state) string) []check.Bent[*state] {
	return []check.Bent[*state]{
		{Name: "prefix", Run: bentHash(claim, hash, func(c, h string) bool { return strings.HasPrefix(h, c) })},
		{Name: "any-case", Run: bentHash(claim, hash, strings.EqualFold)},
	}
}

func hashOfWIT(s *state) string { return Hash(s.wit.Value) }
