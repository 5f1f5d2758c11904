package mtls

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"time"
)

// template is the certificate to issue (draft-ietf-wimse-workload-creds-02, Section 6.1).
func (p *application) template() *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: p.SerialNumber(),
		NotBefore:    p.now.Add(-time.Minute), // clocks differ
		NotAfter:     earlier(p.now.Add(p.Lifetime), p.own.NotAfter),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	if p.Client || !p.Server {
		t.ExtKeyUsage = append(t.ExtKeyUsage, x509.ExtKeyUsageClientAuth)
	}
	if p.Server || !p.Client {
		t.ExtKeyUsage = append(t.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
	}
	p.setNames(t, p.names())
	return t
}

func randomSerial() *big.Int {
	serial := make([]byte, 16)
	_, _ = rand.Read(serial) // it never fails
	serial[0] &= 0x7f
	return new(big.Int).SetBytes(serial)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// names are the URI name with the identifier, and the names of a server.
func (p *application) names() []generalName {
	out := []generalName{{nameURI, p.Identifier}}
	for _, name := range p.DNSNames {
		out = append(out, generalName{nameDNS, name})
	}
	for _, a := range p.Addresses {
		out = append(out, generalName{nameIP, string(net.IP(a.Unmap().AsSlice()))})
	}
	return out
}

// setNames writes the names. The subject is empty: it would say nothing that counts, so the names
// are critical (RFC 5280, Section 4.2.1.6).
func (p *application) setNames(t *x509.Certificate, names []generalName) {
	var list []asn1.RawValue
	for _, n := range names {
		list = append(list, asn1.RawValue{
			Class: asn1.ClassContextSpecific, Tag: n.kind, Bytes: []byte(n.value),
		})
	}
	value, err := asn1.Marshal(list)
	if err != nil {
		panic("mtls: internal error: " + err.Error())
	}
	t.ExtraExtensions = []pkix.Extension{{Id: oidSubjectAltName, Critical: true, Value: value}}
}
