package mtls_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/mtls"
)

// cases are peers with what has to be said of them; an empty requirement means that they are let in.
func cases(t testing.TB, w *world) []struct {
	name, requirement string
	peer              mtls.Peer
} {
	type row = struct {
		name, requirement string
		peer              mtls.Peer
	}
	good := w.trusted.workload(t, workloadA)
	middle := w.trusted.authority(t, "intermediate")
	deep := middle.authority(t, "deeper")
	var rows []row
	add := func(name, requirement string, p mtls.Peer) { rows = append(rows, row{name, requirement, p}) }
	one := func(name, requirement string, edits ...edit) {
		add(name, requirement, client(w.trusted.workload(t, workloadA, edits...)))
	}
	uri := func(name, requirement, uri string) {
		add(name, requirement, client(w.trusted.workload(t, uri)))
	}
	under := func(name, requirement string, edits ...edit) {
		ca := w.trusted.authority(t, "limited", edits...)
		add(name, requirement, client(ca.workload(t, workloadA), ca))
	}

	add("a client", "", client(good))
	add("a server", "", server(good))
	add("nobody", "WIC-CLIENT-CERT-REQUIRED", client())
	add("no server", "WIC-CERT-WELLFORMED", server())
	add("garbage", "WIC-CERT-WELLFORMED", mtls.Peer{Usage: "client", Certificates: [][]byte{{1, 2, 3}}})
	add("a byte too many", "WIC-CERT-WELLFORMED",
		mtls.Peer{Usage: "client", Certificates: [][]byte{append(slices.Clone(good.der), 0)}})
	add("garbage behind", "WIC-CERT-WELLFORMED",
		mtls.Peer{Usage: "client", Certificates: [][]byte{good.der, {0x30, 0}}})
	add("many", "WIC-PKIX", client(slices.Repeat([]holder{good}, 33)...))

	one("no names", "WIC-URI-SAN-ONE", names(false))
	one("a DNS name alone", "WIC-URI-SAN-ONE", names(false, san(2, "a.example")))
	one("critical names", "", names(true, san(6, workloadA)), func(c *x509.Certificate) { c.Subject = pkix.Name{} })
	one("two identifiers", "WIC-URI-SAN-NO-SECOND", names(false, san(6, workloadA), san(6, workloadB)))
	one("one twice", "WIC-URI-SAN-NO-SECOND", names(false, san(6, workloadA), san(6, workloadA)))
	one("a URN beside", "", names(false, san(6, "urn:uuid:1"), san(6, workloadA)))
	one("a URN alone", "ID-AUTHORITY", names(false, san(6, "urn:uuid:1")))
	one("names of all kinds", "", names(false, san(1, "a@x"), san(2, "x"), san(6, workloadA), san(7, "\x7f\x00\x00\x01")))
	one("an empty list of names", "WIC-CERT-WELLFORMED", extension(false, []byte{0x30, 0}, 2, 5, 29, 17),
		func(c *x509.Certificate) { c.ExtraExtensions = c.ExtraExtensions[1:] })
	one("a name beyond ASCII", "WIC-CERT-WELLFORMED", names(false, san(6, workloadA+"\xc3\xa9")))
	one("an address of 3 bytes", "WIC-CERT-WELLFORMED", names(false, san(6, workloadA), san(7, "abc")))
	one("in the common name", "WIC-IDENTITY-SOURCE", names(false),
		func(c *x509.Certificate) { c.Subject.CommonName = workloadA })
	one("in a DNS name", "WIC-IDENTITY-SOURCE", names(false, san(2, workloadA)))
	one("an extension twice", "WIC-EXTENSION-TWICE",
		extension(false, []byte{5, 0}, 1, 2, 3), extension(false, []byte{5, 0}, 1, 2, 3))

	uri("a port", "ID-NO-PORT", "wimse://trusted.example:1/a")
	uri("a query", "ID-NO-QUERY", "wimse://trusted.example/a?b")
	uri("a fragment", "ID-NO-FRAGMENT", "wimse://trusted.example/a#b")
	uri("user information", "ID-NO-USERINFO", "wimse://u@trusted.example/a")
	uri("no authority", "ID-AUTHORITY", "wimse:///a")
	uri("a relative reference", "ID-ABSOLUTE-URI", "//trusted.example/a")
	uri("a bad encoding", "ID-SYNTAX", "wimse://trusted.example/%zz")
	uri("a space", "ID-SYNTAX", "wimse://trusted.example/a b")
	uri("2048 bytes", "", "wimse://trusted.example/"+strings.Repeat("a", 2024))
	uri("a domain that nobody trusts", "ID-DOMAIN-TRUSTED", "wimse://untrusted.example/a")
	uri("a domain of other case", "ID-DOMAIN-TRUSTED", "wimse://Trusted.example/a")
	uri("the partner's", "WIC-ANCHOR-DOMAIN", "wimse://partner.example/a")

	add("the partner", "", client(w.partner.workload(t, "wimse://partner.example/a")))
	add("of ours, by the partner", "WIC-ANCHOR-DOMAIN", client(w.partner.workload(t, workloadA)))
	add("of ours, by nobody", "WIC-CHAIN-INCOMPLETE", client(w.untrusted.workload(t, workloadA)))
	add("of ours, by nobody, who is sent", "WIC-CHAIN-ANCHOR",
		client(w.untrusted.workload(t, workloadA), w.untrusted))
	add("self-signed", "WIC-CHAIN-ANCHOR", client(holder{}.workload(t, workloadA)))
	impostor := holder{}.authority(t, "authority of trusted.example")
	add("an impostor's", "WIC-CHAIN-ANCHOR", client(impostor.workload(t, workloadA)))
	add("an impostor's, who is sent", "WIC-CHAIN-ANCHOR", client(impostor.workload(t, workloadA), impostor))
	wrong := client(w.trusted.workload(t, workloadA))
	wrong.TrustDomain = "partner.example"
	add("another domain than expected", "WIC-DOMAIN-MATCH", wrong)

	add("the anchor is sent", "", client(good, w.trusted))
	add("through an intermediate", "", client(middle.workload(t, workloadA), middle))
	add("through two", "", client(deep.workload(t, workloadA), deep, middle))
	add("in another order", "", client(deep.workload(t, workloadA), w.trusted, middle, good, deep, deep))
	add("without an intermediate", "WIC-CHAIN-INCOMPLETE", client(middle.workload(t, workloadA)))
	add("without one of two", "WIC-CHAIN-INCOMPLETE", client(deep.workload(t, workloadA), deep))
	tampered := client(good)
	tampered.Certificates[0] = flip(good.der)
	add("a broken signature", "WIC-CHAIN-SIGNATURE", tampered)
	renamed := middle
	other := *middle.Certificate
	other.RawSubject, other.Subject = nil, pkix.Name{CommonName: "another name"}
	renamed.Certificate = &other
	add("another name of the issuer", "WIC-CHAIN-NAMES", client(renamed.workload(t, workloadA), middle))
	cased := *w.trusted.Certificate
	cased.RawSubject, cased.Subject = nil, pkix.Name{CommonName: "Authority  of TRUSTED.example"}
	add("the same name in other case", "",
		client(holder{Certificate: &cased, key: w.trusted.key}.workload(t, workloadA)))

	one("expired", "WIC-NOT-AFTER", func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Second) })
	one("in its last second", "", func(c *x509.Certificate) { c.NotAfter = now })
	one("not valid yet", "WIC-NOT-BEFORE", func(c *x509.Certificate) { c.NotBefore = now.Add(time.Second) })
	one("in its first second", "", func(c *x509.Certificate) { c.NotBefore = now })
	under("an expired intermediate", "WIC-NOT-AFTER", func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Minute) })
	under("an intermediate not valid yet", "WIC-NOT-BEFORE", func(c *x509.Certificate) { c.NotBefore = now.Add(time.Minute) })
	add("issued by a workload", "WIC-BASIC-CONSTRAINTS", client(good.workload(t, workloadB), good))
	under("an authority without the mark", "WIC-BASIC-CONSTRAINTS",
		func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = false, false })
	under("a key not for certificates", "WIC-KEY-CERT-SIGN",
		func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign })
	under("no key usage", "", func(c *x509.Certificate) { c.KeyUsage = 0 })
	short := w.trusted.authority(t, "short", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	shorter := short.authority(t, "one too many")
	add("as long as allowed", "", client(short.workload(t, workloadA), short))
	add("longer than allowed", "WIC-PATH-LENGTH", client(shorter.workload(t, workloadA), shorter, short))
	renewed := short.authority(t, "short", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	add("a self-issued one does not count", "", client(renewed.workload(t, workloadA), renewed, short))

	under("within", "", func(c *x509.Certificate) { c.PermittedURIDomains = []string{"trusted.example"} })
	under("within a domain", "WIC-NAME-CONSTRAINTS", func(c *x509.Certificate) { c.PermittedURIDomains = []string{".example.com"} })
	under("below the permitted host", "WIC-NAME-CONSTRAINTS", func(c *x509.Certificate) { c.PermittedURIDomains = []string{"example"} })
	under("below the permitted domain", "", func(c *x509.Certificate) { c.PermittedURIDomains = []string{".example"} })
	under("the host is not below itself", "WIC-NAME-CONSTRAINTS", func(c *x509.Certificate) { c.PermittedURIDomains = []string{".trusted.example"} })
	under("excluded", "WIC-NAME-CONSTRAINTS", func(c *x509.Certificate) { c.ExcludedURIDomains = []string{"Trusted.Example"} })
	under("another is excluded", "", func(c *x509.Certificate) { c.ExcludedURIDomains = []string{"partner.example"} })
	under("the DNS name lies outside", "WIC-NAME-CONSTRAINTS", func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"c.example"} })
	under("the DNS name lies within", "", func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example"} })

	one("an unknown extension", "", extension(false, []byte{5, 0}, 1, 2, 3))
	one("an unknown critical extension", "WIC-CRITICAL-EXTENSION", extension(true, []byte{5, 0}, 1, 2, 3))
	under("an authority with one", "WIC-CRITICAL-EXTENSION", extension(true, []byte{5, 0}, 1, 2, 3))
	one("no extended key usage", "", func(c *x509.Certificate) { c.ExtKeyUsage = nil })
	one("of any purpose", "", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} })
	one("for a server", "WIC-EKU-VALIDATE", func(c *x509.Certificate) { c.ExtKeyUsage = c.ExtKeyUsage[1:] })
	one("for mail", "WIC-EKU-VALIDATE", func(c *x509.Certificate) {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	})
	add("a server's for a client", "WIC-EKU-VALIDATE", server(w.trusted.workload(t, workloadA,
		func(c *x509.Certificate) { c.ExtKeyUsage = c.ExtKeyUsage[:1] })))
	under("an authority for mail", "", func(c *x509.Certificate) {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	})
	one("no digital signatures", "WIC-KEY-USAGE", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment })
	one("a workload that is an authority", "", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true })
	return rows
}

// flip changes the last byte of a signature.
func flip(der []byte) []byte {
	out := slices.Clone(der)
	out[len(out)-1] ^= 1
	return out
}

func TestVerify(t *testing.T) {
	w := newWorld(t)
	v := w.verifier("latest")
	for _, tc := range cases(t, w) {
		t.Run(tc.name, func(t *testing.T) {
			id, refusal := v.Verify(tc.peer)
			got := ""
			if refusal != nil {
				got = refusal.Requirement
			}
			if got != tc.requirement {
				t.Errorf("it is refused for %v, not for %q", refusal, tc.requirement)
			}
			if (refusal == nil) != (id.URI != "") {
				t.Errorf("the identifier is %q with %v", id.URI, refusal)
			}
		})
	}
}

// TestEachCheckAloneLetsItsFlawThrough: with the one check left out that refuses a peer, it is let
// in.
func TestEachCheckAloneLetsItsFlawThrough(t *testing.T) {
	w := newWorld(t)
	rows := cases(t, w)
	for _, tc := range rows {
		if tc.requirement == "" || tc.name == "one twice" {
			continue
		}
		t.Run(tc.name, func(t *testing.T) {
			if _, refusal := w.verifier("latest", tc.requirement).Verify(tc.peer); refusal != nil {
				t.Errorf("without %s it is refused all the same: %v", tc.requirement, refusal)
			}
		})
	}
}

// twofold are bent checks that get another requirement's rule wrong as well.
var twofold = map[string]string{
	// who finds the anchors of a domain trusts it
	"WIC-ANCHOR-DOMAIN:suffix": "ID-DOMAIN-TRUSTED",
	// an authority with the name of an anchor comes under that anchor by its name
	"WIC-CHAIN-SIGNATURE:first-issuer-only": "WIC-CHAIN-ANCHOR",
}

// TestNoCheckLetsAnotherFlawThrough holds each fault against every peer that another check refuses.
func TestNoCheckLetsAnotherFlawThrough(t *testing.T) {
	w := newWorld(t)
	wide := []string{"WIC-PKIX", "WIC-CLIENT-VALIDATE", "WIC-VALIDATE-BEFORE-USE", "WIC-CHAIN-ANCHOR",
		"WIC-CHAIN-SIGNATURE", "WIC-REJECT-CROSS-DOMAIN", "WIC-ANCHOR-BIND", "WIC-CERT-WELLFORMED",
		"WIC-CLIENT-CERT-REQUIRED", "WIC-URI-SAN-ONE"}
	rows := cases(t, w)
	for _, fault := range mtls.Faults() {
		if strings.HasSuffix(fault, ":strict") || slices.Contains(wide, fault) {
			continue
		}
		v := w.verifier("latest", fault)
		id, _, _ := strings.Cut(fault, ":")
		for _, tc := range rows {
			if tc.requirement == "" || tc.requirement == id || tc.requirement == twofold[fault] {
				continue
			}
			if _, refusal := v.Verify(tc.peer); refusal == nil {
				t.Errorf("without %s %q is let in, which is for %s to refuse", fault, tc.name, tc.requirement)
			}
		}
	}
}
