package wpt

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/replay"
)

// signatureChecks verify the signature under the confirmation key.
var signatureChecks = []check.Check[*state]{
	{Run: func(s *state) error {
		s.verified = s.wit.Confirmation.Public == nil || s.verifies(s.wit.Confirmation)
		return nil
	}},
	{ID: "WPT-KEY-EMBEDDED", Run: func(s *state) error {
		bad := !s.verified && s.token.Header.Has("jwk")
		return check.FailIf(bad, "it is signed by a key that only its own header vouches for")
	}, Lenient: func(s *state) error {
		raw, _ := json.Marshal(s.token.Header.Members["jwk"])
		key, err := jose.ParseKey(raw)
		s.verified = s.verified || err == nil && s.verifies(key)
		return nil
	}},
	{ID: "WPT-SIG-VALID", Run: func(s *state) error {
		return check.FailIf(!s.verified, "its signature does not verify under the confirmation key")
	}, Strict: func(s *state) error { return errors.New("no signature is good enough") }, Bent: signatureBends},
}

// verifies checks the signature. An algorithm that does not fit the key is refused, whatever mix of
// revisions let it come this far; past a switched-off check the key decides in its place.
func (s *state) verifies(key jose.Key) bool {
	alg := s.token.Algorithm()
	if key.Fits(alg) != nil {
		if !s.anyAlgorithm() {
			return false
		}
		if natural := key.Natural(); natural != "" && alg != "none" && !jose.IsSymmetric(alg) {
			alg = natural
		}
	}
	s.Checked.Add(alg)
	return s.token.Unsigned ||
		jose.Verify(alg, key, s.token.SigningInput, s.token.Signature) == nil
}

// anyAlgorithm says that a check on the form or the alg of the proof or its key is switched off.
func (s *state) anyAlgorithm() bool {
	return s.anyConfirmation() || slices.ContainsFunc([]string{
		"WPT-JWT-WELLFORMED", "WPT-ALG-ASYMMETRIC", "WPT-ALG-STRING-EQUAL", "WPT-ALG-CORRESPOND",
		"WIT-CNF-KEY-VALID", "WIT-CNF-ALG-REQUIRED",
	}, s.Faults.On)
}

// replayChecks come last: only a proof that is good in all else is remembered, so that nobody fills
// the memory with forgeries.
var replayChecks = []check.Check[*state]{
	{ID: "WIT-REUSE", Strict: func(s *state) error { return s.use("WIT", s.wit.Value) }},
	{ID: "WPT-JTI-SENDER-SCOPE", Strict: func(s *state) error { return s.use("", s.tokenID()) }},
	{ID: "WPT-JTI-REPLAY-REC", Run: (*state).remember, Bent: replayBends},
	{ID: "WPT-JTI-REPLAY-OPTIONAL", Run: (*state).remember},
}

// remember uses the proof up, once even where two requirements ask for it, and not at all where either
// is switched off.
func (s *state) remember() error {
	off := slices.ContainsFunc([]string{"WPT-JTI-REPLAY-REC", "WPT-JTI-REPLAY-OPTIONAL"}, s.Faults.On)
	if s.remembered || off {
		return nil
	}
	s.remembered = true
	return s.use(s.wit.Subject.URI, s.tokenID())
}

func (s *state) use(sender, id string) error {
	if s.Replays == nil || id == "" {
		return nil
	}
	err := s.Replays.Use(sender, id, s.now, s.expires)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, replay.ErrSeen):
		return errors.New("jti has been used before by this sender")
	case errors.Is(err, replay.ErrFull):
		return &check.Refusal{Detail: "the memory for proofs is full", Cause: err}
	}
	return &check.Refusal{Detail: "the memory for proofs does not answer", Cause: err}
}
