package wpt

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// witHashBends compare wth with the hash of the WIT by another rule than that they are equal, or with
// the hash of other bytes.
var witHashBends = []check.Bent[*state]{
	{Name: "prefix", Run: hashLike(func(c string, s *state) bool {
		return strings.HasPrefix(Hash(s.wit.Value), c)
	})},
	{Name: "any-case", Run: hashLike(func(c string, s *state) bool {
		return strings.EqualFold(c, Hash(s.wit.Value))
	})},
	{Name: "hexadecimal-too", Run: hashLike(func(c string, s *state) bool {
		sum := sha256.Sum256([]byte(s.wit.Value))
		return c == hex.EncodeToString(sum[:])
	})},
	{Name: "any-base64", Run: hashLike(func(c string, s *state) bool {
		sum := sha256.Sum256([]byte(s.wit.Value))
		c = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(c, "="))
		return c == base64.RawStdEncoding.EncodeToString(sum[:])
	})},
	{Name: "of-the-untrimmed-value", Run: hashLike(func(c string, s *state) bool {
		return c == Hash(s.wit.Value+" ")
	})},
	{Name: "null-aside", Run: func(s *state) error {
		wth := s.token.Claims.Members["wth"]
		return check.FailIf(wth != nil && wth != Hash(s.wit.Value), "wth is another hash")
	}},
}

// hashLike takes a wth that is the right hash, or is something like it. What is no text, or has nothing
// in it, is refused all the same.
func hashLike(alike func(claimed string, s *state) bool) func(*state) error {
	return func(s *state) error {
		wth, isText := s.token.Claims.String("wth")
		fine := isText && wth != "" && (wth == Hash(s.wit.Value) || alike(wth, s))
		return check.FailIf(s.token.Claims.Has("wth") && !fine, "wth is nothing like the hash")
	}
}

// accessHashBends take the place of the check of ath.
var accessHashBends = []check.Bent[*state]{
	{Name: "absent", Run: func(s *state) error {
		token := s.accessToken()
		ath, _ := s.token.Claims.String("ath")
		return check.FailIf(s.token.Claims.Has("ath") && token != "" && ath != Hash(token), "ath is another hash")
	}},
	{Name: "of-the-field-value", Run: func(s *state) error {
		ath, _ := s.token.Claims.String("ath")
		token, values := s.accessToken(), s.req.Fields.Values(authorization)
		ofValue := slices.ContainsFunc(values, func(v string) bool { return ath == Hash(v) })
		bad := token != "" && ath != Hash(token) && !ofValue
		return check.FailIf(bad, "ath is neither the hash of the token nor that of the field")
	}},
}

// transactionHashBends take the place of the check of tth.
var transactionHashBends = []check.Bent[*state]{
	{Name: "absent", Run: func(s *state) error {
		return check.FailIf(s.token.Claims.Has("tth") && !s.transactionHash(Hash), "tth is another hash")
	}},
	{Name: "hexadecimal-too", Run: func(s *state) error {
		fine := s.transactionHash(Hash) || s.transactionHash(func(token string) string {
			sum := sha256.Sum256([]byte(token))
			return hex.EncodeToString(sum[:])
		})
		return check.FailIf(!fine, "tth is another hash")
	}},
}

// transactionHash says whether tth is a hash of the one Txn-Token, or there is none.
func (s *state) transactionHash(hash func(string) string) bool {
	tokens := s.req.Fields.Values("Txn-Token")
	tth, _ := s.token.Claims.String("tth")
	return len(tokens) == 0 || len(tokens) == 1 && tth == hash(tokens[0])
}

// senderBends take the place of the checks of iss and of jti.
var (
	issuerBends = []check.Bent[*state]{
		{Name: "trust-domain-only", Run: func(s *state) error {
			iss, _ := s.token.Claims.String("iss")
			domain, _, _ := strings.Cut(strings.TrimPrefix(iss, s.wit.Subject.Scheme+"://"), "/")
			return check.FailIf(domain != s.wit.Subject.TrustDomain, "iss is of another trust domain")
		}},
	}
	tokenIDBends = []check.Bent[*state]{
		{Name: "empty-too", Run: func(s *state) error {
			_, isText := s.token.Claims.String("jti")
			return check.FailIf(!isText, "jti is no string")
		}},
		{Name: "any-type", Run: func(s *state) error {
			jti, there := s.token.Claims.Members["jti"]
			return check.FailIf(!there || jti == "", "it has no jti")
		}},
	}
)

// othBends look at the whole of oth where each member counts.
var othBends = []check.Bent[*state]{
	{Name: "one-is-enough", Run: func(s *state) error {
		names, known := 0, 0
		_ = s.eachOther(func(name string, _ any) error {
			names++
			if s.understands(name) {
				known++
			}
			return nil
		}) // the visit never fails
		return check.FailIf(names > 0 && known == 0, "oth names nothing that is understood here")
	}},
}
