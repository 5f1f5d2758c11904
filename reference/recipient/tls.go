package recipient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/mtls"
)

// ErrNoMTLS says that a recipient was not told how to verify the certificates of clients.
var ErrNoMTLS = errors.New("recipient: mutual TLS is not configured")

// tlsFaults take the caller of a request over mutual TLS from a header field.
var tlsFaults = []string{"WIC-APP-NO-OVERRIDE", "WIC-IDENTITY-SOURCE", "ID-PLAINTEXT-NOT-AUTH"}

type overTLSKey struct{}

// ServeTLS serves what [Recipient.Serve] does over mutual TLS: the caller of every request is the
// workload that the certificate of the connection names, and needs no WIT (draft-ietf-wimse-mutual-
// tls-02, Section 3.3). Where mutual TLS is not supported, it serves plain TLS. It speaks HTTP/1.1.
func (r *Recipient) ServeTLS(ctx context.Context, ln net.Listener) error {
	if r.MTLS == nil || len(r.Credentials.Certificates) == 0 {
		return ErrNoMTLS
	}
	server, mutual := r.server(), r.supports("mtls")
	server.TLSConfig = r.MTLS.ServerConfig(r.Credentials, mtls.Peer{})
	if !mutual {
		server.TLSConfig.ClientAuth, server.TLSConfig.VerifyConnection = tls.NoClientCert, nil
	}
	server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
	server.ErrorLog = log.New(io.Discard, "", 0) // a client that is refused gets an alert
	server.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, overTLSKey{}, mutual)
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // it is on its way out
	defer stop()
	if err := server.ServeTLS(lingerer{ln}, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("recipient: %w", err)
	}
	return nil
}

// authenticate finds out who sent a request, by the connection where that is mutual TLS.
func (r *Recipient) authenticate(hr *http.Request, req message.Request) (Caller, *Refused) {
	if mutual, _ := hr.Context().Value(overTLSKey{}).(bool); !mutual || hr.TLS == nil {
		return r.Authenticate(req)
	}
	id, refusal := r.MTLS.VerifyState(*hr.TLS, mtls.Peer{Usage: mtls.UsageClient})
	if refusal != nil {
		return Caller{}, &Refused{refusal, "mtls"}
	}
	caller := Caller{Identifier: r.ofConnection(req, id.URI)}
	claimed, refused := r.claims(req)
	if refused != nil {
		return Caller{}, refused
	}
	caller.Signature = claimed.Signature
	return caller, nil
}

// claims verifies what a request over mutual TLS carries besides. It has to be good and changes
// nothing about who the caller is: no other mechanism is authorized to (draft-ietf-wimse-mutual-
// tls-02, Section 5).
func (r *Recipient) claims(req message.Request) (Caller, *Refused) {
	switch {
	case r.presentsWPT(req.Fields), httpsig.Presented(r.Profile, req.Fields):
		return r.Authenticate(req)
	case req.Fields.Has(r.Profile.WIT().Field):
		return Caller{}, r.AuthenticateWIT(req)
	}
	return Caller{}, nil
}

// ofConnection gives the identifier that the certificate proves, or what the faults of that rule
// take instead.
func (r *Recipient) ofConnection(req message.Request, identifier string) string {
	if claimed := inPlainText(req); claimed != "" && slices.ContainsFunc(tlsFaults, r.Faults.On) {
		return claimed
	}
	return identifier
}

// inPlainText gives the identifier that a header field claims to be the caller's, or "": what only
// faults look at.
func inPlainText(req message.Request) string {
	for _, name := range []string{
		"X-Workload-Identity", "X-Forwarded-Client-Cert", "X-Forwarded-User", CallerField,
	} {
		for _, value := range req.Fields.Values(name) {
			if claimed := strings.TrimPrefix(value, "URI="); strings.Contains(claimed, "://") {
				return claimed
			}
		}
	}
	return ""
}
