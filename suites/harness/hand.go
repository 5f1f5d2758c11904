package harness

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"

	"github.com/wimsespec/wimsespec/reference/trust"
)

// The kinds of failure of a TLS connection besides those of any other. None of them is a refusal.
const (
	// KindPlainHTTP says that the target speaks HTTP where it is to speak TLS.
	KindPlainHTTP Kind = "plain-http"
	// KindServerCertificate says that the certificate of the target itself is bad, so that nothing can
	// be said of how it judges others.
	KindServerCertificate Kind = "server-certificate"
)

// Handshake is what was presented and seen in a TLS handshake, and what became of it.
type Handshake struct {
	// Presented is the chain that the suite presented, in DER; none where it presented nothing.
	Presented [][]byte `json:"presented"`
	// Offered is the version of TLS that alone was offered, and Version the one that was agreed on.
	Offered string `json:"offered,omitempty"`
	Version string `json:"version,omitempty"`
	// Asked says that the target asked the suite, as client, for a certificate. No target does where a
	// connection is resumed.
	Asked   bool `json:"asked,omitempty"`
	Resumed bool `json:"resumed,omitempty"`
	// Peer is the chain that the target presented.
	Peer [][]byte `json:"peer,omitempty"`
	// Refusal says how the target refused the connection: by an alert, or by closing it.
	Refusal string `json:"refusal,omitempty"`
	// Errors are those of handshakes with the suite as server.
	Errors []string `json:"errors,omitempty"`
}

// hand is what one connection is made with as a client, and what was seen of it.
type hand struct {
	Credentials
	sessions tls.ClientSessionCache
	roots    *x509.CertPool
	// lenient takes a server with any certificate, since that is what the case is about.
	lenient bool

	noted Handshake
	done  bool  // the handshake was finished, as far as a client can tell
	own   error // what is wrong with the certificate of the server
	spoke bool  // it has sent a TLS record
	alert bool  // it has ended the handshake by an alert
}

// shake makes the handshake over a connection.
func (h *hand) shake(ctx context.Context, conn net.Conn, host string) (*tls.Conn, *Failure) {
	first := &firstBytes{Conn: conn}
	secure := tls.Client(first, h.config(host))
	h.noted.Presented, h.noted.Offered = h.Certificate.Certificate, versionName(h.Version)
	err := secure.HandshakeContext(ctx)
	state := secure.ConnectionState()
	h.noted.Version, h.noted.Resumed = versionName(state.Version), state.DidResume
	h.spoke = first.isRecord()
	if err != nil {
		return nil, h.failed(err, first.seen)
	}
	h.done = true
	return secure, nil
}

// groups are those that everybody knows: the larger ones of later years make a first message that
// some servers cannot read.
var groups = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384}

func (h *hand) config(host string) *tls.Config {
	return &tls.Config{
		CurvePreferences: groups,
		MinVersion:       max(h.Version, tls.VersionTLS12), MaxVersion: h.Version, ServerName: host,
		ClientSessionCache: h.sessions,
		InsecureSkipVerify: true, // VerifyConnection does it, without the name
		VerifyConnection:   h.verify,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			h.noted.Asked = true
			return &h.Certificate, nil
		},
	}
}

// verify looks whether the server is the target that was given the kit: any other says nothing
// about it. Its name is not compared, because the URL of a deployment under test can be any.
func (h *hand) verify(s tls.ConnectionState) error {
	h.noted.Version = versionName(s.Version)
	h.noted.Peer = nil
	between := x509.NewCertPool()
	for i, c := range s.PeerCertificates {
		h.noted.Peer = append(h.noted.Peer, c.Raw)
		if i > 0 {
			between.AddCert(c)
		}
	}
	if h.lenient || len(s.PeerCertificates) == 0 {
		return nil
	}
	_, h.own = s.PeerCertificates[0].Verify(x509.VerifyOptions{
		Roots: h.roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return h.own
}

func poolOf(domains trust.Domains) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, d := range domains {
		for _, authority := range d.Authorities {
			pool.AddCert(authority)
		}
	}
	return pool
}

func versionName(v uint16) string {
	if v == 0 {
		return ""
	}
	return tls.VersionName(v)
}

// firstBytes remembers how the other end begins.
type firstBytes struct {
	net.Conn
	seen []byte
}

const recordHeader = 5

func (f *firstBytes) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	if more := recordHeader - len(f.seen); more > 0 {
		f.seen = append(f.seen, p[:min(n, more)]...)
	}
	return n, err
}

// isRecord says whether that is a TLS record: its type and its version (RFC 8446, Section 5.1).
func (f *firstBytes) isRecord() bool {
	return len(f.seen) >= 2 && f.seen[0] >= 20 && f.seen[0] <= 24 && f.seen[1] == 3
}
