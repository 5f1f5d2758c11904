package mtls

import (
	"crypto/tls"
	"errors"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
)

// ServerConfig makes the configuration of a TLS server that presents its own certificate and takes
// clients whose certificate the verifier finds good (draft-ietf-wimse-mutual-tls-02, Section 3.2).
// Of expect, only what is expected counts. A resumed connection is verified again, by the
// certificates of the connection that it resumes, so that a certificate that has run out since
// opens no other (RFC 8446, Section 2.2).
func (v *Verifier) ServerConfig(own Credentials, expect Peer) *tls.Config {
	expect.Usage = UsageClient
	c := v.config(expect)
	present := v.presented(own, server)
	c.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return present() }
	c.ClientAuth = tls.RequireAnyClientCert // any: which of them is decided by the verifier
	if v.Faults.On("WIC-CLIENT-CERT-REQUIRED") {
		c.ClientAuth = tls.RequestClientCert
	}
	return c
}

// ClientConfig makes the configuration of a TLS client that presents its own certificate, whatever
// authorities the server names, and takes a server whose certificate the verifier finds good. The
// name that it sends is expect.Hostname.
func (v *Verifier) ClientConfig(own Credentials, expect Peer) *tls.Config {
	expect.Usage = UsageServer
	c := v.config(expect)
	c.ServerName = expect.Hostname
	c.InsecureSkipVerify = true // crypto/tls knows one set of anchors for all; see VerifyConnection
	present := v.presented(own, caller)
	c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return present()
	}
	return c
}

// config is what both ends have in common. VerifyConnection is called for resumed connections too.
func (v *Verifier) config(expect Peer) *tls.Config {
	lowest := uint16(tls.VersionTLS12)
	if v.Faults.On("WIC-TLS-VERSION:strict") {
		lowest = tls.VersionTLS13
	}
	return &tls.Config{
		MinVersion: lowest,
		Time:       v.Now,
		VerifyConnection: func(s tls.ConnectionState) error {
			if _, refusal := v.VerifyState(s, expect); refusal != nil {
				return refusal
			}
			return nil
		},
	}
}

// VerifyState verifies the certificates that the other end of a connection presented. On a resumed
// connection these are the ones of the connection that it resumes.
func (v *Verifier) VerifyState(s tls.ConnectionState, expect Peer) (identifier.ID, *check.Refusal) {
	if s.DidResume && v.Faults.On("WIC-RESUMPTION") {
		return identifier.ID{}, nil // whoever it was
	}
	expect.Certificates = nil
	for _, c := range s.PeerCertificates {
		expect.Certificates = append(expect.Certificates, c.Raw)
	}
	return v.Verify(expect)
}

// RefusalOf finds, in the error of a handshake, why this end refused the other; nil if it did not.
func RefusalOf(err error) *check.Refusal {
	var refusal *check.Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	return nil
}
