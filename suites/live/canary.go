package live

import (
	"net"
	"net/http"
	"strings"
	"sync"
)

// Canary is a listener on loopback that no target may ever call: it serves an attacker's keys, and
// counts who comes.
type Canary struct {
	server *http.Server
	url    string
	mu     sync.Mutex
	hits   map[string]int
}

// NewCanary starts to listen. The JWK Set is what it serves.
func NewCanary(jwks []byte) (*Canary, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &Canary{url: "http://" + ln.Addr().String(), hits: map[string]int{}}
	c.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.hits[strings.TrimSuffix(strings.Trim(r.URL.Path, "/"), "/jwks.json")]++
		c.mu.Unlock()
		w.Header().Set("Content-Type", "application/jwk-set+json")
		_, _ = w.Write(jwks) // whoever asked has been seen already
	})}
	go func() { _ = c.server.Serve(ln) }() // it ends when the canary is closed
	return c, nil
}

// URL is the beginning of the URLs at which it listens; empty for a nil canary.
func (c *Canary) URL() string {
	if c == nil {
		return "http://127.0.0.1:9"
	}
	return c.url
}

// Hits says how often a case's URL was called since [Canary.Forget].
func (c *Canary) Hits(id string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits[id]
}

// Forget sets the count of a case back to zero.
func (c *Canary) Forget(id string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.hits, id)
}

// Close stops listening.
func (c *Canary) Close() error { return c.server.Close() }
