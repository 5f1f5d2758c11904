package generate

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/mtls"
)

// authorityFile is the name of the files with the certificate of the authority, without its ending.
const authorityFile = "mtls-ca"

// certificateFile is likewise that of a workload's.
func certificateFile(workload string) string { return "mtls-" + workload }

// certify makes the certificates for mutual TLS.
func (m *maker) certify() error {
	root, key, err := m.root()
	if err != nil {
		return fmt.Errorf("%s: %w", authorityFile, err)
	}
	if err := m.printCertificate(authorityFile, root); err != nil {
		return err
	}
	for _, w := range m.scenario.Workloads {
		if w.Certificate == nil {
			continue
		}
		if err := m.certifyOne(w, mtls.Credentials{Certificates: [][]byte{root}, Key: key}); err != nil {
			return fmt.Errorf("the certificate of %s: %w", w.Name, err)
		}
	}
	return nil
}

// root makes the authority's own certificate, which signs itself.
func (m *maker) root() ([]byte, crypto.Signer, error) {
	a := m.scenario.Authority
	key := still{m.keys[a.Key].Signer}
	template := &x509.Certificate{
		SerialNumber: serial(a.Name, a.Issued), Subject: pkix.Name{CommonName: a.Name},
		NotBefore: a.Issued, NotAfter: a.Issued.Add(a.Lifetime),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return der, key, err
}

func (m *maker) certifyOne(w scenario.Workload, own mtls.Credentials) error {
	c := w.Certificate
	authority, err := mtls.NewAuthority(mtls.AuthorityConfig{
		Profile: m.profile, Domain: m.scenario.TrustDomain, Credentials: own, Root: true,
		Lifetime: c.Lifetime, Now: at(c.Issued),
		SerialNumber: func() *big.Int { return serial(w.Identifier, c.Issued) },
	})
	if err != nil {
		return err
	}
	chain, refusal := authority.Issue(mtls.Application{
		Identifier: w.Identifier, Key: m.keys[c.Key].Signer.Public(), DNSNames: c.DNSNames,
	})
	if refusal != nil {
		return refusal
	}
	file := certificateFile(w.Name)
	if err := m.addJSON(file+"-jwk.json", m.keys[c.Key].JWK); err != nil {
		return err
	}
	return m.printCertificate(file, chain[0])
}

// printCertificate prints a certificate in PEM and by its fields.
func (m *maker) printCertificate(file string, der []byte) error {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := m.add(file+".pem", string(block)); err != nil {
		return err
	}
	return m.add(file+".txt", describe(c))
}

// serial makes a serial number of 127 bits that is the same every time.
func serial(name string, issued time.Time) *big.Int {
	sum := sha256.Sum256([]byte(name + " " + issued.UTC().Format(time.RFC3339)))
	sum[0] &= 0x7f
	return new(big.Int).SetBytes(sum[:16])
}

// still signs the same input to the same signature: ECDSA by RFC 6979.
type still struct{ crypto.Signer }

func (s still) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.Signer.Sign(nil, digest, opts)
}
