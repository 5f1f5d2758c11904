package recipient

import (
	"io"
	"net"
	"sync"
	"time"
)

// lingerTime and lingerBytes bound what is read from a client that has been sent away.
const (
	lingerTime  = 500 * time.Millisecond
	lingerBytes = 256 << 10
)

// lingerer makes connections whose last word arrives. TCP forgets what was sent where the other end
// has sent more than was read; in TLS 1.3 a client has done that when the alert that refuses it is
// on its way.
type lingerer struct{ net.Listener }

func (l lingerer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &lingering{TCPConn: tcp}, err
	}
	return c, err
}

type lingering struct {
	*net.TCPConn
	once sync.Once
}

// Close ends the own side at once, and the other once it has ended too or some time is over.
func (c *lingering) Close() error {
	err := net.ErrClosed
	c.once.Do(func() {
		if err = c.CloseWrite(); err != nil {
			err = c.TCPConn.Close()
			return
		}
		_ = c.SetDeadline(time.Now().Add(lingerTime)) // an open connection takes deadlines
		go func() {
			_, _ = io.Copy(io.Discard, io.LimitReader(c.TCPConn, lingerBytes))
			_ = c.TCPConn.Close()
		}()
	})
	return err
}
