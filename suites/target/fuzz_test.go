package target_test

import (
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/suites/target"
)

const (
	// anchored has what YAML lets a text say in another place.
	anchored = "x: &a {url: \"http://h/\"}\n" + good + "caller: *a\n"
	merged   = "apiVersion: wimsespec/v1\nname: a\nclock: &c {url: \"http://h/\"}\n<<: {recipient: {url: nowhere}}\n"
	repeated = good + "  bindings: [dpop]\ncaller: {url: \"http://h/\", bindings: [x]}\nunsupported: [tea]\n"
	odd      = good + "\"a\\e[m b\": 1\n"
	whole    = `apiVersion: wimsespec/v1
name: acme
version: "1"
organization: Acme
homepage: https://acme.example/
contact: a@acme.example
license: Apache-2.0
maturity: beta
profile: s2s-07
revisions: {wpt: wpt-01}
identifier_scheme: spiffe
command: [./serve, "{kit}"]
ready_timeout: 1m30s
recipient:
  url: http://127.0.0.1:8080/orders
  audience: https://b.example/orders
  mtls_url: https://127.0.0.1:8443/orders
  bindings: [wpt, httpsig, mtls]
  algorithms: [ES256, EdDSA]
  response_signing: always
  replay_protection: true
  understood_tokens: [txn-token]
  caller_header: X-Caller
caller: {url: "http://127.0.0.1:8081/call", bindings: [httpsig]}
issuer: {url: "http://127.0.0.1:8082/wit", jwks_url: "http://127.0.0.1:8082/jwks.json"}
verifier: {url: "http://127.0.0.1:8083/"}
clock: {url: "http://127.0.0.1:8084/"}
unsupported: [mtls]
`
)

// FuzzParse wants the same error of a text each time, or a target that can be run and that is the same
// when it is written and read.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		good, whole, anchored, merged, repeated, odd, "apiVersion: [1]\n? x\n", "a: &a [*a]\n", "\xff",
		strings.Replace(good, "http:", "ftp:", 1), good + "clock: {url: \"http:///x\"}\n", "!!binary aa",
		good + "profile: " + strings.Repeat("a", 900) + "\n",
	} {
		f.Add([]byte(text))
	}
	names, _ := filepath.Glob("../../examples/targets/*/target.yaml")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := target.Parse("fuzz.yaml", text)
		again, same := target.Parse("fuzz.yaml", text)
		if !reflect.DeepEqual(got, again) || (err == nil) != (same == nil) || err != nil && err.Error() != same.Error() {
			t.Fatalf("%v, and then %v", err, same)
		}
		if err != nil {
			fuzztest.Line(t, err)
			if !strings.HasPrefix(err.Error(), "target: fuzz.yaml") {
				t.Errorf("the file is not named: %v", err)
			}
			return
		}
		runs(t, got)
		written, err := yaml.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := target.Parse("again.yaml", written); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s\nis read as %+v, %v", written, again, err)
		}
	})
}

// runs asks for what a run needs: a profile, a name, a time-out, and URLs of HTTP.
func runs(t *testing.T, got *target.Target) {
	t.Helper()
	if _, err := got.ProfileOf(); err != nil || got.Name == "" || got.ReadyTimeout <= 0 || len(got.Endpoints()) == 0 &&
		got.Verifier.URL == "" && got.Clock.URL == "" {
		t.Errorf("an accepted file cannot be run: %+v, %v", got, err)
	}
	for _, text := range []string{
		got.Recipient.URL, got.Recipient.MTLSURL, got.Caller.URL, got.Issuer.URL, got.Issuer.JWKSURL,
		got.Verifier.URL, got.Clock.URL,
	} {
		u, err := url.Parse(text)
		if text != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			t.Errorf("an accepted file has the URL %q", text)
		}
	}
}
