package peer

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Peer listens for the requests of callers under test. It is safe for concurrent use.
type Peer struct {
	Limits
	here, elsewhere *host
	crowd           *crowd

	mu    sync.Mutex
	doors map[string]*Door
}

// host is one of the two listeners.
type host struct {
	base   string
	server *http.Server
}

// Listen starts both listeners on free ports of loopback.
func Listen(l Limits) (*Peer, error) {
	p := &Peer{Limits: l.withDefaults(), doors: map[string]*Door{}}
	p.crowd = &crowd{most: int64(p.MaxConnections)}
	var err error
	if p.here, err = p.listen(false); err != nil {
		return nil, err
	}
	if p.elsewhere, err = p.listen(true); err != nil {
		_ = p.here.server.Close() // nobody has called it
		return nil, err
	}
	return p, nil
}

func (p *Peer) listen(elsewhere bool) (*host, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("peer: %w", err)
	}
	h := &host{base: "http://" + ln.Addr().String()}
	h.server = p.server(h.base, elsewhere)
	go func() { _ = h.server.Serve(ln) }() // it ends when the peer is closed
	return h, nil
}

// server serves what comes to URLs that begin with a base.
func (p *Peer) server(base string, elsewhere bool) *http.Server {
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p.serve(w, r, base, elsewhere)
		}),
		ReadTimeout: p.Timeout, WriteTimeout: 2 * p.Timeout, IdleTimeout: time.Minute,
		MaxHeaderBytes: p.MaxHead, ConnState: p.crowd.watch, ErrorLog: discarded,
		DisableGeneralOptionsHandler: true,
	}
}

// Open makes a door at which at most so many requests are kept. A nil Answerer answers all of them
// with a plain 200.
func (p *Peer) Open(most int, answer Answerer) *Door {
	if answer == nil {
		answer = Plain
	}
	d := &Door{peer: p, name: newName(), answer: answer, most: most}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doors[d.name] = d
	return d
}

// newName makes the name of a door, which nobody can guess who was not told.
func newName() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}

func (p *Peer) find(name string) *Door {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.doors[name]
}

func (p *Peer) forget(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.doors, name)
}

// Close stops listening and ends what is under way.
func (p *Peer) Close() error {
	p.mu.Lock()
	for _, d := range p.doors {
		if d.secure != nil {
			d.secure.close(false)
		}
	}
	p.mu.Unlock()
	err := p.here.server.Close()
	if other := p.elsewhere.server.Close(); err == nil {
		err = other
	}
	return err
}
