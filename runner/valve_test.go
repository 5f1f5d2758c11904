package runner_test

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// valve stands before every address of a target, and lets nothing more through once a journal has
// so many lines. So a run is held at a point without looking at a clock.
type valve struct {
	journal string
	lines   atomic.Int64 // 0 lets everything through
	held    chan struct{}
	free    chan struct{}
	once    *sync.Once
	over    <-chan struct{}
}

// shut says whether the journal has come so far.
func (v *valve) shut() bool {
	n := v.lines.Load()
	if n == 0 {
		return false
	}
	text, err := os.ReadFile(v.journal)
	return err == nil && int64(bytes.Count(text, []byte("\n"))) >= n
}

// holdAt makes ready for a run that is held at a line.
func (v *valve) holdAt(lines int) {
	v.held, v.free, v.once = make(chan struct{}), make(chan struct{}), &sync.Once{}
	v.lines.Store(int64(lines))
}

// open lets everything through, what was held too.
func (v *valve) open() {
	v.lines.Store(0)
	close(v.free)
}

// before listens before an address and gives its own.
func (v *valve) before(t *testing.T, address string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return // the test is over
			}
			go v.pass(conn, address)
		}
	}()
	return ln.Addr().String()
}

// pass connects the two ends, and holds what is sent while the valve is shut.
func (v *valve) pass(conn net.Conn, address string) {
	defer conn.Close()
	to, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		_, _ = io.Copy(conn, to) // the other end sees when this one has ended
		conn.Close()
	}()
	chunk := make([]byte, 64<<10)
	for {
		n, err := conn.Read(chunk)
		if err == nil && v.shut() {
			v.once.Do(func() { close(v.held) })
			select {
			case <-v.free:
			case <-v.over:
			}
		}
		if _, bad := to.Write(chunk[:n]); err != nil || bad != nil {
			return
		}
	}
}

// valved serves the reference behind a valve, with a target file that leads there.
func valved(t *testing.T, dir string, faults ...string) (*valve, string) {
	t.Helper()
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{
		Profile: spec.Must(spec.DefaultProfile()), Faults: faults,
	})
	if err != nil {
		t.Fatal(err)
	}
	v := &valve{journal: filepath.Join(dir, "evidence.jsonl"), over: t.Context().Done()}
	file := *ref.Target
	for _, place := range []*string{
		&file.Recipient.URL, &file.Recipient.MTLSURL, &file.Caller.URL, &file.Issuer.URL, &file.Issuer.JWKSURL,
	} {
		u, err := url.Parse(*place)
		if err != nil {
			t.Fatal(err)
		}
		_, port, err := net.SplitHostPort(v.before(t, u.Host))
		if err != nil {
			t.Fatal(err)
		}
		u.Host = net.JoinHostPort(u.Hostname(), port)
		*place = u.String()
	}
	text, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return v, write(t, "target.yaml", string(text))
}
