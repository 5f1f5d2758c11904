package replay_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/replay"
)

func at(seconds int64) time.Time { return time.Unix(seconds, 0) }

// use asks for one outcome of using an identifier that expires a minute later.
func use(t *testing.T, c *replay.Cache, sender, id string, now int64, want error) {
	t.Helper()
	if err := c.Use(sender, id, at(now), at(now+60)); !errors.Is(err, want) {
		t.Errorf("%s of %s at %d: %v, not %v", id, sender, now, err, want)
	}
}

func TestNothingIsUsedTwice(t *testing.T) {
	c := replay.New(8)
	use(t, c, "a", "1", 0, nil)
	use(t, c, "a", "1", 0, replay.ErrSeen)
	use(t, c, "a", "2", 0, nil)
	use(t, c, "a", "1", 30, replay.ErrSeen)
	if c.Len() != 2 {
		t.Errorf("it remembers %d", c.Len())
	}
}

func TestSendersHaveTheirOwnIdentifiers(t *testing.T) {
	c := replay.New(8)
	use(t, c, "a", "1", 0, nil)
	use(t, c, "b", "1", 0, nil)
	use(t, c, "", "a1", 0, nil)
	use(t, c, "a1", "", 0, nil)
	use(t, c, "b", "1", 0, replay.ErrSeen)
}

// TestForgottenAtTheExactSecond: from exp on the proof is refused for its age, so no earlier and no
// later than that it may be forgotten.
func TestForgottenAtTheExactSecond(t *testing.T) {
	c := replay.New(8)
	use(t, c, "a", "1", 0, nil)
	if err := c.Use("a", "1", at(60).Add(-time.Nanosecond), at(90)); !errors.Is(err, replay.ErrSeen) {
		t.Errorf("just before it expires: %v", err)
	}
	use(t, c, "a", "1", 60, nil)
	use(t, c, "a", "1", 60, replay.ErrSeen)
}

func TestSecondUseDoesNotProlongTheFirst(t *testing.T) {
	c := replay.New(8)
	use(t, c, "a", "1", 0, nil)
	use(t, c, "a", "1", 59, replay.ErrSeen)
	use(t, c, "a", "1", 60, nil)
}

func TestBounded(t *testing.T) {
	c := replay.New(3)
	for i := range 3 {
		use(t, c, "a", fmt.Sprint(i), int64(i), nil)
	}
	use(t, c, "a", "more", 59, replay.ErrFull)
	use(t, c, "b", "more", 59, replay.ErrFull)
	use(t, c, "a", "0", 59, replay.ErrSeen) // a replay is told from a lack of room
	if c.Len() != 3 {
		t.Errorf("it remembers %d of 3", c.Len())
	}
	use(t, c, "a", "more", 60, nil)
	use(t, c, "a", "even more", 60, replay.ErrFull)
}

func TestTurnedAwayIsNotRemembered(t *testing.T) {
	c := replay.New(1)
	use(t, c, "a", "1", 0, nil)
	use(t, c, "a", "2", 0, replay.ErrFull)
	use(t, c, "a", "2", 60, nil)
}

func TestNoRoomAtAll(t *testing.T) {
	use(t, replay.New(0), "a", "1", 0, replay.ErrFull)
}

// TestShortestLivedGoesFirst: whatever the order of arrival, at each moment exactly the proofs that
// have not expired are remembered.
func TestShortestLivedGoesFirst(t *testing.T) {
	const n = 200
	c := replay.New(n)
	for _, life := range rand.New(rand.NewPCG(1, 2)).Perm(n) {
		if err := c.Use("a", fmt.Sprint(life), at(0), at(int64(life)+1)); err != nil {
			t.Fatal(err)
		}
	}
	for now := range int64(n) {
		if err := c.Use("a", fmt.Sprint(now), at(now), at(now)); !errors.Is(err, replay.ErrSeen) {
			t.Fatalf("%d at %d: %v", now, now, err)
		}
		if c.Len() != n-int(now) {
			t.Fatalf("at %d it remembers %d", now, c.Len())
		}
	}
}

func TestOfAThousandAtOnceOneIsAccepted(t *testing.T) {
	t.Parallel()
	c := replay.New(8)
	var accepted, seen atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for range 1000 {
		all.Go(func() {
			<-start
			switch err := c.Use("a", "1", at(0), at(60)); {
			case err == nil:
				accepted.Add(1)
			case errors.Is(err, replay.ErrSeen):
				seen.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	if accepted.Load() != 1 || seen.Load() != 999 || c.Len() != 1 {
		t.Errorf("%d accepted, %d seen, %d remembered", accepted.Load(), seen.Load(), c.Len())
	}
}

func TestBoundHoldsUnderLoad(t *testing.T) {
	t.Parallel()
	c := replay.New(10)
	var accepted, full atomic.Int64
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() {
			switch err := c.Use("a", fmt.Sprint(i), at(0), at(60)); {
			case err == nil:
				accepted.Add(1)
			case errors.Is(err, replay.ErrFull):
				full.Add(1)
			}
		})
	}
	all.Wait()
	if accepted.Load() != 10 || full.Load() != 990 {
		t.Errorf("%d accepted, %d turned away", accepted.Load(), full.Load())
	}
}
