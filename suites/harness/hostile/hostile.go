// Package hostile plays targets that mean harm, or that are broken beyond hope. Start with
// [Behaviours], the table of what they do, and [Behaviour.Listen].
//
// Whatever they do, a run has to end within its time, in little memory, with a verdict that names
// what happened, and nothing that they wrote may reach a terminal or a report as it is.
package hostile

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"testing"
)

// Behaviour is one way of being hostile.
type Behaviour struct {
	// Name is unique, and Does says the rest.
	Name, Does string
	// Verdicts are the words of which a reason has to say one. Where there are none, an answer comes
	// that can be read: then Status is its status line as the reason has to show it, and Said what it
	// has to show of a caller's own words, where the answer has any.
	Verdicts     []string
	Status, Said string
	// Silent says that the time runs out for every request.
	Silent bool
	// answer is played once a request has been read, over TLS as well as without.
	answer func(Conn)
	// shake is played in place of the TLS handshake.
	shake func(c Conn, own tls.Certificate)
}

// OverTLS says that it shows only in a TLS handshake.
func (b Behaviour) OverTLS() bool { return b.shake != nil }

// Behaviours lists them all.
func Behaviours() []Behaviour {
	return slices.Concat(silent(), broken(), endless(), misleading(), poisonous(), handshakes())
}

// Conn is a connection to a suite.
type Conn struct {
	net.Conn
	tcp *net.TCPConn
}

// reset has the connection end in a reset.
func (c Conn) reset() {
	_ = c.tcp.SetLinger(0)
	_ = c.tcp.Close() // over TLS there is to be no goodbye either
}

// Listen serves the behaviour on a port of loopback until the test ends, and gives the address. With
// a certificate it speaks TLS. Behaviours that show only there need one.
func (b Behaviour) Listen(t testing.TB, own *tls.Certificate) (address string) {
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
			go b.meet(Conn{c, c.(*net.TCPConn)}, own)
		}
	}()
	return ln.Addr().String()
}

// meet plays the behaviour on one connection.
func (b Behaviour) meet(c Conn, own *tls.Certificate) {
	defer func() { _ = c.Close() }()
	switch {
	case b.shake != nil:
		b.shake(c, *own)
		return
	case own != nil:
		c.Conn = tls.Server(c.tcp, &tls.Config{
			Certificates: []tls.Certificate{*own}, ClientAuth: tls.RequestClientCert,
		})
	}
	if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
		b.answer(c)
	}
}
