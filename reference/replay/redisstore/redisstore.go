// Package redisstore remembers proofs in Redis, so that the replicas of a recipient accept each
// proof once among them all. Start with [New]; [Store.Check] says early whether the server will do.
//
// It fails closed: a proof that cannot be looked up in time is not accepted, and the error is
// [replay.ErrAway]. A proof that was recorded although the answer to that was lost stays recorded:
// its sender makes another.
//
// The server has to be Redis 7.0 or later, with the policy noeviction: one that evicts forgets
// proofs while they can still be replayed, and so does one that loses its memory in a restart or
// when a replica takes over before it has caught up.
package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wimsespec/wimsespec/reference/replay"
)

// Config is what a store is told by its deployment.
type Config struct {
	// URL names the database: redis://user:password@host:port/0, with TLS rediss://, or
	// unix:///run/redis.sock?db=0.
	URL string
	// Prefix begins every key; "" means [DefaultPrefix]. Those who share a database and a prefix count
	// as one recipient.
	Prefix string
	// Timeout bounds one use, with all its tries; 0 means [DefaultTimeout].
	Timeout time.Duration
	// Skew is how long a proof is kept after it has expired, for recipients whose clocks are behind
	// the one that accepted it; 0 means [DefaultSkew].
	Skew time.Duration
}

// The defaults. No draft says how far clocks may differ; the one for skew is that of package httpsig.
const (
	DefaultPrefix  = "wimse:replay:"
	DefaultTimeout = time.Second
	DefaultSkew    = time.Minute
)

// longest is how long a proof is kept at the most, so that one which never expires is not kept for ever:
// a time to live that overflows would be none.
const longest = 10 * 365 * 24 * time.Hour

// Store is a [replay.Store] in Redis. It is safe for concurrent use.
type Store struct {
	Config
	client *redis.Client
}

// New makes a store. It connects when it is first used.
func New(c Config) (*Store, error) {
	options, err := parse(c.URL)
	if err != nil {
		return nil, err
	}
	if c.Prefix == "" {
		c.Prefix = DefaultPrefix
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Skew == 0 {
		c.Skew = DefaultSkew
	}
	return &Store{Config: c, client: redis.NewClient(options)}, nil
}

// Close closes the connections.
func (s *Store) Close() error { return s.client.Close() }

// Use implements [replay.Store] with one command, which Redis carries out whole. The time to live is
// counted from its arrival, so that the clock of Redis need not agree with any other.
//
// A command whose answer is lost is sent again. The value is new for each use: a second try that
// finds its own value there is the one that has recorded the proof.
func (s *Store) Use(sender, id string, now, expires time.Time) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.Timeout)
	defer cancel()
	own := rand.Text()
	before, err := s.client.SetArgs(ctx, s.key(sender, id), own, redis.SetArgs{
		Mode: "NX", Get: true, TTL: min(max(expires.Sub(now), 0), longest) + s.Skew,
	}).Result()
	switch {
	case errors.Is(err, redis.Nil), err == nil && before == own:
		return nil
	case err == nil:
		return replay.ErrSeen
	case redis.IsOOMError(err):
		return fmt.Errorf("%w: %w", replay.ErrFull, err)
	}
	return fmt.Errorf("%w: %w", replay.ErrAway, err)
}

func (s *Store) key(sender, id string) string {
	k := replay.KeyOf(sender, id)
	return s.Prefix + hex.EncodeToString(k[:])
}

// Check records an identifier that nobody else has and asks for it again, so that a server that is
// away, too old or does not do what is asked of it is found before it matters.
func (s *Store) Check() error {
	id, now := rand.Text(), time.Now()
	if err := s.Use("check", id, now, now); err != nil {
		return err
	}
	if err := s.Use("check", id, now, now); !errors.Is(err, replay.ErrSeen) {
		return fmt.Errorf("redisstore: the server does not carry out SET with NX and GET: %w",
			errors.Join(err, replay.ErrAway))
	}
	return nil
}
