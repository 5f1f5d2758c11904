package forge

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"time"

	"github.com/wimsespec/wimsespec/vectors/keys"
)

// certificateLife is how long certificates are valid around the moment for which they are made.
const certificateLife = 30 * 24 * time.Hour

func template(name string, serial, around int64) *x509.Certificate {
	at := time.Unix(around, 0).UTC()
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: at.Add(-certificateLife), NotAfter: at.Add(certificateLife),
	}
}

// authorityTemplate describes the certification authority of a trust domain. It says which
// identifier its key has: what a library would choose changes from one version to the next.
func authorityTemplate(ring *keys.Ring, domain string, around int64) *x509.Certificate {
	t := template("authority of "+domain, 1, around)
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
	spki, err := x509.MarshalPKIXPublicKey(ring.Must(domain + "/ca").Signer.Public())
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	t.SubjectKeyId = keyID(spki)
	return t
}

// authority gives the certificate of a trust domain's certification authority, in PEM.
func authority(ring *keys.Ring, domain string, around int64) string {
	t, key := authorityTemplate(ring, domain, around), ring.Must(domain+"/ca").Signer
	return issue(t, t, key.Public(), key)
}

// workloadCertificate gives a Workload Identity Certificate of the trusted domain and its key, in
// PEM (draft-ietf-wimse-workload-creds-02, Section 6.1).
func workloadCertificate(ring *keys.Ring, name, identifier string, around int64) (cert, key string) {
	t := template(name, serials[name], around)
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	u, err := url.Parse(identifier)
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	t.URIs, t.DNSNames = []*url.URL{u}, []string{name + "." + trustedDomain, "localhost"}
	t.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	signer := ring.Must(name + "/tls").Signer
	ca := authorityTemplate(ring, trustedDomain, around)
	cert = issue(t, ca, signer.Public(), ring.Must(trustedDomain+"/ca").Signer)
	der, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	return cert, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// serials tells the certificates of one authority apart (RFC 5280, Section 4.1.2.2).
var serials = map[string]int64{"workload-a": 2, "workload-b": 3, "workload-c": 4, "attacker": 5}

// issue signs a certificate. With no source of randomness the signature is that of RFC 6979.
func issue(t, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) string {
	der, err := x509.CreateCertificate(nil, t, parent, public, key)
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
