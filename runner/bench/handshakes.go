package bench

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// measureHandshakes measures the suite of mutual TLS alone, beside as many bare handshakes.
func measureHandshakes(ctx context.Context, w io.Writer) error {
	var runs, floors []time.Duration
	var last work
	for range rounds {
		done, err := measureRun(ctx, []spec.Mechanism{spec.MechanismMTLS}, false)
		if err != nil {
			return err
		}
		begin := time.Now()
		if err := shakeAll(done.handshakes); err != nil {
			return err
		}
		runs, floors, last = append(runs, done.took), append(floors, time.Since(begin)), done
	}
	whole, floor := median(runs), median(floors)
	fmt.Fprintln(w, "mutual TLS alone")
	row(w, "cases", "%d, in %d handshakes", last.cases, last.handshakes)
	row(w, "plan, run and reports", "%v (wanted: under 1.5 s)", whole.Round(time.Millisecond))
	row(w, "floor", "%v: as many bare handshakes", floor.Round(time.Millisecond))
	row(w, "one handshake", "%v of the run, %v bare", per(whole, last.handshakes),
		per(floor, last.handshakes))
	row(w, "ratio", "%.2f", float64(whole)/float64(floor))
	return nil
}

func per(d time.Duration, n int) time.Duration {
	return (d / time.Duration(max(n, 1))).Round(time.Microsecond)
}

// shakeAll makes handshakes, spread over the cores.
func shakeAll(n int) error {
	ends, err := newEnds()
	if err != nil {
		return err
	}
	defer ends.listener.Close()
	go ends.serve()
	cores := runtime.GOMAXPROCS(0)
	var group errgroup.Group
	for core := range cores {
		group.Go(func() error { return ends.shake(share(n, core, cores)) })
	}
	return group.Wait()
}

// ends are those of bare connections.
type ends struct {
	listener       net.Listener
	client, server *tls.Config
}

// newEnds gives both ends the certificates of the kit, which crypto/tls verifies by itself.
func newEnds() (*ends, error) {
	f := forge.New(nil, forge.Present(spec.Must(spec.DefaultProfile()), keys.Published(), "", ""))
	pool := x509.NewCertPool()
	anchor, err := f.Anchor(forge.Trusted[0])
	if err != nil {
		return nil, err
	}
	pool.AddCert(anchor)
	caller, err := f.Identity("workload-a")
	if err != nil {
		return nil, err
	}
	recipient, err := f.Identity("workload-b")
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	return &ends{
		listener: ln,
		client: &tls.Config{
			Certificates: []tls.Certificate{caller}, RootCAs: pool, ServerName: "localhost",
		},
		server: &tls.Config{
			Certificates: []tls.Certificate{recipient}, ClientCAs: pool,
			ClientAuth: tls.RequireAndVerifyClientCert, SessionTicketsDisabled: true,
		},
	}, err
}

// serve answers each connection with one byte, which ends the handshake for the client too.
func (e *ends) serve() {
	for {
		conn, err := e.listener.Accept()
		if err != nil {
			return // it has been closed
		}
		go func() {
			defer conn.Close()
			_, _ = tls.Server(conn, e.server).Write([]byte{1}) // the client would say that it failed
		}()
	}
}

func (e *ends) shake(n int) error {
	for range n {
		conn, err := tls.Dial("tcp", e.listener.Addr().String(), e.client)
		if err != nil {
			return err
		}
		_, err = conn.Read(make([]byte, 1))
		_ = conn.Close() // it has said what it had to
		if err != nil {
			return err
		}
	}
	return nil
}
