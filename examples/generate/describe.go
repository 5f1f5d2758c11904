package generate

import (
	"crypto/ecdsa"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// bytesPerLine is how many bytes in hexadecimal fit into a line of a figure.
const bytesPerLine = 16

// describe writes a certificate by its fields.
func describe(c *x509.Certificate) string {
	d := &description{}
	d.line("Version: %d", c.Version)
	d.line("Serial Number: %s", colons(c.SerialNumber.Bytes()))
	d.line("Signature Algorithm: %s", c.SignatureAlgorithm)
	d.line("Issuer: %s", named(c.Issuer.String()))
	d.line("Not Before: %s", c.NotBefore.UTC().Format(time.RFC3339))
	d.line("Not After: %s", c.NotAfter.UTC().Format(time.RFC3339))
	d.line("Subject: %s", named(c.Subject.String()))
	d.publicKey(c)
	d.line("Extensions:")
	for _, e := range c.Extensions {
		d.extension(c, e.Id.String(), e.Critical)
	}
	d.line("Signature Value:")
	d.hex(c.Signature)
	return d.String()
}

type description struct{ strings.Builder }

func (d *description) line(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

func (d *description) hex(value []byte) {
	for len(value) > 0 {
		n := min(len(value), bytesPerLine)
		colon := ":"
		if n == len(value) {
			colon = ""
		}
		d.line("    %s%s", colons(value[:n]), colon)
		value = value[n:]
	}
}

func (d *description) publicKey(c *x509.Certificate) {
	kind := c.PublicKeyAlgorithm.String()
	if k, ok := c.PublicKey.(*ecdsa.PublicKey); ok {
		kind += ", " + k.Curve.Params().Name
	}
	d.line("Public Key: %s", kind)
	var value []byte
	if k, ok := c.PublicKey.(*ecdsa.PublicKey); ok {
		value, _ = k.Bytes() // it was parsed, so that it is on its curve
	} else {
		value = c.RawSubjectPublicKeyInfo
	}
	d.hex(value)
}

// extension writes an extension that these certificates have (RFC 5280, Section 4.2.1).
func (d *description) extension(c *x509.Certificate, id string, critical bool) {
	mark := ""
	if critical {
		mark = " (critical)"
	}
	switch id {
	case "2.5.29.14":
		d.line("  Subject Key Identifier%s:", mark)
		d.hex(c.SubjectKeyId)
	case "2.5.29.15":
		d.line("  Key Usage%s: %s", mark, strings.Join(usages(c.KeyUsage), ", "))
	case "2.5.29.17":
		d.line("  Subject Alternative Name%s:", mark)
		for _, u := range c.URIs {
			d.line("    URI: %s", u)
		}
		for _, n := range c.DNSNames {
			d.line("    DNS: %s", n)
		}
	case "2.5.29.19":
		d.line("  Basic Constraints%s: cA %t", mark, c.IsCA)
	case "2.5.29.35":
		d.line("  Authority Key Identifier%s:", mark)
		d.hex(c.AuthorityKeyId)
	case "2.5.29.37":
		d.line("  Extended Key Usage%s: %s", mark, strings.Join(purposes(c.ExtKeyUsage), ", "))
	default:
		d.line("  %s%s", id, mark)
	}
}

// usages gives the names that RFC 5280, Section 4.2.1.3 has for the bits of key usage.
func usages(u x509.KeyUsage) []string {
	var out []string
	for i, name := range []string{
		"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
		"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
	} {
		if u&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// purposes gives the names of RFC 5280, Section 4.2.1.12.
func purposes(list []x509.ExtKeyUsage) []string {
	names := map[x509.ExtKeyUsage]string{
		x509.ExtKeyUsageClientAuth: "clientAuth", x509.ExtKeyUsageServerAuth: "serverAuth",
	}
	var out []string
	for _, u := range list {
		out = append(out, names[u])
	}
	return out
}

func colons(value []byte) string {
	parts := make([]string, len(value))
	for i, b := range value {
		parts[i] = fmt.Sprintf("%02x", b)
	}
	return strings.Join(parts, ":")
}

func named(name string) string {
	if name == "" {
		return "(empty)"
	}
	return name
}
