// Package wpt verifies Workload Proof Tokens, and makes them. Start with [New] and
// [Verifier.Verify], or with [Maker].
//
// The checks stand in the order in which they run, cheap ones first, in the files checks_*.go: the
// field, the token's form, its header, its claims, the tokens beside it, the signature, the memory
// for replays. Each names the requirement of package spec that it enforces.
package wpt

import (
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

// Config is what a verifier is told by its deployment. Nothing in it ever comes from a message.
type Config struct {
	Profile *spec.Profile
	// Audience is the one value that aud must name, as a URI without query and fragment.
	Audience string
	// UnderstoodTokens are the header fields whose tokens the recipient uses, in lower case.
	UnderstoodTokens []string
	// MaxLifetime is how far ahead exp may lie; 0 means [DefaultMaxLifetime].
	MaxLifetime time.Duration
	// Replays remembers the proofs that were accepted; nil accepts a proof again and again.
	Replays replay.Store
	Faults  check.Faults
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// DefaultMaxLifetime is the limit for exp; the drafts speak of minutes.
const DefaultMaxLifetime = time.Hour

// Verifier verifies proofs. It is safe for concurrent use.
type Verifier struct {
	Config
	facts  spec.WPT
	checks check.Pipeline[*state]
}

// New makes a verifier.
func New(c Config) *Verifier {
	if c.MaxLifetime == 0 {
		c.MaxLifetime = DefaultMaxLifetime
	}
	return &Verifier{Config: c, facts: c.Profile.WPT(), checks: check.Compile(c.Profile, c.Faults, checks)}
}

// Faults lists the faults that a verifier offers.
func Faults() []string { return check.FaultsOf(checks) }

// Verify verifies the proof that a request carries for a WIT that has been verified, at a given
// time.
func (v *Verifier) Verify(req *message.Request, w *wit.WIT, now time.Time) *check.Refusal {
	return v.checks.Run(&state{Verifier: v, req: req, wit: w, now: now})
}

// state is what the checks know about one proof so far.
type state struct {
	*Verifier
	req *message.Request
	wit *wit.WIT
	now time.Time
	// value is the proof as it was sent, mended the same as a switched-off check reads it.
	value, mended string
	token         *jose.Token
	expires       time.Time
	// forMe says that aud names this recipient; verified that the signature is the workload's.
	forMe, verified bool
	// remembered says that the proof is in the memory for replays.
	remembered bool
	// audiences holds the values of aud, bare.
	audiences map[string]bool
}

var checks = slices.Concat(fieldChecks, formChecks, headerChecks, audienceChecks, timeChecks,
	claimChecks, tokenChecks, signatureChecks, replayChecks)
