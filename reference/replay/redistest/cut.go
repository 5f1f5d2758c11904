package redistest

import (
	"bytes"
	"context"
	"net"
	"sync/atomic"
	"testing"
)

// Cutter passes connections on to a server and cuts them at chosen commands.
type Cutter struct {
	// URL is what a client is told.
	URL string
	// Before and After count the commands that were cut before and after the server had them.
	Before, After atomic.Int64
	socket        string
	each          int64
	commands      atomic.Int64
}

// Cut starts a cutter before a server that ends with the test. In turn it lets some SET commands pass,
// cuts the connection before the server has the next, and after that, in the next round, once the
// server has carried it out and before the client has the answer. Each is how many make a round.
func Cut(t testing.TB, s *Server, each int64) *Cutter {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cutter{URL: "redis://" + ln.Addr().String() + "/0", socket: s.Socket, each: each}
	context.AfterFunc(t.Context(), func() { _ = ln.Close() })
	go func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			go c.pass(t.Context(), client)
		}
	}()
	return c
}

// pass takes one command and its answer at a time, which is how the client uses a connection.
func (c *Cutter) pass(ctx context.Context, client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("unix", c.socket)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	context.AfterFunc(ctx, func() { _, _ = client.Close(), server.Close() })
	for buffer := make([]byte, 64<<10); c.exchange(client, server, buffer); {
	}
}

// exchange passes a command and its answer on; false says that the connection is to be closed.
func (c *Cutter) exchange(client, server net.Conn, buffer []byte) bool {
	n, err := client.Read(buffer)
	if err != nil {
		return false
	}
	before, after := c.fate(buffer[:n])
	if before {
		c.Before.Add(1)
		return false
	}
	if _, err = server.Write(buffer[:n]); err != nil {
		return false
	}
	if n, err = server.Read(buffer); err != nil {
		return false
	}
	if after {
		c.After.Add(1)
		return false
	}
	_, err = client.Write(buffer[:n])
	return err == nil
}

// fate says whether the connection is cut before or after a command.
func (c *Cutter) fate(command []byte) (before, after bool) {
	if !bytes.Contains(command, []byte("\r\nset\r\n")) {
		return false, false
	}
	n := c.commands.Add(1) % (2 * c.each)
	return n == c.each, n == 0
}
