package forge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	_ "crypto/md5" // recipes ask for it
	"crypto/rsa"
	_ "crypto/sha1" // recipes ask for it
	"fmt"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// certificateHashes are the hashes under which certificates are signed, by their names in recipes.
var certificateHashes = map[string]crypto.Hash{
	"md5": crypto.MD5, "sha1": crypto.SHA1, "sha256": crypto.SHA256, "sha384": crypto.SHA384,
	"sha512": crypto.SHA512,
}

// signatureOIDs names the signature algorithms (RFC 3279, RFC 4055, RFC 5758).
var signatureOIDs = map[string]string{
	"ecdsa sha1": "1.2.840.10045.4.1", "ecdsa sha256": "1.2.840.10045.4.3.2",
	"ecdsa sha384": "1.2.840.10045.4.3.3", "ecdsa sha512": "1.2.840.10045.4.3.4",
	"rsa md5": "1.2.840.113549.1.1.4", "rsa sha1": "1.2.840.113549.1.1.5",
	"rsa sha256": "1.2.840.113549.1.1.11", "rsa sha384": "1.2.840.113549.1.1.12",
	"rsa sha512": "1.2.840.113549.1.1.13",
}

// oidEd25519 names Ed25519 (RFC 8410), which has its own hash.
const oidEd25519 = "1.3.101.112"

// signatureAlgorithm writes the AlgorithmIdentifier for a key and a hash.
func signatureAlgorithm(key crypto.Signer, hash string) ([]byte, error) {
	name, parameters := oidEd25519, []byte(nil)
	switch key.(type) {
	case *ecdsa.PrivateKey:
		name = signatureOIDs["ecdsa "+hash]
	case *rsa.PrivateKey:
		name, parameters = signatureOIDs["rsa "+hash], []byte{0x05, 0x00} // NULL
	}
	if name == "" {
		return nil, fmt.Errorf("no key of a %T signs with %s", key, hash)
	}
	id, err := derOID(name)
	return sequence(id, parameters), err
}

// signDER signs the bytes of a certificate: the signature is the same whenever it is made, for ECDSA
// by RFC 6979 and for RSA by PKCS #1 v1.5.
func signDER(key crypto.Signer, hash string, message []byte) ([]byte, error) {
	if k, ok := key.(ed25519.PrivateKey); ok {
		return ed25519.Sign(k, message), nil
	}
	h, known := certificateHashes[hash]
	if !known {
		return nil, fmt.Errorf("there is no hash %q", hash)
	}
	sum := h.New()
	sum.Write(message)
	if k, ok := key.(*rsa.PrivateKey); ok {
		return rsa.SignPKCS1v15(nil, k, h, sum.Sum(nil))
	}
	return key.Sign(nil, sum.Sum(nil), h)
}

// signCertificate takes the signature that was made for the same bytes before: an authority vouches
// for the same certificate once in a run.
func (f *Forge) signCertificate(key keys.Key, hash string, tbs []byte) ([]byte, error) {
	memo := "x509 " + key.Name + " " + hash + " " + string(tbs)
	if s, ok := f.wits.Load(memo); ok {
		return s.([]byte), nil
	}
	s, err := signDER(key.Signer, hash, tbs)
	if err == nil {
		f.certified.Add(key.Name)
		f.wits.Store(memo, s)
	}
	return s, err
}

// Certified gives the number of certificates signed so far, by the name of the key.
func (f *Forge) Certified() map[string]int { return f.certified.Counts() }
