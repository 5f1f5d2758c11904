package mtls_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	workloadA = "wimse://trusted.example/workload-a"
	workloadB = "wimse://trusted.example/workload-b"
)

// now is the clock of every test here.
var now = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// holder is a certificate with its key.
type holder struct {
	der []byte
	*x509.Certificate
	key crypto.Signer
}

var serials atomic.Int64

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// template is a certificate that is valid now.
func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serials.Add(1)), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
	}
}

// edit changes a template.
type edit func(*x509.Certificate)

func (h holder) issue(t testing.TB, c *x509.Certificate, key crypto.Signer, edits ...edit) holder {
	t.Helper()
	for _, e := range edits {
		e(c)
	}
	parent := h.Certificate
	signer := h.key
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	made := holder{der: der, key: key}
	if made.Certificate, err = x509.ParseCertificate(der); err != nil {
		made.Certificate = c // crypto/x509 makes what it does not read
	}
	return made
}

// authority makes a certification authority under another, or under itself.
func (h holder) authority(t testing.TB, name string, edits ...edit) holder {
	t.Helper()
	c := template(name)
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	return h.issue(t, c, newKey(t), edits...)
}

// workload makes a certificate with a URI name.
func (h holder) workload(t testing.TB, uri string, edits ...edit) holder {
	t.Helper()
	return h.issue(t, leaf(uri), newKey(t), edits...)
}

func leaf(uri string) *x509.Certificate {
	c := template("workload")
	c.KeyUsage = x509.KeyUsageDigitalSignature
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	names(false, san(6, uri), san(2, "b.example"))(c)
	return c
}

// san is one subject alternative name.
func san(kind int, value string) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: kind, Bytes: []byte(value)}
}

// names replaces the subject alternative names.
func names(critical bool, list ...asn1.RawValue) edit {
	return func(c *x509.Certificate) {
		value, err := asn1.Marshal(list)
		if err != nil {
			panic(err)
		}
		c.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 17}, Critical: critical, Value: value}}
		if list == nil {
			c.ExtraExtensions = nil
		}
	}
}

// extension adds one.
func extension(critical bool, value []byte, id ...int) edit {
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: id, Critical: critical, Value: value})
	}
}

// world has two trusted domains, each with an authority, and one that is not trusted.
type world struct {
	trusted, partner, untrusted holder
	domains                     trust.Domains
}

func newWorld(t testing.TB, edits ...edit) *world {
	t.Helper()
	w := &world{
		trusted:   holder{}.authority(t, "authority of trusted.example", edits...),
		partner:   holder{}.authority(t, "authority of partner.example"),
		untrusted: holder{}.authority(t, "authority of untrusted.example"),
	}
	w.domains = trust.Domains{}
	for name, ca := range map[string]holder{"trusted.example": w.trusted, "partner.example": w.partner} {
		w.domains[name] = &trust.Domain{Name: name, Authorities: []*x509.Certificate{ca.Certificate}}
	}
	return w
}

func (w *world) verifier(profile string, faults ...string) *mtls.Verifier {
	return mtls.New(mtls.Config{
		Profile: spec.Must(profile), Domains: w.domains, Faults: check.With(faults...), Now: clock,
	})
}

func client(chain ...holder) mtls.Peer { return peer(mtls.UsageClient, chain...) }

func server(chain ...holder) mtls.Peer { return peer(mtls.UsageServer, chain...) }

func peer(usage string, chain ...holder) mtls.Peer {
	p := mtls.Peer{Usage: usage}
	for _, h := range chain {
		p.Certificates = append(p.Certificates, h.der)
	}
	return p
}

// describe tells certificates apart by what the faults of authorities change.
func describe(c *x509.Certificate) string {
	return fmt.Sprint(c.URIs, c.DNSNames, c.ExtKeyUsage, c.NotAfter.Sub(c.NotBefore), c.Extensions)
}

func edKey(t testing.TB) crypto.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
