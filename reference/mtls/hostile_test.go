package mtls_test

import (
	"bytes"
	"crypto"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// TestHostileChainsAreBounded: whatever is sent, the answer comes soon.
func TestHostileChainsAreBounded(t *testing.T) {
	w := newWorld(t)
	good := w.trusted.workload(t, workloadA)
	big := w.trusted.workload(t, workloadA, extension(false, bytes.Repeat([]byte{5, 0}, 1<<19), 1, 2, 3))
	var maze []holder // every one could be the issuer of every other
	for range 31 {
		maze = append(maze, holder{}.authority(t, "maze"))
	}
	lost := w.untrusted.workload(t, workloadA, func(*x509.Certificate) {})
	in := holder{Certificate: maze[0].Certificate, key: maze[0].key}.workload(t, workloadA)
	var ladder []holder // a path longer than any
	at := w.trusted
	for i := range 15 {
		at = at.authority(t, fmt.Sprintf("rung %d", i))
		ladder = append(ladder, at)
	}
	many := make([]asn1.RawValue, 0, 20_000)
	for i := range 20_000 {
		many = append(many, san(2, fmt.Sprintf("n%d.example", i)))
	}
	crowded := w.trusted.workload(t, workloadA, names(false, append(many, san(6, workloadA))...))
	for name, p := range map[string]mtls.Peer{
		"100 certificates":     client(append([]holder{good}, make100(w.trusted)...)...),
		"an extension of 1 MB": client(big),
		"a maze":               client(append([]holder{in}, maze...)...),
		"a maze and no way in": client(append([]holder{lost}, maze...)...),
		"a long ladder":        client(append([]holder{at.workload(t, workloadA)}, ladder...)...),
		"20000 names":          client(crowded),
		"garbage":              {Usage: "client", Certificates: [][]byte{bytes.Repeat([]byte{0x30, 0x80}, 1<<16)}},
		"a length beyond":      {Usage: "client", Certificates: [][]byte{{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}}},
		"empty ones":           {Usage: "client", Certificates: [][]byte{nil, nil}},
		"a usage nobody knows": {Usage: "", Certificates: [][]byte{{1}}},
		"a deep nest of tags":  {Usage: "client", Certificates: [][]byte{bytes.Repeat([]byte{0x30, 0x82, 0xff, 0xff}, 1000)}},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			_, refusal := w.verifier("latest").Verify(p)
			if name != "20000 names" && refusal == nil {
				t.Error("it is let in")
			}
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
			if refusal != nil && len(refusal.Detail) > 300 {
				t.Errorf("the refusal has %d bytes", len(refusal.Detail))
			}
		})
	}
}

func make100(h holder) []holder {
	out := make([]holder, 99)
	for i := range out {
		out[i] = h
	}
	return out
}

// weak signs a certificate again, with another algorithm of RSA.
func weak(t testing.TB, der []byte, key *rsa.PrivateKey, last byte, hash crypto.Hash, sum func([]byte) []byte) []byte {
	t.Helper()
	out := bytes.ReplaceAll(der, []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
		append([]byte("\x2a\x86\x48\x86\xf7\x0d\x01\x01"), last))
	var parts struct {
		TBS, Algorithm asn1.RawValue
		Signature      asn1.BitString
	}
	if _, err := asn1.Unmarshal(out, &parts); err != nil {
		t.Fatal(err)
	}
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, hash, sum(parts.TBS.FullBytes))
	if err != nil {
		t.Fatal(err)
	}
	return append(out[:len(out)-len(sig)], sig...)
}

func TestWeakHashes(t *testing.T) {
	w := newWorld(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := template("authority of RSA")
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	ca := holder{}.issue(t, c, key)
	w.domains["trusted.example"].Authorities = append(w.domains["trusted.example"].Authorities, ca.Certificate)
	good := ca.workload(t, workloadA)
	for requirement, der := range map[string][]byte{
		"": good.der,
		"WIC-HASH-MD5": weak(t, good.der, key, 4, crypto.MD5, func(b []byte) []byte {
			s := md5.Sum(b)
			return s[:]
		}),
		"WIC-HASH-SHA1": weak(t, good.der, key, 5, crypto.SHA1, func(b []byte) []byte {
			s := sha1.Sum(b)
			return s[:]
		}),
	} {
		p := mtls.Peer{Usage: "client", Certificates: [][]byte{der}}
		if _, refusal := w.verifier("latest").Verify(p); requirementOf(refusal) != requirement {
			t.Errorf("%q: %v", requirement, refusal)
		}
		faults := []string{requirement}
		if requirement == "" {
			faults = nil
		}
		if _, refusal := w.verifier("latest", faults...).Verify(p); refusal != nil {
			t.Errorf("without %q: %v", requirement, refusal)
		}
		p.Certificates = [][]byte{flip(der)}
		if _, refusal := w.verifier("latest", faults...).Verify(p); requirementOf(refusal) != "WIC-CHAIN-SIGNATURE" {
			t.Errorf("%q with a broken signature: %v", requirement, refusal)
		}
	}
}

// TestNameConstraintsOfOtherKinds: they reach every name that there is, whatever it is for.
func TestNameConstraintsOfOtherKinds(t *testing.T) {
	w := newWorld(t)
	_, loopback, _ := net.ParseCIDR("127.0.0.0/8")
	type limit func(*x509.Certificate)
	dns := func(list ...string) limit { return func(c *x509.Certificate) { c.PermittedDNSDomains = list } }
	noDNS := func(list ...string) limit { return func(c *x509.Certificate) { c.ExcludedDNSDomains = list } }
	mail := func(list ...string) limit { return func(c *x509.Certificate) { c.PermittedEmailAddresses = list } }
	noMail := func(list ...string) limit { return func(c *x509.Certificate) { c.ExcludedEmailAddresses = list } }
	uri := func(list ...string) limit { return func(c *x509.Certificate) { c.PermittedURIDomains = list } }
	for _, tc := range []struct {
		limit limit
		name  asn1.RawValue
		good  bool
	}{
		{dns("x.example"), san(2, "x.example"), true},
		{dns("x.example"), san(2, "a.b.X.example"), true},
		{dns("x.example"), san(2, "ax.example"), false},
		{dns("x.example"), san(2, "example"), false},
		{dns("x.example"), san(2, "*.x.example"), true},
		{noDNS("a.x.example"), san(2, "*.x.example"), false},
		{noDNS("a.x.example"), san(2, "b.x.example"), true},
		{noDNS("x.example"), san(2, "a.x.example"), false},
		{mail("x.example"), san(1, "a@X.example"), true},
		{mail("x.example"), san(1, "a@b.x.example"), false},
		{mail(".x.example"), san(1, "a@b.x.example"), true},
		{mail(".x.example"), san(1, "a@x.example"), false},
		{mail("a@x.example"), san(1, "a@x.example"), true},
		{mail("a@x.example"), san(1, "b@x.example"), false},
		{mail("x.example"), san(1, "nobody"), false},
		{noMail("x.example"), san(1, "nobody"), false},
		{func(c *x509.Certificate) { c.PermittedIPRanges = []*net.IPNet{loopback} }, san(7, "\x7f\x00\x00\x01"), true},
		{func(c *x509.Certificate) { c.PermittedIPRanges = []*net.IPNet{loopback} }, san(7, "\x7e\x00\x00\x01"), false},
		{func(c *x509.Certificate) { c.ExcludedIPRanges = []*net.IPNet{loopback} }, san(7, "\x7f\x00\x00\x01"), false},
		{uri("trusted.example"), san(6, "urn:a:b"), false},
		{uri("trusted.example"), san(2, "anything"), true},
	} {
		ca := w.trusted.authority(t, "limited", func(c *x509.Certificate) { tc.limit(c) })
		leaf := ca.workload(t, workloadA, names(false, san(6, workloadA), tc.name))
		_, refusal := w.verifier("latest").Verify(client(leaf, ca))
		if (refusal == nil) != tc.good || refusal != nil && refusal.Requirement != "WIC-NAME-CONSTRAINTS" {
			t.Errorf("%q under %+v: %v", tc.name.Bytes, ca.PermittedDNSDomains, refusal)
		}
	}
}

// TestUnknownNameConstraints: a critical constraint that is not known refuses, and reaches through
// every certificate below.
func TestUnknownNameConstraints(t *testing.T) {
	w := newWorld(t)
	// permitted: a directory name
	value := []byte{0x30, 0x08, 0xa0, 0x06, 0x30, 0x04, 0xa4, 0x02, 0x30, 0x00}
	for critical, want := range map[bool]string{true: "WIC-NAME-CONSTRAINTS", false: ""} {
		ca := w.trusted.authority(t, "limited", extension(critical, value, 2, 5, 29, 30))
		below := ca.authority(t, "below")
		_, refusal := w.verifier("latest").Verify(client(below.workload(t, workloadA), below, ca))
		if requirementOf(refusal) != want {
			t.Errorf("critical %v: %v", critical, refusal)
		}
		if want == "" {
			continue
		}
		if _, refusal := w.verifier("latest", want).Verify(client(below.workload(t, workloadA), below, ca)); refusal != nil {
			t.Errorf("without the check: %v", refusal)
		}
	}
}

// TestSeveralAuthorities: a domain has several anchors, of one name too, and each is tried.
func TestSeveralAuthorities(t *testing.T) {
	w := newWorld(t)
	twin := holder{}.authority(t, "authority of trusted.example")
	d := w.domains["trusted.example"]
	d.Authorities = []*x509.Certificate{twin.Certificate, w.trusted.Certificate}
	for _, ca := range []holder{twin, w.trusted} {
		if _, refusal := w.verifier("latest").Verify(client(ca.workload(t, workloadA))); refusal != nil {
			t.Error(refusal)
		}
	}
	v := mtls.New(mtls.Config{Profile: spec.Must("latest"), Domains: trust.Domains{"trusted.example": {Name: "trusted.example"}}, Now: clock})
	if _, refusal := v.Verify(client(w.trusted.workload(t, workloadA))); requirementOf(refusal) != "WIC-CHAIN-INCOMPLETE" {
		t.Errorf("a domain without authorities: %v", refusal)
	}
}

func FuzzVerify(f *testing.F) {
	w := newWorld(f)
	for _, tc := range cases(f, w) {
		if len(tc.peer.Certificates) > 0 {
			f.Add(tc.peer.Certificates[0])
		}
	}
	for _, der := range fuzztest.Vectors(f).Certificates {
		f.Add(der)
	}
	f.Add([]byte{0x30, 0})
	v := w.verifier("latest")
	f.Fuzz(func(t *testing.T, der []byte) {
		id, refusal := v.Verify(mtls.Peer{Usage: "client", Certificates: [][]byte{der, w.trusted.der}})
		if refusal != nil {
			fuzztest.Line(t, refusal)
			if id.URI != "" || refusal.Requirement == "" && refusal.Detail == "" {
				t.Errorf("%v gives %q", refusal, id.URI)
			}
			return
		}
		if id.TrustDomain != "trusted.example" && id.TrustDomain != "partner.example" {
			t.Errorf("the identifier is %+v", id)
		}
		if err := standard(t, w, mtls.Peer{Certificates: [][]byte{der}}, id.TrustDomain); err != nil {
			t.Logf("crypto/x509: %v", err) // nothing new can be signed, so only the samples come here
		}
	})
}
