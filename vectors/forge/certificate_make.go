package forge

import (
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// made is a certificate with what another needs that it issues.
type made struct {
	der     []byte
	subject []byte
	key     keys.Key
	keyID   []byte
}

// certificates makes the certificates of one model, each of them once.
type certificates struct {
	*minting
	model tree
	done  map[string]*made
	open  []string // those that are being made, to find circles
}

// get makes a certificate of the model, or the authority of a trust domain.
func (c *certificates) get(name string) (*made, error) {
	if m := c.done[name]; m != nil {
		return m, nil
	}
	if slices.Contains(keys.Domains, name) {
		c.done[name] = c.anchor(name)
		return c.done[name], nil
	}
	if slices.Contains(c.open, name) {
		return nil, fmt.Errorf("%s: it is its own issuer; say self", name)
	}
	c.open = append(c.open, name)
	part, there := c.model[name]
	if !there {
		return nil, fmt.Errorf("there is no certificate %q", name)
	}
	t, err := readPart[certificate](c.minting, part)
	if err == nil {
		c.done[name], err = c.make(t)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c.done[name], nil
}

// anchor is the authority of a trust domain as trust anchors have it.
func (c *certificates) anchor(domain string) *made {
	text := c.authority(domain)
	cert, err := x509.ParseCertificate(text)
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	return &made{text, cert.RawSubject, c.Ring.Must(domain + "/ca"), cert.SubjectKeyId}
}

func (c *certificates) make(t certificate) (*made, error) {
	key, err := c.Ring.Get(t.Key)
	if err != nil {
		return nil, err
	}
	spki, err := x509.MarshalPKIXPublicKey(key.Signer.Public())
	if err != nil {
		return nil, err
	}
	own := &made{subject: commonName(t.Subject), key: key, keyID: keyID(spki)}
	issuer := own
	if t.Issuer != "self" {
		if issuer, err = c.get(t.Issuer); err != nil {
			return nil, err
		}
	}
	if own.der, err = c.sealCertificate(t, own, issuer, spki); err != nil {
		return nil, err
	}
	return own, t.edit(own)
}
