package forge

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Identity gives the good certificate of a workload, which the kit has too, with its private key: it
// is what a suite presents where its own end of a connection is not what is asked about. The trust
// anchors for the other end are those of [TrustMaterial], around the forge's Start.
func (f *Forge) Identity(workload string) (tls.Certificate, error) {
	key, err := f.Ring.Get(workload + "/tls")
	if err != nil {
		return tls.Certificate{}, err
	}
	memo := "identity " + workload
	if c, ok := f.wits.Load(memo); ok {
		return c.(tls.Certificate), nil
	}
	m := &minting{Forge: f}
	text, _ := workloadCertificate(f.Ring, workload, m.identifier([]string{workload}), f.Start)
	block, _ := pem.Decode([]byte(text))
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("forge: %w", err)
	}
	c := tls.Certificate{Certificate: [][]byte{block.Bytes}, PrivateKey: key.Signer, Leaf: leaf}
	f.certified.Add(trustedDomain + "/ca")
	f.wits.Store(memo, c)
	return c, nil
}

// Anchor gives the certificate of a trust domain's authority, as the trust anchors of the kit have
// it; untrusted domains have one that no kit has.
func (f *Forge) Anchor(domain string) (*x509.Certificate, error) {
	if !slices.Contains(keys.Domains, domain) {
		return nil, fmt.Errorf("forge: there is no trust domain %q", domain)
	}
	return x509.ParseCertificate(f.authority(domain))
}

// authority gives the certificate of a domain's authority, made once.
func (f *Forge) authority(domain string) []byte {
	memo := "authority " + domain
	if c, ok := f.wits.Load(memo); ok {
		return c.([]byte)
	}
	block, _ := pem.Decode([]byte(authority(f.Ring, domain, f.Start)))
	f.certified.Add(domain + "/ca")
	f.wits.Store(memo, block.Bytes)
	return block.Bytes
}
