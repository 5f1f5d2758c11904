// Package replay remembers proofs that have been accepted, so that none is accepted twice. Start
// with [Store], and with [New] for the memory of one process; package redisstore has one that
// several processes share. A memory is bounded and forgets a proof when it expires.
package replay

import (
	"container/heap"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Errors that a recipient tells apart: the first refuses the proof, the others are its own trouble.
// It accepts nothing in either case.
var (
	// ErrSeen says that the same identifier of the same sender was accepted before.
	ErrSeen = errors.New("replay: already used")
	// ErrFull says that as many proofs as fit are still within their time. Forgetting one of them
	// would let it in again, so the new one is turned away.
	ErrFull = errors.New("replay: the memory is full")
	// ErrAway says that the memory could not be asked, so that nobody knows whether the proof is new.
	ErrAway = errors.New("replay: the memory does not answer")
)

// Store remembers (sender, identifier) pairs until they expire. It is safe for concurrent use.
type Store interface {
	// Use records an identifier of a sender until the proof expires. It fails with [ErrSeen] where it
	// is recorded already, with [ErrFull] where there is no room and with [ErrAway] where the store
	// cannot tell. Of calls made at once for the same identifier at most one succeeds.
	Use(sender, id string, now, expires time.Time) error
}

// Cache is the [Store] of one process.
type Cache struct {
	mu    sync.Mutex
	limit int
	seen  map[Key]struct{}
	queue queue
}

// Key is the digest under which a pair is kept: it takes the same room however long the identifier
// is, and says nothing of the proof.
type Key [sha256.Size]byte

// KeyOf gives the key of an identifier of a sender.
func KeyOf(sender, id string) Key {
	return sha256.Sum256(fmt.Appendf(nil, "%d %s%s", len(sender), sender, id))
}

type entry struct {
	key     Key
	expires time.Time
}

// New makes a cache for at most limit proofs at a time.
func New(limit int) *Cache { return &Cache{limit: limit, seen: map[Key]struct{}{}} }

// Use implements [Store]; it never fails with [ErrAway].
func (c *Cache) Use(sender, id string, now, expires time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(now)
	k := KeyOf(sender, id)
	if _, there := c.seen[k]; there {
		return ErrSeen
	}
	if len(c.seen) >= c.limit {
		return ErrFull
	}
	c.seen[k] = struct{}{}
	heap.Push(&c.queue, entry{k, expires})
	return nil
}

// Len gives the number of proofs remembered.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.seen)
}

func (c *Cache) forget(now time.Time) {
	for len(c.queue) > 0 && !c.queue[0].expires.After(now) {
		delete(c.seen, heap.Pop(&c.queue).(entry).key)
	}
}

// queue is a heap of entries, the one that expires first on top.
type queue []entry

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].expires.Before(q[j].expires) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(entry)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
