package jose

import (
	"maps"
	"sync"
)

// Tally counts signature operations by algorithm. It is safe for concurrent use, and a nil tally
// counts nothing.
type Tally struct {
	mu     sync.Mutex
	counts map[string]int
}

// Add counts one operation.
func (t *Tally) Add(alg string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[alg]++
}

// Counts gives the number of operations by algorithm.
func (t *Tally) Counts() map[string]int {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.counts)
}
