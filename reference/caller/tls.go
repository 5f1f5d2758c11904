package caller

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/mtls"
)

// ErrNotTLS says that a call over mutual TLS is to go to a URL of another scheme than https.
var ErrNotTLS = errors.New("caller: the binding mtls goes to https URLs alone")

// handshakeTime bounds a connection and its handshake.
const handshakeTime = 10 * time.Second

// mutual is a transport over mutual TLS with connections of its own: a server that is good enough
// for other options is not for these.
type mutual struct {
	*Caller
	options Options
	base    *http.Transport
}

// bindings are those that the caller is configured for.
func (c *Caller) bindings() []string {
	if c.MTLS == nil {
		return []string{BindingWPT, BindingHTTPSig}
	}
	return []string{BindingWPT, BindingHTTPSig, BindingMTLS}
}

func (c *Caller) mutual(o Options) *mutual {
	m := &mutual{Caller: c, options: o}
	m.base = &http.Transport{
		DialTLSContext:         m.dial,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 256 << 10,
		IdleConnTimeout:        time.Minute,
	}
	return m
}

// CloseIdleConnections closes the connections that wait for another call.
func (m *mutual) CloseIdleConnections() { m.base.CloseIdleConnections() }

// RoundTrip makes one call. A server that is refused gets no request.
func (m *mutual) RoundTrip(given *http.Request) (*http.Response, error) {
	body, err := drain(given.Body, maxRequest)
	if err != nil {
		return nil, fmt.Errorf("caller: the request: %w", err)
	}
	if err := m.callable(given); err != nil {
		return nil, err
	}
	response, err := m.base.RoundTrip(write(given, outgoing(given, body)))
	if err != nil {
		return nil, err
	}
	response.Request = given
	id, refusal := m.MTLS.VerifyState(*response.TLS, m.expect(given.URL.Hostname()))
	if refusal != nil {
		_ = response.Body.Close() // nobody sees it
		return nil, &Refused{Refusal: refusal, Status: response.StatusCode}
	}
	keep(response, made{peer: id.URI})
	return response, nil
}

func (m *mutual) callable(given *http.Request) error {
	switch {
	case m.MTLS == nil:
		return ErrBinding
	case m.options.RequireSignedResponse:
		return ErrUnsignable
	case given.URL.Scheme != "https":
		return ErrNotTLS
	case origin(given.URL) != origin(firstOf(given).URL):
		return ErrOrigin // what is expected was said of the first one
	}
	return m.expectable(given.URL.Hostname())
}

// expectable refuses to call a server of which neither a name nor an identity can be validated
// (draft-ietf-wimse-mutual-tls-02, Section 3.2.1).
func (m *mutual) expectable(host string) error {
	const id = "WIC-SRV-NODNS-VALIDATE"
	_, inForce := m.Profile.Rule(id)
	if !inForce || m.Faults.On(id) || m.options.ExpectedPeer != "" || isName(host) {
		return nil
	}
	return check.Refuse(id, "the server is reached by no DNS name, and no identifier is expected")
}

// expect says what is expected of the server at a host.
func (m *mutual) expect(host string) mtls.Peer {
	p := mtls.Peer{Usage: mtls.UsageServer, Identifier: m.options.ExpectedPeer}
	if isName(host) {
		p.Hostname = host
	}
	reader := identifier.New(m.Profile, check.Faults{})
	if id, refusal := reader.Parse(p.Identifier); p.Identifier != "" && refusal == nil {
		p.TrustDomain = id.TrustDomain
	}
	return p
}

func isName(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host != "" && err != nil
}

// dial opens a connection and finishes its handshake.
func (m *mutual) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("caller: %w", err)
	}
	dialer := tls.Dialer{Config: m.MTLS.ClientConfig(m.Credentials, m.expect(host))}
	return dialer.DialContext(ctx, network, address)
}
