package harness

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// refusedServer says whether a caller has answered that it refused the suite's server.
func (x Exchange) refusedServer() bool {
	r, err := x.callResult()
	return err == nil && !r.Sent && x.Called.TLS != nil && x.Called.direct() == 0
}

// over says what is to be known about the connection of an exchange, behind what became of it.
func (x Exchange) over() string {
	switch {
	case x.TLS == nil:
		return ""
	case x.TLS.Resumed:
		return "; the connection was resumed"
	case !x.TLS.Asked && x.TLS.Version != "" && x.TLS.Refusal == "":
		return "; it asked for no client certificate"
	}
	return ""
}

// summary shows the certificates that the suite presented, a line for each.
func (h *Handshake) summary() []string {
	if h == nil {
		return nil
	}
	lines := []string{"presented no certificate"}
	if len(h.Presented) > 0 {
		lines = nil
	}
	for i, der := range h.Presented {
		lines = append(lines, fmt.Sprintf("certificate %d: %s", i+1, certificateLine(der)))
	}
	if h.Version != "" {
		lines = append(lines, "over "+h.Version)
	}
	return lines
}

// certificateLine says what a certificate says.
func certificateLine(der []byte) string {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return Printable(fmt.Sprintf("%d bytes, of which Go says: %v", len(der), err), maxSummary)
	}
	var names []string
	for _, u := range c.URIs {
		names = append(names, "URI "+u.String())
	}
	for _, n := range c.DNSNames {
		names = append(names, "DNS "+n)
	}
	return Printable(fmt.Sprintf("subject %q, issuer %q, %s until %s, %s", c.Subject.CommonName,
		c.Issuer.CommonName, c.NotBefore.UTC().Format(time.RFC3339),
		c.NotAfter.UTC().Format(time.RFC3339), strings.Join(names, ", ")), 2*maxSummary)
}
