package inspect

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// presentedRows look at the certificates that a target presented in a TLS handshake.
func presentedRows(role spec.Role) []row[*Capture] {
	rows := []row[*Capture]{{"WIC-SENT-VALID", func(c *Capture) error { return c.sentValid(role) }}}
	if role == spec.RoleRecipient {
		rows = append(rows,
			row[*Capture]{"WIC-SRV-PRESENTED", (*Capture).carriesIdentifier},
			row[*Capture]{"WIC-SRV-DNS-ID", (*Capture).hasServerName})
	}
	return rows
}

// sentValid wants the workload's own certificate, in its time, with a chain to an authority of the
// kit.
func (c *Capture) sentValid(role spec.Role) error {
	switch {
	case !c.Handshake:
		return nil
	case len(c.Presented) == 0:
		return errors.New("it presented no certificate")
	}
	chain, err := parseAll(c.Presented)
	if err != nil {
		return err
	}
	switch leaf := chain[0]; {
	case c.At.After(leaf.NotAfter):
		return fmt.Errorf("its certificate expired at %v", leaf.NotAfter.UTC())
	case c.At.Before(leaf.NotBefore):
		return fmt.Errorf("its certificate is valid from %v on", leaf.NotBefore.UTC())
	case selfSigned(leaf):
		return errors.New("its certificate is signed by its own key")
	}
	if err := c.leadsToAnchor(chain); err != nil {
		return err
	}
	if role == spec.RoleCaller && c.Caller != "" && !slices.Equal(uris(chain[0]), []string{c.Caller}) {
		return fmt.Errorf("its certificate names %.200q, must name %q", uris(chain[0]), c.Caller)
	}
	return nil
}

// selfSigned looks at the signature alone: a certificate that is no authority's passes no check of
// crypto/x509 as an issuer.
func selfSigned(c *x509.Certificate) bool {
	return c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// leadsToAnchor tries every authority of the kit. Names and purposes are not its business.
func (c *Capture) leadsToAnchor(chain []*x509.Certificate) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, d := range c.Domains {
		for _, a := range d.Authorities {
			roots.AddCert(a)
		}
	}
	for _, cert := range chain[1:] {
		between.AddCert(cert)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: c.At,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return fmt.Errorf("what it presented does not lead to an authority of the kit: %w", err)
	}
	return nil
}

func parseAll(list [][]byte) ([]*x509.Certificate, error) {
	var chain []*x509.Certificate
	for i, der := range list {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate %d of what it presented cannot be read: %w", i+1, err)
		}
		chain = append(chain, cert)
	}
	return chain, nil
}

func uris(c *x509.Certificate) []string {
	var out []string
	for _, u := range c.URIs {
		out = append(out, u.String())
	}
	return out
}

// carriesIdentifier wants the server's identifier in its certificate.
func (c *Capture) carriesIdentifier() error {
	chain, err := parseAll(c.Presented)
	if err != nil || len(chain) == 0 {
		return nil // another check's business
	}
	if found := uris(chain[0]); c.Peer != "" && !slices.Contains(found, c.Peer) {
		return fmt.Errorf("its certificate carries the identifiers %.200q, and not %q", found, c.Peer)
	}
	return nil
}

// hasServerName wants the DNS name by which the server was reached. An address is none.
func (c *Capture) hasServerName() error {
	chain, err := parseAll(c.Presented)
	_, isAddress := netip.ParseAddr(strings.Trim(c.ServerName, "[]"))
	if err != nil || len(chain) == 0 || c.ServerName == "" || isAddress == nil {
		return nil
	}
	if err := chain[0].VerifyHostname(c.ServerName); err != nil {
		return fmt.Errorf("its certificate does not have the name by which it is reached: %w", err)
	}
	return nil
}
