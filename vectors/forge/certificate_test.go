package forge_test

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// client and server are the recipes of certificates without any departure.
const (
	client = "- id: mtls/a\n  requirement: WIC-PKIX\n  comment: a\n  expect: accept\n  usage: client\n"
	server = "- id: mtls/a\n  requirement: WIC-PKIX\n  comment: a\n  expect: accept\n  usage: server\n"
)

// presented gives what a recipe presents at rest.
func presented(t *testing.T, text string) vector.Peer {
	t.Helper()
	v := mint(t, atRest(), text)
	if len(v.Steps) != 1 || v.Steps[0].Peer == nil {
		t.Fatalf("its steps are %+v", v.Steps)
	}
	return *v.Steps[0].Peer
}

// parsed gives the certificates of a recipe as crypto/x509 reads them.
func parsed(t *testing.T, text string) []*x509.Certificate {
	t.Helper()
	var out []*x509.Certificate
	for _, der := range presented(t, text).Certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func anchorOf(t *testing.T, domain string) *x509.Certificate {
	t.Helper()
	c, err := forge.New(read(t, client), atRest()).Anchor(domain)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBaseCertificates(t *testing.T) {
	for _, tc := range []struct{ text, uri, dns, role, peer string }{
		{client, "wimse://trusted.example/workload-a", "workload-a.trusted.example", "", "client   "},
		{server, "wimse://trusted.example/workload-b", "b.trusted.example", "caller",
			"server trusted.example wimse://trusted.example/workload-b b.trusted.example"},
	} {
		v := mint(t, atRest(), tc.text)
		p := v.Steps[0].Peer
		if got := strings.Join([]string{p.Usage, p.ExpectTrustDomain, p.ExpectIdentifier, p.Hostname}, " "); got != tc.peer {
			t.Errorf("the peer is %q, must be %q", got, tc.peer)
		}
		if v.Role != tc.role || v.Recipient != nil || v.Caller != nil || v.Steps[0].Request != nil || v.Steps[0].Call != nil {
			t.Errorf("it is a vector for %q: %+v", v.Role, v)
		}
		leaf, err := x509.ParseCertificate(p.Certificates[0])
		if err != nil {
			t.Fatal(err)
		}
		if len(leaf.URIs) != 1 || leaf.URIs[0].String() != tc.uri || !slices.Equal(leaf.DNSNames, []string{tc.dns}) {
			t.Errorf("it names %v and %v", leaf.URIs, leaf.DNSNames)
		}
		if leaf.KeyUsage != x509.KeyUsageDigitalSignature || len(leaf.ExtKeyUsage) != 2 || leaf.IsCA {
			t.Errorf("it is for %v, %v", leaf.KeyUsage, leaf.ExtKeyUsage)
		}
		if err := leaf.CheckSignatureFrom(anchorOf(t, "trusted.example")); err != nil {
			t.Error(err)
		}
		if string(leaf.AuthorityKeyId) != string(anchorOf(t, "trusted.example").SubjectKeyId) {
			t.Error("the key of its issuer is not the authority's")
		}
	}
}

// describe writes what crypto/x509 reads in a certificate; times are relative to the clock at rest.
func describe(c *x509.Certificate) string {
	var ips []string
	for _, ip := range c.IPAddresses {
		ips = append(ips, ip.String())
	}
	bits := 0
	if k, ok := c.PublicKey.(*ecdsa.PublicKey); ok {
		bits = k.Curve.Params().BitSize
	}
	parts := []any{
		"subject", c.Subject, "issuer", c.Issuer, "serial", c.SerialNumber, "version", c.Version,
		"from", c.NotBefore.Unix() - forge.RestTime, "to", c.NotAfter.Unix() - forge.RestTime,
		"uris", c.URIs, "dns", c.DNSNames, "ips", ips, "email", c.EmailAddresses, "usage", int(c.KeyUsage),
		"eku", c.ExtKeyUsage, c.UnknownExtKeyUsage, "ca", c.BasicConstraintsValid, c.IsCA, c.MaxPathLen,
		"permitted", c.PermittedURIDomains, c.PermittedDNSDomains, c.PermittedIPRanges,
		"excluded", c.ExcludedURIDomains, "critical", c.PermittedDNSDomainsCritical,
		"signed by", c.SignatureAlgorithm, "for", c.PublicKeyAlgorithm, bits, "unknown", c.UnhandledCriticalExtensions,
	}
	return strings.TrimSpace(fmt.Sprintln(parts...))
}

// TestCertificateMembers changes one member of the leaf and describes the certificate in which that
// shows.
func TestCertificateMembers(t *testing.T) {
	for _, tc := range []struct{ change, want string }{
		{`subject: "${id workload-c}"`, "subject CN=wimse://trusted.example/workload-c "},
		{`subject: "", san_critical: true`, "subject  issuer"},
		{`issuer: self`, "issuer CN=workload-a "},
		{`issuer: partner.example`, "issuer CN=authority of partner.example "},
		{`issuer: intermediate-2`, "issuer CN=intermediate-2 authority of trusted.example "},
		{`issuer_name: nobody`, "issuer CN=nobody "},
		{`serial: 5000000000`, " serial 5000000000 "},
		{`version: 1`, " version 1 "},
		{`not_before: "${start+3600}"`, " from 3600 "},
		{`not_after: "${start-3600}"`, " to -3600 "},
		{`not_after: "${start+946080000}"`, " to 946080000 "},
		{`san: [{uri: "a://b/c"}, {uri: "urn:x:y"}, {dns: x.example}]`, " uris [a://b/c urn:x:y] dns [x.example] "},
		{`san: [{ip: 192.0.2.1}, {ip: "2001:db8::1"}]`, " ips [192.0.2.1 2001:db8::1] "},
		{`san: [{email: a@b.example}, {other: 1.2.3 x}, {directory: x}, {raw: "8203782e79"}]`, " dns [x.y] ips [] email [a@b.example] "},
		{`san: "${absent}"`, " uris [] dns [] "},
		{`san: "${absent}", san_value: "3005820378 2e79"`, " dns [x.y] "},
		{`key_usage: [keyEncipherment, cRLSign]`, " usage 68 "},
		{`key_usage: "${absent}"`, " usage 0 "},
		{`eku: [clientAuth, any, 1.2.3]`, " eku [clientAuth anyExtendedKeyUsage] [1.2.3] "},
		{`eku: [codeSigning, emailProtection, serverAuth]`, " eku [codeSigning emailProtection serverAuth] [] "},
		{`eku: "${absent}"`, " eku [] [] "},
		{`ca: false`, " ca true false -1 "},
		{`ca: true`, " ca true true -1 "},
		{`ca: true, path_length: 0`, " ca true true 0 "},
		{`ca: true, path_length: 3`, " ca true true 3 "},
		{`ca: true, name_constraints: {permitted: [{uri: x.example}, {dns: y.example}, {ip: 192.0.2.0/23}]}`,
			" permitted [x.example] [y.example] [192.0.2.0/23] excluded [] critical true "},
		{`ca: true, name_constraints: {excluded: [{uri: .x.example}], plain: true}`, " excluded [.x.example] critical false "},
		{`extensions: [{oid: 1.2.3, critical: true, value: "0500"}, {oid: 1.2.4, value: "0500"}]`, " unknown [1.2.3]"},
		{`hash: sha384`, " signed by ECDSA-SHA384 for ECDSA 256 "},
		{`hash: sha1`, " signed by ECDSA-SHA1 for ECDSA 256 "},
		{`sign_key: trusted.example/rs256-1`, " signed by SHA256-RSA for ECDSA 256 "},
		{`sign_key: trusted.example/rs256-1, hash: md5`, " signed by MD5-RSA for ECDSA 256 "},
		{`sign_key: trusted.example/rs256-1, hash: sha1`, " signed by SHA1-RSA for ECDSA 256 "},
		{`sign_key: trusted.example/ed25519-1`, " signed by Ed25519 for ECDSA 256 "},
		{`key: workload-a/tls-rsa`, " signed by ECDSA-SHA256 for RSA 0 "},
		{`key: workload-a/tls-p384`, " signed by ECDSA-SHA256 for ECDSA 384 "},
		{`key: workload-a/tls-ed25519`, " signed by ECDSA-SHA256 for Ed25519 0 "},
	} {
		before := describe(parsed(t, client)[0])
		got := describe(parsed(t, client+"  change: {leaf: {"+tc.change+"}}\n")[0])
		if !strings.Contains(got, tc.want) || strings.Contains(before, tc.want) {
			t.Errorf("%s: it is\n%s\nwithout it\n%s\nand must have %q", tc.change, got, before, tc.want)
		}
	}
}

// TestSignaturesAreOfTheIssuersKey verifies each kind of signature that is not too weak for that.
func TestSignaturesAreOfTheIssuersKey(t *testing.T) {
	for _, key := range []string{"trusted.example/ca", "trusted.example/es384-1", "trusted.example/rs256-1", "trusted.example/ed25519-1"} {
		for _, hash := range []string{"sha256", "sha384", "sha512"} {
			chain := parsed(t, client+"  change: {chain: [leaf, intermediate], intermediate: {key: "+key+
				"}, leaf: {issuer: intermediate, hash: "+hash+"}}\n")
			if err := chain[0].CheckSignatureFrom(chain[1]); err != nil {
				t.Errorf("%s, %s: %v", key, hash, err)
			}
			if err := chain[1].CheckSignatureFrom(anchorOf(t, "trusted.example")); err != nil {
				t.Errorf("%s, %s: %v", key, hash, err)
			}
		}
	}
}

// mark is what tells authorities of the same kind apart.
var mark = regexp.MustCompile(` [0-9a-f]{8}$`)

// TestAuthoritiesHaveNamesOfTheirOwn: no authority below an anchor has the name of another case's or
// of another run's, at rest of another profile's.
func TestAuthoritiesHaveNamesOfTheirOwn(t *testing.T) {
	const text = "  change: {leaf: {issuer: intermediate}, chain: [leaf, intermediate]}\n"
	seen := map[string]bool{}
	for _, text := range []string{client + text, strings.Replace(client, "mtls/a", "mtls/b", 1) + text} {
		for _, s := range []forge.Setting{atRest(), live(), live()} {
			der := mint(t, s, text).Steps[0].Peer.Certificates[1]
			c, err := x509.ParseCertificate(der)
			if err != nil {
				t.Fatal(err)
			}
			seen[c.Subject.CommonName] = true
		}
	}
	if len(seen) != 6 {
		t.Errorf("six cases have the authorities %v", seen)
	}
}

func TestChain(t *testing.T) {
	for _, tc := range []struct{ change, want string }{
		{`chain: []`, ""},
		{`leaf: {issuer: hidden}`, "workload-a"},
		{`chain: [leaf, intermediate-2, intermediate, other, partner.example]`, "workload-a, intermediate-2 authority of " +
			"trusted.example, intermediate authority of trusted.example, workload-c, authority of partner.example"},
		{`chain: [leaf, upper], upper: {key: attacker/tls, issuer: self, subject: x, not_before: "${start-1}", not_after: "${start}"}`,
			"workload-a, x"},
	} {
		var names []string
		for _, c := range parsed(t, client+"  change: {"+tc.change+"}\n") {
			names = append(names, mark.ReplaceAllString(c.Subject.CommonName, ""))
		}
		if got := strings.Join(names, ", "); got != tc.want {
			t.Errorf("%s: it sends %s, must be %s", tc.change, got, tc.want)
		}
	}
}

// TestEditsOfACertificate: an edit changes its own part, and nothing before it.
func TestEditsOfACertificate(t *testing.T) {
	good := presented(t, client).Certificates[0]
	flipped := slices.Clone(good)
	flipped[len(flipped)-1] ^= 1
	for _, tc := range []struct {
		edit string
		want []byte
	}{
		{"flip: signature", flipped},
		{"truncate: certificate", good[:len(good)-1]},
		{`append: certificate, to: "00ff"`, append(slices.Clone(good), 0, 0xff)},
		{`replace: certificate, to: "020105"`, []byte{2, 1, 5}},
	} {
		got := presented(t, client+"  change: {leaf: {edit: [{"+tc.edit+"}]}}\n").Certificates[0]
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: it is %x", tc.edit, got)
		}
	}
}

// TestNamesThatNoLibraryMakes reads the extensions themselves.
func TestNamesThatNoLibraryMakes(t *testing.T) {
	for _, tc := range []struct{ change, want string }{
		{`san: []`, "3000"},
		{`san: "${absent}", san_value: "30ff86"`, "30ff86"},
		{`san: [{uri: "a"}], san_again: [{uri: "b"}]`, "3003860161 3003860162"},
		{`san: [{uri: "a\u0000"}, {uri: "ö"}]`, "300886026100 8602c3b6"},
		{`san: [{directory: x}]`, "3010a40e300c310a30080603550403" + "130178"},
		{`san: [{other: 1.2.3 x}]`, "300ba00906022a03a0030c0178"},
	} {
		der := presented(t, client+"  change: {leaf: {"+tc.change+"}}\n").Certificates[0]
		if got := strings.ReplaceAll(strings.Join(namesIn(t, der), " "), " ", ""); got != strings.ReplaceAll(tc.want, " ", "") {
			t.Errorf("%s: the extension is %s", tc.change, got)
		}
	}
}

// namesIn finds the extensions of subject alternative names in a certificate, by their object
// identifier alone.
func namesIn(t *testing.T, der []byte) []string {
	t.Helper()
	var out []string
	for _, behind := range strings.Split(string(der), "\x06\x03\x55\x1d\x11")[1:] {
		var value []byte
		if _, err := asn1.Unmarshal([]byte(behind), &value); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%x", value))
	}
	return out
}

// TestSerialsDiffer: no two certificates of an authority have one serial number, unless the recipe
// says so.
func TestSerialsDiffer(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	f, seen := forge.New(book, atRest()), map[string]string{}
	for _, r := range book.List {
		if r.Usage == "" {
			continue
		}
		p, err := f.Presentation(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, der := range p.Peer.Certificates {
			c, err := x509.ParseCertificate(der)
			if err != nil {
				continue
			}
			if bits := c.SerialNumber.BitLen(); bits > 159 {
				t.Errorf("%s: a serial number of %d bits", r.ID, bits)
			}
			name := c.Issuer.String() + c.SerialNumber.String()
			if before, ok := seen[name]; ok && before != string(c.RawTBSCertificate) {
				t.Errorf("%s: serial number %s of %s stands in two certificates", r.ID, c.SerialNumber, c.Issuer)
			}
			seen[name] = string(c.RawTBSCertificate)
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d certificates were read", len(seen))
	}
}

func TestNetworksAreMasked(t *testing.T) {
	chain := parsed(t, client+`  change: {leaf: {ca: true, name_constraints: {permitted: [{ip: 10.16.0.0/12}, {ip: "2001:db8::/33"}]}}}`+"\n")
	for i, want := range []string{"10.16.0.0/12", "2001:db8::/33"} {
		got := chain[0].PermittedIPRanges[i]
		ones, _ := got.Mask.Size()
		addr, _ := netip.AddrFromSlice(got.IP)
		if netip.PrefixFrom(addr, ones).String() != want {
			t.Errorf("%s is written as %s", want, got)
		}
	}
}

// TestAuthoritiesOfTheFileIssueTheCertificates: the trust anchors beside the vectors are those under
// which they were issued.
func TestAuthoritiesOfTheFileIssueTheCertificates(t *testing.T) {
	for _, domain := range forge.Trusted {
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM([]byte(forge.TrustMaterial(atRest().Ring, forge.RestTime)[domain].X509Authorities[0]))
		leaf := parsed(t, client+"  change: {leaf: {issuer: "+domain+"}}\n")[0]
		at := leaf.NotBefore.AddDate(0, 0, 1)
		if at.Unix() != forge.RestTime {
			t.Errorf("it is valid around %s", at)
		}
		options := x509.VerifyOptions{Roots: pool, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
		if _, err := leaf.Verify(options); err != nil {
			t.Error(err)
		}
	}
}
