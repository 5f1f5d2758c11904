package mtls

import (
	"bytes"
	"crypto/x509"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
)

// FuzzParse compares what is read of a certificate with what crypto/x509 reads, which reads the whole
// of most: here are more names where one extension does not forbid the other.
func FuzzParse(f *testing.F) {
	for _, der := range fuzztest.Vectors(f).Certificates {
		f.Add(der)
	}
	f.Add([]byte{0x30, 0})
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := parse(der)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		if !bytes.Contains(der, c.signed) || !bytes.Equal(c.sent, der) || len(c.names) > len(der) {
			t.Errorf("%x: it was signed as %x and has %d names", der, c.signed, len(c.names))
		}
		if len(c.subject) > 8*len(der)+8 || len(c.issuer) > 8*len(der)+8 {
			t.Errorf("%x: its names have %d and %d bytes", der, len(c.subject), len(c.issuer))
		}
		whole, err := x509.ParseCertificate(der)
		if err != nil {
			return
		}
		if !bytes.Equal(whole.RawTBSCertificate, c.signed) || len(whole.Extensions) != len(c.extensions) {
			t.Errorf("%x: crypto/x509 reads another signed part, or other extensions", der)
		}
		sameNames(t, c, whole)
	})
}

// sameNames asks for the names that crypto/x509 finds in the one extension that it reads.
func sameNames(t *testing.T, c *certificate, whole *x509.Certificate) {
	t.Helper()
	var uris, addresses []string
	for _, u := range whole.URIs {
		uris = append(uris, u.String())
	}
	for _, ip := range whole.IPAddresses {
		addresses = append(addresses, string(ip))
	}
	if len(uris) != len(c.namesOf(nameURI)) || !slices.Equal(addresses, c.namesOf(nameIP)) ||
		!slices.Equal(whole.DNSNames, c.namesOf(nameDNS)) {
		t.Errorf("%x: names %v; crypto/x509: %q, %q, %q", c.sent, c.names, uris, whole.DNSNames, addresses)
	}
}

// FuzzHost compares what is taken for the host of a URI and for a DNS name with what follows of it.
func FuzzHost(f *testing.F) {
	for _, pair := range [][2]string{
		{"*.b.example", "a.b.example"}, {"b.example.", "B.example"}, {"*", "a"}, {"", "."}, {"a.*.c", "a.b.c"},
		{"b.example", "wimse://u@b.example:80/x"},
	} {
		f.Add(pair[0], pair[1])
	}
	for _, uri := range fuzztest.Vectors(f).Identifiers {
		f.Add("*.example", uri)
	}
	f.Fuzz(func(t *testing.T, presented, text string) {
		if host, ok := hostOf(text); ok && (host == "" || !caselessPart(text, host)) {
			t.Errorf("%q has the host %q", text, host)
		}
		plain := presented != "" && presented[0] != '*'
		if isHost(presented) && plain && !matchesHost(presented, presented) {
			t.Errorf("%q does not match itself", presented)
		}
		if matchesHost(presented, text) && plain && !matchesHost(text, presented) {
			t.Errorf("%q matches %q, and not the other way round", presented, text)
		}
		if uriUnder(text, presented) == inside && presented == "" {
			t.Errorf("%q is under no host", text)
		}
	})
}

func caselessPart(text, part string) bool {
	return bytes.Contains(bytes.ToLower([]byte(text)), []byte(part))
}
