package wire

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Peer writes what one end of a connection presents, and what the other end expects of it.
func Peer(p vector.Peer) []string {
	lines := []string{"usage: " + p.Usage}
	for _, expected := range [][2]string{
		{"expected trust domain", p.ExpectTrustDomain}, {"expected identifier", p.ExpectIdentifier},
		{"connects by the name", p.Hostname},
	} {
		if expected[1] != "" {
			lines = append(lines, oneLine(expected[0]+": "+expected[1]))
		}
	}
	if len(p.Certificates) == 0 {
		return append(lines, "no certificate")
	}
	for i, der := range p.Certificates {
		lines = append(lines, fmt.Sprintf("certificate %d of %d, %d bytes", i+1, len(p.Certificates), len(der)))
		lines = append(lines, certificate(der)...)
	}
	return lines
}

// certificate writes what matters here of a certificate; what crypto/x509 cannot read is said to be so.
func certificate(der []byte) []string {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return []string{oneLine("  crypto/x509 cannot read it: " + err.Error())}
	}
	lines := []string{
		"  subject:  " + c.Subject.String(), "  issuer:   " + c.Issuer.String(),
		"  validity: " + c.NotBefore.UTC().Format(time.RFC3339) + " to " + c.NotAfter.UTC().Format(time.RFC3339),
		fmt.Sprintf("  key:      %s, signed by %s", c.PublicKeyAlgorithm, c.SignatureAlgorithm),
	}
	for _, u := range c.URIs {
		lines = append(lines, "  URI:      "+u.String())
	}
	lines = append(lines, list("  DNS:      ", c.DNSNames)...)
	lines = append(lines, list("  email:    ", c.EmailAddresses)...)
	lines = append(lines, list("  used for: ", usages(c))...)
	if c.BasicConstraintsValid && c.IsCA {
		lines = append(lines, "  it is an authority")
	}
	for i := range lines {
		lines[i] = oneLine(lines[i])
	}
	return lines
}

func list(label string, names []string) []string {
	if len(names) == 0 {
		return nil
	}
	return []string{label + strings.Join(names, ", ")}
}

func usages(c *x509.Certificate) []string {
	var out []string
	for _, u := range c.ExtKeyUsage {
		name, known := map[x509.ExtKeyUsage]string{
			x509.ExtKeyUsageAny: "anything", x509.ExtKeyUsageServerAuth: "serverAuth",
			x509.ExtKeyUsageClientAuth: "clientAuth",
		}[u]
		if !known {
			name = fmt.Sprintf("usage %d", u)
		}
		out = append(out, name)
	}
	for _, oid := range c.UnknownExtKeyUsage {
		out = append(out, oid.String())
	}
	return out
}
