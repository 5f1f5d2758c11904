package mtls

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// certificate is one certificate, taken apart.
type certificate struct {
	// Certificate holds what crypto/x509 reads, without the subject alternative names. Its Raw is not
	// what was sent.
	*x509.Certificate
	// sent is the certificate as it was sent, and signed the part of it that is signed.
	sent, signed []byte
	extensions   []pkix.Extension
	// names are the subject alternative names, of every such extension, in order.
	names []generalName
	// twice is an extension that occurs more than once; empty if none does.
	twice string
	// subject and issuer are the names in a form that can be compared.
	subject, issuer string
}

// outer and inner are Certificate and TBSCertificate of RFC 5280, Section 4.1. What crypto/x509
// reads stays raw, so that both can be put together again as they were.
type outer struct {
	TBS       asn1.RawValue
	Algorithm asn1.RawValue
	Signature asn1.BitString
}

type inner struct {
	Version       int `asn1:"optional,explicit,default:0,tag:0"`
	Serial        *big.Int
	Algorithm     asn1.RawValue
	Issuer        asn1.RawValue
	Validity      asn1.RawValue
	Subject       asn1.RawValue
	PublicKey     asn1.RawValue
	IssuerUnique  asn1.BitString  `asn1:"optional,tag:1"`
	SubjectUnique asn1.BitString  `asn1:"optional,tag:2"`
	Extensions    []asn1.RawValue `asn1:"omitempty,optional,explicit,tag:3"`
}

var (
	oidSubjectAltName   = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidKeyUsage         = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidNameConstraints  = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidExtendedKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
)

var errFrame = errors.New("it is no certificate in DER")

// parse takes a certificate apart.
func parse(der []byte) (*certificate, error) {
	var out outer
	var in inner
	if err := unmarshal(der, &out); err != nil {
		return nil, errFrame
	}
	if err := unmarshal(out.TBS.FullBytes, &in); err != nil {
		return nil, errFrame
	}
	if len(in.Extensions) > 0 && in.Version != 2 {
		return nil, errors.New("it has extensions and is not of version 3")
	}
	c := &certificate{sent: der, signed: out.TBS.FullBytes}
	if err := c.readExtensions(&in); err != nil {
		return nil, err
	}
	var err error
	if c.Certificate, err = readRest(out, in); err != nil {
		return nil, err
	}
	c.subject, c.issuer = comparableName(c.RawSubject), comparableName(c.RawIssuer)
	return c, nil
}

// unmarshal reads a value that is the whole of the bytes and holds nothing that is left over: put
// together again, it is the same.
func unmarshal(der []byte, value any) error {
	rest, err := asn1.Unmarshal(der, value)
	if err != nil || len(rest) > 0 {
		return errFrame
	}
	again, err := asn1.Marshal(deref(value))
	if err != nil || !bytes.Equal(again, der) {
		return errFrame
	}
	return nil
}

func deref(value any) any {
	switch v := value.(type) {
	case *outer:
		return *v
	case *inner:
		return *v
	}
	panic(fmt.Sprintf("mtls: internal error: %T", value))
}

// readExtensions reads the names, and leaves in the structure one of each other extension.
func (c *certificate) readExtensions(in *inner) error {
	var kept []asn1.RawValue
	var seen []string
	for _, raw := range in.Extensions {
		var e pkix.Extension
		if rest, err := asn1.Unmarshal(raw.FullBytes, &e); err != nil || len(rest) > 0 {
			return errors.New("an extension cannot be read")
		}
		c.extensions = append(c.extensions, e)
		if name := e.Id.String(); slices.Contains(seen, name) {
			c.twice = name
		} else if seen = append(seen, name); !e.Id.Equal(oidSubjectAltName) {
			kept = append(kept, raw)
		}
		if e.Id.Equal(oidSubjectAltName) {
			names, err := readNames(e.Value)
			if err != nil {
				return err
			}
			c.names = append(c.names, names...)
		}
	}
	in.Extensions = kept
	return nil
}

// readRest has crypto/x509 read what is left of the certificate.
func readRest(out outer, in inner) (*x509.Certificate, error) {
	tbs, err := asn1.Marshal(in)
	if err != nil {
		return nil, errFrame
	}
	out.TBS = asn1.RawValue{FullBytes: tbs}
	der, err := asn1.Marshal(out)
	if err != nil {
		return nil, errFrame
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	return c, nil
}

// extension gives the first extension of a kind.
func (c *certificate) extension(id asn1.ObjectIdentifier) (pkix.Extension, bool) {
	i := slices.IndexFunc(c.extensions, func(e pkix.Extension) bool { return e.Id.Equal(id) })
	if i < 0 {
		return pkix.Extension{}, false
	}
	return c.extensions[i], true
}

func (c *certificate) selfIssued() bool { return c.subject == c.issuer }
