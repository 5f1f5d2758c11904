// Package redistest starts a Redis server for a test, and cuts connections to it. Start with [Start].
package redistest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Server is a Redis server with an empty memory that listens on a socket in a folder of its own.
type Server struct {
	// Socket is its path, URL what a client is told.
	Socket, URL string
	process     *exec.Cmd
	once        sync.Once
}

// Start starts a server that ends with the test, with more settings where there are any. Without the
// program the test is skipped by its name; in CI it fails.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("redis-server is not installed, and CI is set")
	}
	if err != nil {
		t.Skip("redis-server is not installed")
	}
	dir, err := os.MkdirTemp("", "redis") // the folder of a test can be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "socket")
	s := &Server{Socket: socket, URL: "unix://" + socket, process: exec.Command(program, append([]string{
		"--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir,
	}, settings...)...)}
	s.start(t)
	t.Cleanup(s.Stop)
	return s
}

// start waits until the server says that it listens.
func (s *Server) start(t testing.TB) {
	t.Helper()
	out, err := s.process.StdoutPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "ready to accept connections at "+s.Socket) {
			go func() { _, _ = io.Copy(io.Discard, out) }() // what it says later does not matter
			return
		}
	}
	_ = s.process.Wait() // what it said tells more
	t.Fatalf("redis-server ended:\n%s", said.String())
}

// Stop ends the server.
func (s *Server) Stop() {
	s.once.Do(func() {
		_ = s.process.Process.Kill() // it has nothing to lose
		_ = s.process.Wait()         // killed, which is what it says
	})
}
