package harness

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"syscall"
)

// Kind names a way in which an exchange fails without being a refusal, or whose fault it is that
// there is no verdict.
type Kind string

// The kinds of failure of an exchange. None of them is a refusal.
const (
	KindTimeout           Kind = "timeout"
	KindReset             Kind = "reset"
	KindClosed            Kind = "closed"
	KindTruncated         Kind = "truncated" // the body ended before its announced length
	KindUnreadable        Kind = "unreadable"
	KindRefusedConnection Kind = "refused-connection"
	KindResolve           Kind = "resolve"
	KindTLS               Kind = "tls"
	KindInterim           Kind = "interim"
	KindHeadTooLarge      Kind = "head-too-large"
	KindServerError       Kind = "server-error"
	KindRedirect          Kind = "redirect"
	KindCanary            Kind = "canary"
	KindCancelled         Kind = "cancelled"
)

// The kinds of an outcome that are not failures of an exchange.
const (
	// KindEnvironment says that no connection could be made: nothing is known about the target.
	KindEnvironment Kind = "environment"
	// KindHarness says that the fault is the suite's own.
	KindHarness Kind = "harness"
	// KindControl says that the case's control was not accepted, so that a refusal proves nothing.
	KindControl Kind = "control"
	// KindUnseen says that what the check looks at is not there to be looked at, which is another
	// case's business.
	KindUnseen Kind = "unseen"
)

// Failure says how an exchange failed.
type Failure struct {
	Kind   Kind   `json:"kind"`
	Detail string `json:"detail"`
	// Received is the start of an answer that could not be read.
	Received Text `json:"received,omitempty"`
}

const maxDetail = 300

func failure(k Kind, detail string) *Failure {
	return &Failure{Kind: k, Detail: Printable(detail, maxDetail)}
}

// behind tells of a failure that came before.
func (f *Failure) behind(earlier *Failure) *Failure {
	if earlier == nil {
		return f
	}
	return failure(f.Kind, earlier.Detail+"; then "+f.Detail)
}

// dialFailure says why no connection was made.
func dialFailure(err error) *Failure {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return failure(KindResolve, err.Error())
	case isTimeout(err):
		return failure(KindTimeout, "no connection in time")
	}
	return failure(KindRefusedConnection, err.Error())
}

func handshakeFailure(err error) *Failure {
	if isTimeout(err) {
		return failure(KindTimeout, "no TLS handshake in time")
	}
	return failure(KindTLS, err.Error())
}

// readFailure says why no answer could be read.
func readFailure(err error) *Failure {
	switch {
	case isTimeout(err):
		return failure(KindTimeout, "the answer did not come in time")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return failure(KindReset, "the connection was reset")
	case isAlert(err):
		return failure(KindTLS, err.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return failure(KindClosed, "the connection was closed before the answer was complete")
	}
	return failure(KindUnreadable, err.Error())
}

// isTimeout includes interruptions, which the caller tells apart by its context.
func isTimeout(err error) bool {
	var timed net.Error
	return errors.Is(err, context.Canceled) || errors.As(err, &timed) && timed.Timeout()
}

// unconnected says whether a kind means that nothing is known about the target.
func (k Kind) unconnected() bool { return k == KindRefusedConnection || k == KindResolve }

// isAlert says whether the peer, or TLS itself, ended the connection with an alert or nonsense.
func isAlert(err error) bool {
	var op *net.OpError
	var record tls.RecordHeaderError
	return errors.As(err, &record) ||
		errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}
