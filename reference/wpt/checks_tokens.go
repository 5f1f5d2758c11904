package wpt

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// Hash is the hash of a token as claims carry it: base64url of the SHA-256 of its characters
// (wpt-02, Section 2).
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// claimChecks look at the claims that bind the proof to its sender and its WIT.
var claimChecks = []check.Check[*state]{
	{ID: "WPT-JTI-PRESENT", Run: func(s *state) error {
		return check.FailIf(s.tokenID() == "", "it has no jti claim that is a string with something in it")
	}, Bent: tokenIDBends},
	{ID: "WPT-ISS-MATCH-LEGACY", Run: func(s *state) error {
		iss, _ := s.token.Claims.String("iss")
		return check.FailIf(iss != s.wit.Subject.URI, "iss is not the subject of the WIT")
	}, Bent: issuerBends},
	{ID: "WPT-WTH-PRESENT", Run: func(s *state) error {
		return check.FailIf(!s.token.Claims.Has("wth"), "it has no wth claim")
	}},
	{ID: "WPT-WTH-MATCH", Run: func(s *state) error {
		wth, there := s.token.Claims.Members["wth"]
		return check.FailIf(there && wth != Hash(s.wit.Value), "wth is not the hash of the WIT beside it")
	}, Bent: witHashBends},
	{ID: "WPT-CLAIMS-IGNORE", Strict: func(s *state) error {
		return jose.RefuseOthers(s.token.Claims, "iss", "aud", "exp", "nbf", "jti", "wth", "ath", "tth", "oth")
	}},
}

func (s *state) tokenID() string {
	jti, _ := s.token.Claims.String("jti")
	return jti
}

// tokenChecks hold the claims ath, tth and oth against the tokens in the request (wpt-02, Section
// 2).
var tokenChecks = []check.Check[*state]{
	{ID: "WPT-ATH-MATCH-LEGACY", Run: func(s *state) error {
		token := s.accessToken()
		ath, _ := s.token.Claims.String("ath")
		return check.FailIf(token != "" && ath != Hash(token), "ath is not the hash of the access token")
	}, Bent: accessHashBends},
	{ID: "WPT-ATH-ACCEPT-LEGACY", Strict: func(s *state) error {
		return check.FailIf(s.accessToken() != "", "an access token stands beside the proof")
	}},
	{ID: "WPT-TTH-MATCH", Run: func(s *state) error {
		tokens := s.req.Fields.Values("Txn-Token")
		tth, _ := s.token.Claims.String("tth")
		bad := len(tokens) > 0 && (len(tokens) > 1 || tth != Hash(tokens[0]))
		return check.FailIf(bad, "tth is not the hash of the Txn-Token")
	}, Bent: transactionHashBends},
	{ID: "WPT-TTH-NO-TOKEN", Strict: func(s *state) error {
		bad := s.token.Claims.Has("tth") && !s.req.Fields.Has("Txn-Token")
		return check.FailIf(bad, "tth is there without a Txn-Token")
	}},
	{ID: "WPT-TXN-TOKEN", Strict: func(s *state) error {
		return check.FailIf(s.req.Fields.Has("Txn-Token"), "a Txn-Token stands beside the proof")
	}},
	{ID: "WPT-OTH-OBJECT", Run: func(s *state) error {
		_, ok := s.token.Claims.Members["oth"].(map[string]any)
		return check.FailIf(s.token.Claims.Has("oth") && !ok, "oth is not an object")
	}},
	{ID: "WPT-OTH-STRING-LEGACY", Run: func(s *state) error {
		_, ok := s.token.Claims.String("oth")
		return check.FailIf(s.token.Claims.Has("oth") && !ok, "oth is not a string")
	}},
	{ID: "WPT-OTH-UNKNOWN-REJECT", Run: func(s *state) error {
		return s.eachOther(func(name string, _ any) error {
			bad := !slices.Contains(s.UnderstoodTokens, name)
			return check.FailIf(bad, "oth names %.40q, which is not understood here", name)
		})
	}, Bent: othBends},
	{ID: "WPT-OTH-REPEATED", Run: func(s *state) error {
		return s.eachOther(func(name string, _ any) error {
			bad := len(s.req.Fields.Values(name)) > 1
			return check.FailIf(bad, "the field %.40q that oth names stands in the request twice", name)
		})
	}},
	{ID: "WPT-OTH-MISSING-FIELD", Run: func(s *state) error {
		return s.eachOther(func(name string, _ any) error {
			bad := s.understands(name) && !s.req.Fields.Has(name)
			return check.FailIf(bad, "oth names %.40q, which the request does not carry", name)
		})
	}},
	{ID: "WPT-OTH-VERIFY-ALL", Run: func(s *state) error {
		return s.eachOther(func(name string, hash any) error {
			values := s.req.Fields.Values(name)
			bad := len(values) > 0 && s.understands(name) && hash != Hash(strings.Trim(values[0], " "))
			return check.FailIf(bad, "oth holds another hash than that of the token in %.40q", name)
		})
	}},
	{ID: "WPT-OTH-MATCH", Run: matchOther},
	{ID: "WPT-OTH-ACCEPT", Strict: func(s *state) error {
		return check.FailIf(s.token.Claims.Has("oth"), "oth is not known here")
	}},
}

func (s *state) understands(field string) bool { return slices.Contains(s.UnderstoodTokens, field) }

// eachOther visits the members of oth where it is an object.
func (s *state) eachOther(visit func(name string, hash any) error) error {
	oth, _ := s.token.Claims.Members["oth"].(map[string]any)
	for name, hash := range oth {
		if err := visit(name, hash); err != nil {
			return err
		}
	}
	return nil
}

// matchOther asks that every understood token in the request is covered: by a member of oth where
// that is an object, by its value where it is a string.
func matchOther(s *state) error {
	members, isObject := s.token.Claims.Members["oth"].(map[string]any)
	for _, name := range s.UnderstoodTokens {
		values := s.req.Fields.Values(name)
		if len(values) == 0 || name == "txn-token" {
			continue
		}
		if _, covered := members[name]; covered {
			continue
		}
		hash, _ := s.token.Claims.String("oth")
		if isObject || hash != Hash(strings.Trim(values[0], " ")) {
			return errors.New("oth does not cover the token in the field " + name)
		}
	}
	return nil
}

// accessToken gives the OAuth access token of a request; under a revision whose proof travels in
// the Authorization field there is none.
func (s *state) accessToken() string {
	for _, v := range s.req.Fields.Values(authorization) {
		name, token, _ := strings.Cut(v, " ")
		if strings.EqualFold(name, "Bearer") || strings.EqualFold(name, "DPoP") {
			return strings.Trim(token, " ")
		}
	}
	return ""
}
