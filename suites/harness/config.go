package harness

import (
	"cmp"
	"crypto/tls"
	"time"
)

// Config says how a session talks to its target.
type Config struct {
	// URL is the recipient's. Its scheme, host and port decide the connection; the request line is
	// made from the URL of each step.
	URL string
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
	return &c
}
