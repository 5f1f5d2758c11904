package trust_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/trust"
)

// authority makes the certificate of an authority in PEM.
func authority(t *testing.T, name string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestLoadReadsAuthorities(t *testing.T) {
	one, two, three := authority(t, "one"), authority(t, "two"), authority(t, "three")
	domains, err := trust.Load(map[string]trust.Material{
		"a.example": {JWKS: set(jwk(t, "a")), X509Authorities: []string{one + "a remark\n" + two, three}},
		"b.example": {JWKS: set(jwk(t, "b"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range domains["a.example"].Authorities {
		names = append(names, c.Subject.CommonName)
	}
	if got := strings.Join(names, " "); got != "one two three" || len(domains["b.example"].Authorities) != 0 {
		t.Errorf("the authorities are %s, and %d", got, len(domains["b.example"].Authorities))
	}
}

func TestBadAuthoritiesAreErrors(t *testing.T) {
	good := authority(t, "good")
	for name, text := range map[string]string{
		"nothing": "", "no PEM": "hello", "another kind": strings.ReplaceAll(good, "CERTIFICATE", "PRIVATE KEY"),
		"garbage":    string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{1, 2, 3}})),
		"cut short":  good + good[:len(good)/2],
		"a bad last": good + "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
	} {
		_, err := trust.Load(map[string]trust.Material{
			"bad.example": {JWKS: set(jwk(t, "k")), X509Authorities: []string{good, text}},
		})
		if err == nil || !strings.Contains(err.Error(), "bad.example: trust: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
