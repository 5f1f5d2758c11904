package httpsig

import (
	"errors"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/replay"
)

// replayChecks come last: only a message that is good in all else is remembered, so that nobody
// fills the memory with forgeries.
var replayChecks = slices.Concat([]check.Check[*state]{
	{ID: "SIG-NONCE-PEER-SCOPE", Strict: useAnywhere},
}, withEachBent(each(remember, nil, "SIG-NONCE-REPLAY", "SIG-NONCE-REPLAY-MAY", "SIG-REPLAY-DETECT"),
	map[string][]check.Bent[*state]{"SIG-NONCE-REPLAY": bentReplays}))

var responseReplayChecks = each(remember, nil, "RSP-REPLAY")

// remember uses the nonce up, once even where several requirements ask for it. Whose nonces are
// compared is a matter of the revision.
func remember(s *state) error {
	if s.remembered {
		return nil
	}
	s.remembered = true
	return s.use(s.replayScope())
}

// replayScope names those whose nonces are compared.
func (s *state) replayScope() string {
	if s.facts.ReplayScope == "any" {
		return ""
	}
	return s.wit.Subject.URI
}

// useAnywhere is the misreading that nonces of all peers are compared where they are not.
func useAnywhere(s *state) error { return s.use("strict") }

func (s *state) use(sender string) error {
	nonce, _ := s.sig.text("nonce")
	if s.Replays == nil || nonce == "" {
		return nil
	}
	err := s.Replays.Use(sender, nonce, s.now, s.expires)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, replay.ErrSeen):
		return errors.New("nonce has been used before")
	case errors.Is(err, replay.ErrFull):
		return &check.Refusal{Detail: "the memory for nonces is full", Cause: err}
	}
	return &check.Refusal{Detail: "the memory for nonces does not answer", Cause: err}
}
