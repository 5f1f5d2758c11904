package mtls

import (
	"bytes"
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

// signatures verifies the signature of each certificate under the key of the one above it.
func (p *path) signatures() error {
	for i, issuer := range p.authorities() {
		if p.verifies(p.certificates[i], issuer) {
			continue
		}
		if p.verifications > maxVerifications {
			return check.Refuse("WIC-PKIX", "more than %d signatures would have to be checked",
				maxVerifications)
		}
		if p.impostor(p.certificates[i], issuer) {
			return p.refuse([]string{"WIC-CHAIN-ANCHOR"}, "its issuer has the name of a trust anchor only")
		}
		return errors.New("the signature of " + p.place(i) + " does not verify")
	}
	return nil
}

// impostor says that the issuer only shares its name with a trust anchor: the key identifiers say
// that another key was meant.
func (p *path) impostor(c, issuer *certificate) bool {
	return p.anchor != nil && issuer == p.top() && len(c.AuthorityKeyId) > 0 &&
		len(issuer.SubjectKeyId) > 0 && !bytes.Equal(c.AuthorityKeyId, issuer.SubjectKeyId)
}

// verifies says whether a certificate is signed by another one's key. Those with a weak hash are
// refused elsewhere.
func (s *state) verifies(c, issuer *certificate) bool {
	s.verifications++
	if s.verifications > maxVerifications {
		return false
	}
	s.Checked.Add(algorithmNames[c.SignatureAlgorithm])
	key, isRSA := issuer.PublicKey.(*rsa.PublicKey)
	if isRSA && key.N.BitLen() > maxRSA {
		return false
	}
	if isRSA && c.SignatureAlgorithm == x509.MD5WithRSA {
		digest := md5.Sum(c.signed)
		return rsa.VerifyPKCS1v15(key, crypto.MD5, digest[:], c.Signature) == nil
	}
	return issuer.CheckSignature(c.SignatureAlgorithm, c.signed, c.Signature) == nil
}

// algorithmNames are the JOSE names of the signature algorithms, for counting.
var algorithmNames = map[x509.SignatureAlgorithm]string{
	x509.ECDSAWithSHA256: "ES256", x509.ECDSAWithSHA384: "ES384", x509.ECDSAWithSHA512: "ES512",
	x509.PureEd25519: "EdDSA", x509.SHA256WithRSA: "RS256", x509.SHA256WithRSAPSS: "PS256",
}

// maxRSA bounds the work for a signature, in bits; crypto/tls has the same limit.
const maxRSA = 8192

// refuseHash refuses some algorithms below the trust anchor (RFC 8446, Section 4.4.2.4).
func refuseHash(weak ...x509.SignatureAlgorithm) func(*path) error {
	return func(p *path) error {
		i := slices.IndexFunc(p.below(), func(c *certificate) bool {
			return slices.Contains(weak, c.SignatureAlgorithm)
		})
		if i < 0 {
			return nil
		}
		return errors.New("the signature of " + p.place(i) + " uses a weak hash")
	}
}
