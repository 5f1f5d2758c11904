package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/replay/redisstore"
	"github.com/wimsespec/wimsespec/reference/replay/redistest"
)

// at gives times that are nowhere near now: the store never looks at a clock of its own.
func at(seconds int64) time.Time { return time.Unix(1_800_000_000+seconds, 0) }

func open(t *testing.T, c redisstore.Config) *redisstore.Store {
	t.Helper()
	s, err := redisstore.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func use(t *testing.T, s replay.Store, sender, id string, now int64, want error) {
	t.Helper()
	if err := s.Use(sender, id, at(now), at(60)); !errors.Is(err, want) {
		t.Errorf("%s of %s at %d: %v, not %v", id, sender, now, err, want)
	}
}

func TestNothingIsUsedTwice(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	a, b := open(t, redisstore.Config{URL: server.URL}), open(t, redisstore.Config{URL: server.URL})
	use(t, a, "x", "1", 0, nil)
	use(t, a, "x", "1", 0, replay.ErrSeen)
	use(t, b, "x", "1", 59, replay.ErrSeen)
	use(t, b, "x", "2", 0, nil)
	use(t, b, "y", "1", 0, nil)
	use(t, a, "y", "1", 0, replay.ErrSeen)
	use(t, replay.Kind(a, "wpt"), "x", "1", 0, nil)
	use(t, replay.Kind(b, "wpt"), "x", "1", 0, replay.ErrSeen)
	use(t, replay.Kind(b, "httpsig"), "x", "1", 0, nil)
	other := open(t, redisstore.Config{URL: server.URL, Prefix: "other:"})
	use(t, other, "x", "1", 0, nil)
}

// TestKeys looks at what lies in Redis: a digest, for as long as the proof can be replayed.
func TestKeys(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	s := open(t, redisstore.Config{URL: server.URL})
	use(t, s, "wimse://trusted.example/a", "the-jti", 0, nil)
	use(t, s, "wimse://trusted.example/a", "the-jti", 50, replay.ErrSeen) // prolongs nothing
	options, err := redis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys := client.Keys(t.Context(), "*").Val()
	if len(keys) != 1 || len(keys[0]) != len(redisstore.DefaultPrefix)+64 ||
		!strings.HasPrefix(keys[0], redisstore.DefaultPrefix) {
		t.Fatalf("keys are %q", keys)
	}
	if value := client.Get(t.Context(), keys[0]).Val(); strings.Contains(value, "jti") || len(value) < 20 {
		t.Errorf("the value is %q", value)
	}
	life, want := client.PTTL(t.Context(), keys[0]).Val(), time.Minute+redisstore.DefaultSkew
	if life > want || life < want-30*time.Second { // the test may stand still for a while, no longer
		t.Errorf("it is kept for %v, not %v", life, want)
	}
}

// TestProofThatNeverExpires is kept for a time all the same, however far ahead its expiry lies.
func TestProofThatNeverExpires(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	s := open(t, redisstore.Config{URL: server.URL})
	now := at(0)
	if err := s.Use("x", "1", now, now.AddDate(1000, 0, 0)); err != nil {
		t.Fatal(err)
	}
	options, err := redis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	for _, key := range client.Keys(t.Context(), "*").Val() {
		if life := client.PTTL(t.Context(), key).Val(); life <= 0 {
			t.Errorf("it is kept for %v", life)
		}
	}
	if err := s.Use("x", "1", now, now.AddDate(1000, 0, 0)); !errors.Is(err, replay.ErrSeen) {
		t.Errorf("the second time: %v", err)
	}
}

// TestLateProofIsKeptForTheSkew: a replica whose clock is behind may see it once more.
func TestLateProofIsKeptForTheSkew(t *testing.T) {
	t.Parallel()
	s := open(t, redisstore.Config{URL: redistest.Start(t).URL})
	use(t, s, "x", "1", 60, nil)
	use(t, s, "x", "1", 61, replay.ErrSeen)
	use(t, s, "x", "1", 59, replay.ErrSeen)
}

// TestOfManyAtOnceOneIsAccepted holds although answers get lost, so that commands are sent again.
func TestOfManyAtOnceOneIsAccepted(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	cut := redistest.Cut(t, server, 3)
	a := open(t, redisstore.Config{URL: cut.URL, Timeout: time.Minute})
	b := open(t, redisstore.Config{URL: server.URL, Timeout: time.Minute})
	for i := range 200 {
		var accepted, seen atomic.Int64
		var all sync.WaitGroup
		for _, s := range []replay.Store{a, b, a, b} {
			all.Go(func() {
				switch err := s.Use("x", fmt.Sprint(i), at(0), at(60)); {
				case err == nil:
					accepted.Add(1)
				case errors.Is(err, replay.ErrSeen):
					seen.Add(1)
				}
			})
		}
		all.Wait()
		if accepted.Load() != 1 || seen.Load() != 3 {
			t.Errorf("try %d: %d accepted, %d seen", i, accepted.Load(), seen.Load())
		}
	}
	if cut.Before.Load() < 20 || cut.After.Load() < 20 {
		t.Errorf("cut %d before and %d after", cut.Before.Load(), cut.After.Load())
	}
}

func TestFullServer(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--maxmemory", "1", "--maxmemory-policy", "noeviction")
	use(t, open(t, redisstore.Config{URL: server.URL}), "x", "1", 0, replay.ErrFull)
}

// TestAway: whatever is wrong with the server, the answer comes in time and accepts nothing.
func TestAway(t *testing.T) {
	t.Parallel()
	gone := redistest.Start(t)
	gone.Stop()
	for name, url := range map[string]string{
		"gone":         gone.URL,
		"silent":       listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }),
		"closes":       listen(t, func(net.Conn) {}),
		"no Redis":     listen(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad\r\n\r\n") }),
		"protected":    redistest.Start(t, "--requirepass", "secret").URL,
		"only to read": redistest.Start(t, "--replicaof", "127.0.0.1 1").URL,
		"no database":  redistest.Start(t).URL + "?db=99",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, redisstore.Config{URL: url, Timeout: 100 * time.Millisecond})
			start := time.Now()
			use(t, s, "x", "1", 0, replay.ErrAway)
			if err := s.Check(); !errors.Is(err, replay.ErrAway) {
				t.Errorf("the check: %v", err)
			}
			if took := time.Since(start); took > 5*time.Second { // time-outs are 0.2 s, on any machine
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestOldServer plays a server that takes SET with NX and forgets GET: there nil means that the proof
// was seen.
func TestOldServer(t *testing.T) {
	t.Parallel()
	url := listen(t, func(c net.Conn) {
		buffer := make([]byte, 4096)
		for {
			n, err := c.Read(buffer)
			if err != nil {
				return
			}
			answer := map[bool]string{true: "$-1\r\n", false: "-ERR unknown command\r\n"}
			_, _ = io.WriteString(c, answer[strings.Contains(string(buffer[:n]), "\r\nset\r\n")])
		}
	})
	err := open(t, redisstore.Config{URL: url}).Check()
	if !errors.Is(err, replay.ErrAway) || !strings.Contains(err.Error(), "SET with NX and GET") {
		t.Errorf("the check: %v", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if err := open(t, redisstore.Config{URL: redistest.Start(t).URL}).Check(); err != nil {
		t.Error(err)
	}
}

func TestBadURLs(t *testing.T) {
	for url, want := range map[string]string{
		"http://127.0.0.1":            "invalid URL scheme: http; write redis://",
		"redis://a:secret/b@host":     "it is no URL",
		"redis://:secret@host:port/0": "it is no URL",
		"redis://:secret@host/orders": `invalid database number: "orders"`,
		"unix://":                     "empty unix socket path",
	} {
		_, err := redisstore.New(redisstore.Config{URL: url})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// listen serves what is no Redis until the test ends.
func listen(t *testing.T, talk func(net.Conn)) (url string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	context.AfterFunc(t.Context(), func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			context.AfterFunc(t.Context(), func() { _ = c.Close() })
			go func() { defer func() { _ = c.Close() }(); talk(c) }()
		}
	}()
	return "redis://" + ln.Addr().String() + "/0"
}
