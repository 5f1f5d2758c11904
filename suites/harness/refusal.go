package harness

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// failed says what a handshake failed of. A refusal is a failure here like others; see refusal.
func (h *hand) failed(err error, seen []byte) *Failure {
	const unread = "tls: failed to parse certificate from server"
	switch {
	case isTimeout(err):
		return failure(KindTimeout, "no TLS handshake in time")
	case h.own != nil:
		return failure(KindServerCertificate, "the target's own certificate does not lead to an "+
			"authority of the kit, whose recipient.crt and recipient.key are meant for it: "+h.own.Error())
	case strings.HasPrefix(err.Error(), unread):
		return failure(KindServerCertificate, "the target's own certificate cannot be read: "+err.Error())
	case bytes.HasPrefix(seen, []byte("HTTP/")):
		return failure(KindPlainHTTP, "it speaks plain HTTP on its TLS port")
	case isRemoteAlert(err):
		h.alert = true
		return failure(KindTLS, err.Error())
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return failure(KindReset, "the connection was reset"+h.when())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return failure(KindClosed, "the connection was closed"+h.when())
	case len(seen) > 0 && !h.spoke:
		return failure(KindTLS, "it does not speak TLS on its TLS port: "+err.Error())
	}
	return failure(KindTLS, err.Error())
}

func (h *hand) when() string {
	if h.spoke {
		return " during the TLS handshake"
	}
	return " before any TLS record came"
}

func isRemoteAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// refusal says how a target refused the connection, or "". In TLS 1.3 the client has finished the
// handshake before the server has judged its certificate, so that the refusal may show only where
// it first reads; and since it has sent its request by then, an alert may be lost to a reset.
func (h *hand) refusal(x Exchange) string {
	fail := x.Failure
	const remote = "remote error: "
	switch {
	case fail == nil:
		return ""
	case h.alert, fail.Kind == KindTLS && h.done && strings.HasPrefix(fail.Detail, remote):
		return "alert: " + strings.TrimPrefix(strings.TrimPrefix(fail.Detail, remote), "tls: ")
	case fail.Kind != KindClosed && fail.Kind != KindReset:
		return ""
	case h.done && x.Answer == nil && fail.Received == "":
		return string(fail.Kind) + " at the first read behind the handshake"
	case !h.done && h.spoke:
		return string(fail.Kind) + " during the handshake"
	}
	return ""
}
