package harness

import (
	"cmp"
	"crypto/tls"
	"time"

	"github.com/wimsespec/wimsespec/suites/peer"
)

// Config says how a session talks to its target.
type Config struct {
	// URL is the recipient's. Its scheme, host and port decide the connection; the request line is
	// made from the URL of each step.
	URL string
	// MTLSURL is where the recipient listens for mutual TLS.
	MTLSURL string
	// CallerURL is where a caller is told to make a call, IssuerURL where an issuer is asked for a
	// token, and JWKSURL where it publishes its keys.
	CallerURL, IssuerURL, JWKSURL string
	// VerifierURL is where a verifier is asked about vectors.
	VerifierURL string
	// Peer is what callers are told to call; without one, the cases of callers are inconclusive.
	Peer *peer.Peer
	// Facts are what the checks of messages that a target made need to know.
	Facts *Facts
	// Secrets are texts that may stand in no message of a caller, such as its private key. They get
	// into the journal only where a message holds them already.
	Secrets []string
	// CallerField is the response field that names the authenticated identifier, or "".
	CallerField string
	// Timeout is the time for one step; 5 s by default.
	Timeout time.Duration
	// MaxHead and MaxBody are the most that is read of an answer; 64 KiB each by default.
	MaxHead, MaxBody int64
	// Workers is how many groups of cases are observed at once; 8 by default.
	Workers int
	// Batch is how many cases are sent between two probes of their control; 8 by default.
	Batch int
	// TLS is used for https URLs; its server name defaults to the URL's.
	TLS *tls.Config
	// Clock is looked at around each case; that of the machine by default.
	Clock Clock
	// Journal, if not nil, takes every observation; when it fails, the session stops.
	Journal *Journal
	// OnOutcome, if not nil, is called once for each finished case, one call at a time. It must not
	// panic.
	OnOutcome func(Outcome)
}

func (c Config) withDefaults() *Config {
	c.Timeout = cmp.Or(c.Timeout, 5*time.Second)
	c.MaxHead = cmp.Or(c.MaxHead, 64<<10)
	c.MaxBody = cmp.Or(c.MaxBody, 64<<10)
	c.Workers = cmp.Or(max(c.Workers, 0), 8)
	c.Batch = cmp.Or(max(c.Batch, 0), 8)
	if c.Clock == nil {
		c.Clock = machineClock
	}
	return &c
}
