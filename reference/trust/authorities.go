package trust

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// ParseAuthorities reads the certificates of authorities. Each text holds one or more in PEM, and
// nothing between them that looks like another.
func ParseAuthorities(texts []string) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for _, text := range texts {
		found, err := parseAuthorities(text)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func parseAuthorities(text string) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	block, rest := pem.Decode([]byte(text))
	for ; block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("trust: an authority is given as %.40q, not as a certificate", block.Type)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("trust: the certificate of an authority: %w", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 || strings.Contains(string(rest), "-----BEGIN") {
		return nil, errors.New("trust: the certificate of an authority is not in PEM")
	}
	return out, nil
}
