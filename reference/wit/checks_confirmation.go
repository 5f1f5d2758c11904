package wit

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// confirmationChecks read cnf.jwk (RFC 7800, Section 3.2).
var confirmationChecks = []check.Check[*state]{
	{ID: "WIT-CNF-REQUIRED", Run: func(s *state) error {
		_, ok := s.token.Claims.Members["cnf"].(map[string]any)
		return check.FailIf(!ok, "it has no cnf claim that is an object")
	}, Bent: bentConfirmation},
	{Run: func(s *state) error {
		cnf, _ := s.token.Claims.Members["cnf"].(map[string]any)
		s.jwk.Members, _ = cnf["jwk"].(map[string]any)
		return nil
	}},
	{ID: "WIT-CNF-JWK-MEMBER", Run: func(s *state) error {
		_, there := s.token.Claims.Members["cnf"].(map[string]any)
		return check.FailIf(there && s.jwk.Members == nil, "cnf has no jwk that is an object")
	}, Bent: bentKeyMember},
	{ID: "WIT-CNF-IGNORE", Strict: func(s *state) error {
		cnf, _ := s.token.Claims.Members["cnf"].(map[string]any)
		return jose.RefuseOthers(jose.Object{Members: cnf}, "jwk")
	}},
	{ID: "WIT-CNF-NO-PRIVATE", Run: func(s *state) error {
		m := jose.PrivateMember(s.jwk.Members)
		return check.FailIf(m != "" && !s.symmetricKey(), "cnf.jwk holds the private member %q", m)
	}, Bent: bentPrivate},
	{ID: "WIT-CNF-ALG-REQUIRED", Run: func(s *state) error {
		alg, _ := s.jwk.String("alg")
		return check.FailIf(s.jwk.Members != nil && alg == "", "cnf.jwk names no alg")
	}, Bent: bentKeyNamesAlg},
	{ID: "WIT-CNF-ALG-NOT-NONE", Run: func(s *state) error {
		alg, _ := s.jwk.String("alg")
		return check.FailIf(jose.IsNone(alg), "cnf.jwk.alg is none")
	}},
	{ID: "WIT-CNF-ALG-NOT-SYMMETRIC", Run: func(s *state) error {
		return check.FailIf(s.symmetricKey(), "cnf.jwk is for a symmetric algorithm")
	}, Bent: bentSymmetric},
	{ID: "WIT-CNF-ALG-NOT-ENC", Run: func(s *state) error {
		alg, _ := s.jwk.String("alg")
		return check.FailIf(jose.IsEncryption(alg), "cnf.jwk.alg %.40q is for encryption", alg)
	}, Bent: bentEncryption},
	{ID: "WIT-CNF-KEY-VALID", Run: confirm, Bent: bentKey, Lenient: func(s *state) error {
		_ = confirm(s)
		return nil
	}},
}

func (s *state) symmetricKey() bool {
	alg, _ := s.jwk.String("alg")
	return s.jwk.Members["kty"] == "oct" || jose.IsSymmetric(alg)
}

// confirm decodes the confirmation key and holds it against its own algorithm.
func confirm(s *state) error {
	if s.jwk.Members == nil {
		return nil
	}
	raw, err := json.Marshal(s.jwk.Members)
	if err != nil {
		return err
	}
	key, err := jose.ParseKey(raw)
	if err != nil {
		return errors.New("cnf.jwk is not a key")
	}
	s.wit.Confirmation = key
	if key.Algorithm == "" || s.otherwiseRefused(key.Algorithm) || s.symmetricKey() {
		return sizeOnly(key)
	}
	if !slices.Contains(jose.Algorithms(), key.Algorithm) {
		return fmt.Errorf("cnf.jwk.alg %.40q is not known here", key.Algorithm)
	}
	return key.Fits(key.Algorithm)
}

// sizeOnly is for keys that name no algorithm to hold them against.
func sizeOnly(key jose.Key) error {
	if natural := key.Natural(); natural != "" || len(key.JWK) == 0 {
		return nil
	}
	return key.Fits("RS256")
}
