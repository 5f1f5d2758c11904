package forge_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// openssl runs the program of that name, or skips the test where there is none. It gives what the
// program says and whether it says yes.
func openssl(t *testing.T, args ...string) (string, bool) {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if failed := new(exec.ExitError); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return string(out), err == nil
}

func file(t *testing.T, dir, name string, certificates ...[]byte) string {
	t.Helper()
	var text bytes.Buffer
	for _, der := range certificates {
		if err := pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// plainPath are the requirements that path validation alone decides, with no look at identifiers.
var plainPath = []string{
	"WIC-PKIX", "WIC-CHAIN-SIGNATURE", "WIC-CHAIN-ANCHOR", "WIC-CHAIN-INCOMPLETE", "WIC-CHAIN-INTERMEDIATE",
	"WIC-CHAIN-NAMES", "WIC-CHAIN-EXTRA", "WIC-NOT-AFTER", "WIC-NOT-BEFORE", "WIC-BASIC-CONSTRAINTS",
	"WIC-KEY-CERT-SIGN", "WIC-PATH-LENGTH", "WIC-NAME-CONSTRAINTS", "WIC-NAME-CONSTRAINTS-WITHIN",
	"WIC-CRITICAL-EXTENSION", "WIC-EKU-VALIDATE", "WIC-EKU-BOTH", "WIC-VALIDATE-BEFORE-USE", "WIC-ANCHOR-DOMAIN",
	"WIC-ANCHOR-BIND", "WIC-REJECT-CROSS-DOMAIN", "WIC-SAN-CRITICAL", "WIC-OTHER-SAN-ACCEPT", "WIC-KEY-ALG-MTI",
	"WIC-CLIENT-VALIDATE",
}

// TestOpenSSLAgreesOnPaths has another implementation validate the paths of all recipes that rest on
// nothing else, with the trust anchor of the trust domain that the identifier names.
func TestOpenSSLAgreesOnPaths(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	f, asked := forge.New(book, atRest()), map[vector.Result]int{}
	for _, r := range book.List {
		if r.Mechanism() != spec.MechanismMTLS || r.Live || r.Expected() == vector.Either ||
			!slices.Contains(plainPath, r.Requirement) || withoutAnchor(r) {
			continue
		}
		v, err := f.Mint(r)
		if err != nil {
			t.Fatal(err)
		}
		asked[v.Result]++
		said, good := validated(t, f, v)
		if good != (v.Result == vector.Accept) {
			t.Errorf("%s: it is to be %sed, openssl says:\n%s", r.ID, v.Result, said)
		}
	}
	if asked[vector.Accept] < 20 || asked[vector.Reject] < 50 {
		t.Errorf("only %v were asked about", asked)
	}
}

// withoutAnchor says that a recipe's identifier names a domain for which openssl could be given no anchor.
func withoutAnchor(r *forge.Recipe) bool {
	return r.Requirement == "WIC-ANCHOR-DOMAIN" && slices.Contains(r.Requirements(), "ID-DOMAIN-TRUSTED")
}

func validated(t *testing.T, f *forge.Forge, v vector.Vector) (string, bool) {
	t.Helper()
	chain, dir := v.Steps[0].Peer.Certificates, t.TempDir()
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		t.Fatalf("%s: %v", v.ID, err)
	}
	domain := "trusted.example"
	if len(leaf.URIs) > 0 && leaf.URIs[0].Host == "partner.example" {
		domain = leaf.URIs[0].Host
	}
	anchor, err := f.Anchor(domain)
	if err != nil {
		t.Fatal(err)
	}
	purpose := map[string]string{"client": "sslclient", "server": "sslserver"}[v.Steps[0].Peer.Usage]
	args := []string{
		"verify", "-no-CApath", "-no-CAstore", "-x509_strict", "-attime", strconv.FormatInt(v.VerifyAt, 10),
		"-purpose", purpose, "-CAfile", file(t, dir, "anchor.pem", anchor.Raw),
	}
	if len(chain) > 1 {
		args = append(args, "-untrusted", file(t, dir, "rest.pem", chain[1:]...))
	}
	return openssl(t, append(args, file(t, dir, "leaf.pem", chain[0]))...)
}

// TestOpenSSLReadsWhatTheLibraryDoesNot: certificates that crypto/x509 refuses to read say what their
// recipes say.
func TestOpenSSLReadsWhatTheLibraryDoesNot(t *testing.T) {
	for _, tc := range []struct{ change, want string }{
		{`san: [{uri: "wimse://trusted.example/\u0007"}, {dns: x.example}]`, ", DNS:x.example"},
		{`san: [{uri: "wimse://trusted .example/a"}]`, "URI:wimse://trusted .example/a"},
		{`san: [{uri: "wimse://trusted.example/a%zz"}]`, "URI:wimse://trusted.example/a%zz"},
		{`san_again: [{uri: "wimse://trusted.example/c"}]`, "URI:wimse://trusted.example/c"},
		{`extensions: [{oid: 1.3.6.1.4.1.32473.3, value: "0500"}, {oid: 1.3.6.1.4.1.32473.3, value: "0500"}]`, "1.3.6.1.4.1.32473.3"},
	} {
		der := presented(t, client+"  change: {leaf: {"+tc.change+"}}\n").Certificates[0]
		if _, err := x509.ParseCertificate(der); err == nil {
			t.Errorf("%s: crypto/x509 reads it; then it belongs into TestCertificateMembers", tc.change)
		}
		said, good := openssl(t, "x509", "-noout", "-text", "-in", file(t, t.TempDir(), "leaf.pem", der))
		if !good || !strings.Contains(said, tc.want) {
			t.Errorf("%s: openssl reads\n%s", tc.change, said)
		}
	}
}
