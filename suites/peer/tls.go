package peer

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Credentials are what a door over TLS presents to whoever comes to it.
type Credentials struct {
	Certificate tls.Certificate
	// Version is the one version of TLS that is spoken; 0 is 1.2 and 1.3.
	Version uint16
	// Hostname is the DNS name in the URL of the door; empty is an address.
	Hostname string
}

// maxErrors is how many failed handshakes of a door are kept.
const maxErrors = 4

// secure is what a door over TLS has beside others: a port of its own, so that its certificate is
// presented to clients that name no server too.
type secure struct {
	base   string
	server *http.Server

	mu     sync.Mutex
	errors []string
}

// OpenTLS makes a door to which one comes over TLS. Whoever comes is asked for a certificate and
// let in with any or none: what was presented stands in the arrival. No connection can be resumed.
func (p *Peer) OpenTLS(most int, answer Answerer, own Credentials) (*Door, error) {
	listeners, port, err := listenBoth()
	if err != nil {
		return nil, err
	}
	host := own.Hostname
	if host == "" {
		host = "127.0.0.1"
	}
	d := p.Open(most, answer)
	d.secure = &secure{base: "https://" + net.JoinHostPort(host, port)}
	d.secure.server = p.server(d.secure.base, false)
	d.secure.server.ErrorLog = log.New(d.secure, "", 0)
	// HTTP/1.1 alone: the map is not nil, so that net/http does not add another
	d.secure.server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
	for _, ln := range listeners {
		go func() { _ = d.secure.server.Serve(tls.NewListener(ln, own.config())) }()
	}
	return d, nil
}

// config presents the chain as it is, also what no client should take.
func (c Credentials) config() *tls.Config {
	return &tls.Config{
		MinVersion: max(c.Version, tls.VersionTLS12), MaxVersion: c.Version,
		ClientAuth: tls.RequestClientCert, SessionTicketsDisabled: true,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return &c.Certificate, nil
		},
	}
}

// listenBoth listens on a free port of loopback, with IPv6 too where there is such: a name may lead
// to either.
func listenBoth() (listeners []net.Listener, port string, err error) {
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, "", fmt.Errorf("peer: %w", err)
	}
	_, port, err = net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return nil, "", fmt.Errorf("peer: %w", err)
	}
	listeners = append(listeners, ln)
	if six, err := net.Listen("tcp6", "[::1]:"+port); err == nil {
		listeners = append(listeners, six)
	}
	return listeners, port, nil
}

// Write takes a line of the server's log: that of a handshake that failed is kept.
func (s *secure) Write(line []byte) (int, error) {
	const mark = "TLS handshake error from "
	if _, rest, found := strings.Cut(string(line), mark); found {
		_, why, _ := strings.Cut(rest, ": ")
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.errors) < maxErrors {
			s.errors = append(s.errors, strings.TrimSpace(why))
		}
	}
	return len(line), nil
}

// settle is how long a closing door waits for connections whose handshake has just failed at the
// other end: only then is it known why.
const settle = 50 * time.Millisecond

// close ends the listeners and every connection.
func (s *secure) close(wait bool) {
	if wait {
		ctx, cancel := context.WithTimeout(context.Background(), settle)
		defer cancel()
		_ = s.server.Shutdown(ctx) // what is left is closed next
	}
	_ = s.server.Close() // nobody comes any more
}

// HandshakeErrors lists why handshakes at a door over TLS failed, the first few.
func (d *Door) HandshakeErrors() []string {
	if d.secure == nil {
		return nil
	}
	d.secure.mu.Lock()
	defer d.secure.mu.Unlock()
	return append([]string(nil), d.secure.errors...)
}

var discarded = log.New(io.Discard, "", 0)
