package forge

import (
	"cmp"
	"crypto/sha256"
	"math/big"
	"slices"
)

// sealCertificate writes and signs a certificate (RFC 5280, Section 4.1).
func (c *certificates) sealCertificate(t certificate, own, issuer *made, spki []byte) ([]byte, error) {
	name, signer, hash := issuer.subject, issuer.key, cmp.Or(t.Hash, "sha256")
	if t.IssuerName != "" {
		name = commonName(t.IssuerName)
	}
	if t.SignKey != "" {
		var err error
		if signer, err = c.Ring.Get(t.SignKey); err != nil {
			return nil, err
		}
	}
	algorithm, err := signatureAlgorithm(signer.Signer, hash)
	if err != nil {
		return nil, err
	}
	extensions, err := t.extensions(own.keyID, issuer.keyID)
	if err != nil {
		return nil, err
	}
	tbs := t.toBeSigned(algorithm, name, own.subject, spki, extensions)
	signature, err := c.signCertificate(signer, hash, tbs)
	return sequence(tbs, algorithm, derBits(signature, 0)), err
}

// toBeSigned writes what is signed of a certificate.
func (t certificate) toBeSigned(algorithm, issuer, subject, spki, extensions []byte) []byte {
	version := cmp.Or(t.Version, 3)
	validity := sequence(derTime(t.NotBefore), derTime(t.NotAfter))
	behind := slices.Concat(algorithm, issuer, validity, subject, spki)
	var mark []byte
	if version > 1 {
		mark = der(derConstructed, derNumber(big.NewInt(int64(version-1))))
	}
	if version == 3 {
		behind = append(behind, der(derConstructed|3, extensions)...)
	}
	serial := big.NewInt(t.Serial)
	if t.Serial == 0 {
		sum := sha256.Sum256(behind)
		serial.SetBytes(sum[:15])
	}
	return sequence(mark, derNumber(serial), behind)
}

// extensions writes the extensions in the order of this package.
func (t certificate) extensions(own, issuer []byte) ([]byte, error) {
	var out extensionList
	if t.KeyUsage != nil {
		bits, err := keyUsageBits(t.KeyUsage)
		out.add("2.5.29.15", true, bits, err)
	}
	if t.EKU != nil {
		list, err := purposeList(t.EKU)
		out.add("2.5.29.37", false, list, err)
	}
	if t.CA != nil {
		out.add("2.5.29.19", true, basicConstraints(*t.CA, t.PathLength), nil)
		out.add("2.5.29.14", false, der(derOctetString, own), nil)
	}
	if t.Issuer != "self" {
		out.add("2.5.29.35", false, sequence(der(derContext, issuer)), nil)
	}
	t.addNames(&out)
	if t.NameConstraints != nil {
		limits, err := t.NameConstraints.der()
		out.add("2.5.29.30", !t.NameConstraints.Plain, limits, err)
	}
	for _, e := range t.Extensions {
		text, err := e.der()
		out.put(text, err)
	}
	return sequence(out.list), out.err
}

// addNames writes the subject alternative names.
func (t certificate) addNames(out *extensionList) {
	const oid = "2.5.29.17"
	if t.SANValue != "" {
		value, err := hexBytes(t.SANValue)
		out.add(oid, t.SANCritical, value, err)
	}
	for _, list := range [][]generalName{t.SAN, t.SANAgain} {
		if list != nil {
			value, err := names(list)
			out.add(oid, t.SANCritical, sequence(value), err)
		}
	}
}

// extensionList collects extensions, and the first error.
type extensionList struct {
	list []byte
	err  error
}

func (l *extensionList) add(oid string, critical bool, value []byte, err error) {
	if err == nil {
		value, err = extensionOf(oid, critical, value)
	}
	l.put(value, err)
}

func (l *extensionList) put(text []byte, err error) {
	l.list = append(l.list, text...)
	if l.err == nil {
		l.err = err
	}
}
