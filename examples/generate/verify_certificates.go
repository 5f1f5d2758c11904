package generate

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/mtls"
)

// certificates has both sides of a connection take each certificate: the caller only where there
// is a DNS name to call it by.
func (v *verifier) certificates() error {
	root, err := v.printed(authorityFile)
	if err != nil {
		return err
	}
	if err := root.CheckSignature(root.SignatureAlgorithm, root.RawTBSCertificate, root.Signature); err != nil {
		return fmt.Errorf("%s.pem: %w", authorityFile, err)
	}
	for _, w := range v.scenario.Workloads {
		if w.Certificate == nil {
			continue
		}
		name := certificateFile(w.Name)
		c, err := v.printed(name)
		if err != nil {
			return err
		}
		if err := v.accepted(w, c.Raw); err != nil {
			return fmt.Errorf("%s.pem: %w", name, err)
		}
		if err := v.certified(name+"-jwk.json", c); err != nil {
			return err
		}
	}
	return nil
}

// printed reads a certificate, and holds it against its fields as they are printed.
func (v *verifier) printed(file string) (*x509.Certificate, error) {
	text, err := v.read(file + ".pem")
	if err != nil {
		return nil, err
	}
	block, rest := pem.Decode([]byte(text))
	if block == nil || len(rest) > 0 {
		return nil, fmt.Errorf("%s.pem: it is not one certificate in PEM", file)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s.pem: %w", file, err)
	}
	if fields, err := v.read(file + ".txt"); err != nil || fields != describe(c) {
		return nil, errors.Join(err, fmt.Errorf("%s.txt: these are not the fields of %s.pem", file, file))
	}
	return c, nil
}

func (v *verifier) accepted(w scenario.Workload, der []byte) error {
	verifier := mtls.New(mtls.Config{
		Profile: v.profile, Domains: v.domains, Now: at(w.Certificate.Issued),
	})
	peer := mtls.Peer{
		Certificates: [][]byte{der}, Usage: mtls.UsageClient, TrustDomain: v.scenario.TrustDomain,
		Identifier: w.Identifier,
	}
	if _, refusal := verifier.Verify(peer); refusal != nil {
		return refusal
	}
	peer.Usage = mtls.UsageServer
	for _, peer.Hostname = range w.Certificate.DNSNames {
		if _, refusal := verifier.Verify(peer); refusal != nil {
			return refusal
		}
	}
	return nil
}

// certified has a printed key be the one in a certificate.
func (v *verifier) certified(name string, c *x509.Certificate) error {
	private, err := v.privateKey(name)
	if err != nil {
		return err
	}
	own, ok := private.Public().Public.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !own.Equal(c.PublicKey) {
		return fmt.Errorf("%s: it is not the key of the certificate", name)
	}
	return nil
}
