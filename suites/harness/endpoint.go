package harness

import (
	"context"
	"crypto/tls"
	"net"
	"net/url"
	"sync/atomic"
)

// endpoint is where one role of a target listens. Its client copies share the counts of refused
// connections and of requests without an answer.
type endpoint struct {
	cfg     *Config
	url     string
	scheme  string
	address string
	host    string
	name    string      // the host without its port
	tls     *tls.Config // nil for plain TCP
	refused atomic.Int32
	silence silence
}

func newEndpoint(cfg *Config, address string) *endpoint {
	e := &endpoint{cfg: cfg, url: address, scheme: "http"}
	u, err := url.Parse(address)
	if err != nil {
		return e // nothing listens at "", and every dial says so
	}
	port := u.Port()
	if u.Scheme == "https" {
		e.scheme, e.tls = "https", tlsConfig(cfg.TLS, u.Hostname())
	}
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[e.scheme]
	}
	e.host, e.name, e.address = u.Host, u.Hostname(), net.JoinHostPort(u.Hostname(), port)
	return e
}

func tlsConfig(base *tls.Config, host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if base != nil {
		config = base.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = host
	}
	return config
}

// connect opens a connection and counts refusals in a row.
func (e *endpoint) connect(ctx context.Context) (net.Conn, *Failure) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", e.address)
	if err != nil {
		return nil, e.notConnected(ctx, err)
	}
	e.refused.Store(0)
	return conn, nil
}

// dial opens a connection, over TLS where that is due.
func (c *client) dial(ctx context.Context) (*link, *Failure) {
	conn, fail := c.connect(ctx)
	switch {
	case fail != nil:
		return nil, fail
	case c.hand == nil && c.tls == nil:
		return newLink(conn, c.cfg), nil
	}
	secure, fail := c.secure(ctx, conn)
	if fail != nil {
		_ = conn.Close() // it is of no use any more
		return nil, fail
	}
	return newLink(secure, c.cfg), nil
}

func (c *client) secure(ctx context.Context, conn net.Conn) (*tls.Conn, *Failure) {
	if c.hand != nil {
		return c.hand.shake(ctx, conn, c.name)
	}
	secure := tls.Client(conn, c.tls)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, handshakeFailure(err)
	}
	return secure, nil
}

func (e *endpoint) notConnected(ctx context.Context, err error) *Failure {
	fail := dialFailure(err)
	if ctx.Err() == nil && fail.Kind.unconnected() {
		e.refused.Add(1)
	}
	return fail
}
