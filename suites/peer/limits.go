package peer

import (
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Limits bound what a caller can make the peer read, keep and wait for. The zero value of a member
// means its default.
type Limits struct {
	// MaxHead and MaxBody are the most that is read of a request, in bytes; 64 KiB each by default.
	MaxHead, MaxBody int
	// MaxKept is the most that a door keeps of all requests together, in bytes; 8 MiB by default.
	MaxKept int
	// MaxConnections is how many connections may be open at a time; 256 by default.
	MaxConnections int
	// Timeout is the time for reading a request and for writing its answer; 5 s by default.
	Timeout time.Duration
}

func (l Limits) withDefaults() Limits {
	for member, value := range map[*int]int{
		&l.MaxHead: 64 << 10, &l.MaxBody: 64 << 10, &l.MaxKept: 8 << 20, &l.MaxConnections: 256,
	} {
		if *member <= 0 {
			*member = value
		}
	}
	if l.Timeout <= 0 {
		l.Timeout = 5 * time.Second
	}
	return l
}

// crowd closes connections beyond a number.
type crowd struct {
	open atomic.Int64
	most int64
}

// watch is a hook of net/http's servers.
func (c *crowd) watch(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if c.open.Add(1) > c.most {
			_ = conn.Close() // the server notices, and says so by StateClosed
		}
	case http.StateClosed, http.StateHijacked:
		c.open.Add(-1)
	}
}
