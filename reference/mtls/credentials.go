package mtls

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

// Credentials are a workload's own certificate, with what else its chain needs, and its private
// key.
type Credentials struct {
	// Certificates are in DER, the workload's own first.
	Certificates [][]byte
	Key          crypto.Signer
}

// ParseCredentials reads credentials in PEM: the certificates of a chain, and a private key that
// belongs to the first of them.
func ParseCredentials(certificates, key string) (Credentials, error) {
	pair, err := tls.X509KeyPair([]byte(certificates), []byte(key))
	if err != nil {
		// the error of crypto/tls quotes neither of them
		return Credentials{}, fmt.Errorf("mtls: the credentials: %w", err)
	}
	signer, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return Credentials{}, errors.New("mtls: the credentials: the private key cannot sign")
	}
	return Credentials{Certificates: pair.Certificate, Key: signer}, nil
}

// Leaf gives the workload's own certificate as crypto/x509 reads it.
func (c Credentials) Leaf() (*x509.Certificate, error) {
	if len(c.Certificates) == 0 {
		return nil, errors.New("mtls: there is no certificate")
	}
	return x509.ParseCertificate(c.Certificates[0])
}
