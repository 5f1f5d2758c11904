package mtls

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
)

// ErrExpired says that a workload's own certificate has run out, and that its key is not used any
// more (draft-ietf-wimse-workload-creds-02, Section 9.4).
var ErrExpired = errors.New("mtls: the workload's own certificate has expired")

// The endings of the faults of what a workload presents: as a caller, and as a recipient.
const (
	caller = ":caller"
	server = ":server"
)

// CallerFaults lists the faults of what a caller presents.
func CallerFaults() []string {
	return []string{"WIC-SENT-VALID" + caller, "WIC-KEY-NOT-AFTER-EXP" + caller}
}

// ServerFaults lists the faults of what a recipient presents.
func ServerFaults() []string {
	return []string{
		"WIC-SENT-VALID" + server, "WIC-KEY-NOT-AFTER-EXP" + server, "WIC-SRV-DNS-ID" + server,
		"WIC-SRV-PRESENTED" + server,
	}
}

// presented makes a function that gives the certificate of the workload while it is valid, or what
// the faults of an ending make of it.
func (v *Verifier) presented(own Credentials, ending string) func() (*tls.Certificate, error) {
	own = own.bent(v.Faults, ending, v.Now())
	given := &tls.Certificate{Certificate: own.Certificates, PrivateKey: own.Key}
	leaf, err := own.Leaf()
	if err != nil {
		return func() (*tls.Certificate, error) { return given, nil } // none, or for others to judge
	}
	return func() (*tls.Certificate, error) {
		if v.Now().After(leaf.NotAfter) && !v.Faults.On("WIC-KEY-NOT-AFTER-EXP"+ending) {
			return nil, ErrExpired
		}
		return given, nil
	}
}

// bent puts a certificate that the workload signs itself in the place of its own where a fault
// wants that: with what was in its own, but for what the fault leaves out.
func (c Credentials) bent(on check.Faults, ending string, now time.Time) Credentials {
	faults := []string{"WIC-SENT-VALID", "WIC-SRV-DNS-ID", "WIC-SRV-PRESENTED"}
	if !slices.ContainsFunc(faults, func(id string) bool { return on.On(id + ending) }) {
		return c
	}
	leaf, err := c.Leaf()
	if err != nil {
		return c
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "made here"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), KeyUsage: leaf.KeyUsage,
		ExtKeyUsage: leaf.ExtKeyUsage, URIs: leaf.URIs, DNSNames: leaf.DNSNames,
		IPAddresses: leaf.IPAddresses,
	}
	if on.On("WIC-SRV-DNS-ID" + ending) {
		t.DNSNames = nil
	}
	if on.On("WIC-SRV-PRESENTED" + ending) {
		t.URIs = nil
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, c.Key.Public(), c.Key)
	if err != nil {
		panic("mtls: internal error: " + err.Error())
	}
	return Credentials{Certificates: [][]byte{der}, Key: c.Key}
}
