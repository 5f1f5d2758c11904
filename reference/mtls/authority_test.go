package mtls_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/spec"
)

func authority(t testing.TB, w *world, faults ...string) *mtls.Authority {
	t.Helper()
	a, err := mtls.NewAuthority(mtls.AuthorityConfig{
		Profile: spec.Must("latest"), Domain: "trusted.example", Credentials: w.trusted.credentials(),
		Root: true, Now: clock, Lifetime: 10 * time.Minute, Faults: check.With(faults...),
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestIssuedCertificatesAreTaken: by the verifier of this package and by crypto/x509.
func TestIssuedCertificatesAreTaken(t *testing.T) {
	w := newWorld(t)
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"P-256": newKey(t), "Ed25519": edKey, "RSA": rsaKey} {
		t.Run(name, func(t *testing.T) {
			chain, refusal := authority(t, w).Issue(mtls.Application{
				Identifier: workloadB, Key: key.Public(), DNSNames: []string{"b.example", "*.b.example"},
				Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")},
			})
			if refusal != nil {
				t.Fatal(refusal)
			}
			id, refusal := w.verifier("latest").Verify(mtls.Peer{
				Certificates: chain, Usage: mtls.UsageServer, TrustDomain: "trusted.example",
				Identifier: workloadB, Hostname: "b.example",
			})
			if refusal != nil || id.URI != workloadB {
				t.Errorf("%q, %v", id.URI, refusal)
			}
			agreesWithStandard(t, w, chain)
		})
	}
}

func agreesWithStandard(t *testing.T, w *world, chain [][]byte) {
	t.Helper()
	c, err := x509.ParseCertificate(chain[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(w.trusted.Certificate)
	_, err = c.Verify(x509.VerifyOptions{
		Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil || len(c.URIs) != 1 || len(c.IPAddresses) != 2 || len(c.RawSubject) != 2 {
		t.Errorf("crypto/x509: %v, %v", err, c.URIs)
	}
}

func TestIntermediateAuthoritySendsItsChain(t *testing.T) {
	w := newWorld(t)
	middle := w.trusted.authority(t, "intermediate")
	a, err := mtls.NewAuthority(mtls.AuthorityConfig{
		Profile: spec.Must("latest"), Domain: "trusted.example", Credentials: middle.credentials(), Now: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	chain, refusal := a.Issue(mtls.Application{Identifier: workloadA, Key: newKey(t).Public(), Client: true})
	if refusal != nil || len(chain) != 2 {
		t.Fatalf("%d certificates, %v", len(chain), refusal)
	}
	c, _ := x509.ParseCertificate(chain[0])
	if c.NotAfter.After(middle.NotAfter) || len(c.ExtKeyUsage) != 1 {
		t.Errorf("valid until %v, for %v", c.NotAfter, c.ExtKeyUsage)
	}
	if _, refusal := w.verifier("latest").Verify(mtls.Peer{Certificates: chain, Usage: "client"}); refusal != nil {
		t.Error(refusal)
	}
	if _, refusal := w.verifier("latest").Verify(mtls.Peer{Certificates: chain, Usage: "server"}); refusal == nil {
		t.Error("it serves as a server's as well")
	}
}

func TestNoAuthority(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]mtls.Credentials{
		"none": {}, "garbage": {Certificates: [][]byte{{1}}},
		"a workload": w.trusted.workload(t, workloadA).credentials(),
	} {
		if _, err := mtls.NewAuthority(mtls.AuthorityConfig{Profile: spec.Must("latest"), Credentials: c}); err == nil {
			t.Errorf("%s makes an authority", name)
		}
	}
}

// applications are those that an authority refuses, with the requirement.
func applications(t testing.TB) map[string]mtls.Application {
	key := newKey(t).Public()
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	app := func(identifier string) mtls.Application { return mtls.Application{Identifier: identifier, Key: key} }
	return map[string]mtls.Application{
		"WIC-ANCHOR-DOMAIN":         app("wimse://partner.example/a"),
		"ID-NO-PORT":                app("wimse://trusted.example:1/a"),
		"ID-NO-QUERY":               app("wimse://trusted.example/a?b"),
		"ID-NO-FRAGMENT":            app("wimse://trusted.example/a#b"),
		"ID-NO-USERINFO":            app("wimse://u@trusted.example/a"),
		"ID-SYNTAX":                 app("wimse://trusted.example/%"),
		"ID-ABSOLUTE-URI":           app("/a"),
		"ID-AUTHORITY":              app("wimse:a"),
		"ID-TRUST-DOMAIN-NO-IP":     app("wimse://192.0.2.1/a"),
		"ID-LEN-MAX":                app("wimse://trusted.example/" + strings.Repeat("a", 2025)),
		"WIC-CONTENT a kind of key": {Identifier: workloadA, Key: p224.Public()},
		"WIC-CONTENT no key":        {Identifier: workloadA},
		"WIC-CONTENT a DNS name":    {Identifier: workloadA, Key: key, DNSNames: []string{"a b"}},
		"WIC-CONTENT an address":    {Identifier: workloadA, Key: key, DNSNames: []string{"192.0.2.1"}},
	}
}

func TestApplicationsRefused(t *testing.T) {
	w := newWorld(t)
	for name, in := range applications(t) {
		t.Run(name, func(t *testing.T) {
			requirement, _, _ := strings.Cut(name, " ")
			chain, refusal := authority(t, w).Issue(in)
			if refusal == nil || refusal.Requirement != requirement || chain != nil {
				t.Errorf("%v", refusal)
			}
			chain, refusal = authority(t, w, requirement+":issuer").Issue(in)
			if requirement == "WIC-CONTENT" || requirement == "ID-ABSOLUTE-URI" {
				return // nothing lets these through alone: there is no such key, and no authority either
			}
			if refusal != nil || len(chain) != 1 {
				t.Errorf("without the check: %v", refusal)
			}
		})
	}
}

func TestAKeyBelongsToOneIdentifier(t *testing.T) {
	w := newWorld(t)
	key := newKey(t).Public()
	for _, faults := range [][]string{nil, {"WIC-KEY-ONE-ID:issuer"}} {
		a := authority(t, w, faults...)
		for range 2 {
			if _, refusal := a.Issue(mtls.Application{Identifier: workloadA, Key: key}); refusal != nil {
				t.Error(refusal)
			}
		}
		_, refusal := a.Issue(mtls.Application{Identifier: workloadB, Key: key})
		if (refusal == nil) != (len(faults) > 0) {
			t.Errorf("%v: %v", faults, refusal)
		}
	}
}

// TestBentCertificates: what an authority makes wrong is not what it makes else, and where a peer is
// bound to refuse it, the verifier does.
func TestBentCertificates(t *testing.T) {
	w := newWorld(t)
	in := mtls.Application{Identifier: workloadB, Key: newKey(t).Public(), DNSNames: []string{"b.example"}}
	for fault, refused := range map[string]string{
		"WIC-URI-SAN-ONE": "WIC-URI-SAN-ONE", "WIC-URI-SAN-NO-SECOND": "WIC-URI-SAN-NO-SECOND",
		"WIC-URI-SAN-ONLY-LEGACY": "", "WIC-DNS-SAN": "", "WIC-EKU-CLIENT": "WIC-EKU-VALIDATE",
		"WIC-EKU-SERVER": "", "WIC-CONTENT": "", "WIC-LIFETIME": "",
	} {
		t.Run(fault, func(t *testing.T) {
			chain, refusal := authority(t, w, fault+":issuer").Issue(in)
			if refusal != nil {
				t.Fatal(refusal)
			}
			_, refusal = w.verifier("latest").Verify(mtls.Peer{Certificates: chain, Usage: "client"})
			if got := requirementOf(refusal); got != refused {
				t.Errorf("the verifier says %v", refusal)
			}
			made := parsed(t, chain)
			plain, refusal := authority(t, w).Issue(in)
			if refusal != nil {
				t.Fatal(refusal)
			}
			good := parsed(t, plain)
			if again, _ := authority(t, w).Issue(in); describe(parsed(t, again)) != describe(good) {
				t.Error("two good ones differ")
			}
			if describe(made) == describe(good) {
				t.Errorf("it is as good as any: %s", describe(made))
			}
		})
	}
}

func parsed(t *testing.T, chain [][]byte) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(chain[0])
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func requirementOf(r *check.Refusal) string {
	if r == nil {
		return ""
	}
	return r.Requirement
}
