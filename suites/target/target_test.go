package target_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/target"
)

const good = `apiVersion: wimsespec/v1
name: acme
recipient:
  url: http://127.0.0.1:8080/orders
`

func TestDefaults(t *testing.T) {
	t.Parallel()
	got, err := target.Parse("acme.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	r := got.Recipient
	if r.Audience != r.URL || len(r.Algorithms) != 1 || r.Algorithms[0] != "ES256" {
		t.Errorf("recipient is %+v", r)
	}
	if r.ResponseSigning != "asked" {
		t.Errorf("response_signing is %q", r.ResponseSigning)
	}
	if got.IdentifierScheme != "wimse" || time.Duration(got.ReadyTimeout) != 10*time.Second {
		t.Errorf("target is %+v", got)
	}
	p, err := got.ProfileOf()
	if err != nil || p.Name != "latest" {
		t.Errorf("profile is %v, %v", p, err)
	}
}

func TestDefaultsOfOtherRoles(t *testing.T) {
	t.Parallel()
	got, err := target.Parse("acme.yaml", []byte(`apiVersion: wimsespec/v1
name: acme
caller: {url: http://127.0.0.1:8081/call}
issuer: {url: http://127.0.0.1:8082/wit, jwks_url: http://127.0.0.1:8082/jwks.json}
verifier: {url: http://127.0.0.1:8083/verify}
`))
	if err != nil {
		t.Fatal(err)
	}
	if b := got.Caller.Bindings; len(b) != 1 || b[0] != "wpt" {
		t.Errorf("caller binds %v", b)
	}
	if got.Recipient.ResponseSigning != "" || len(got.Recipient.Algorithms) != 0 {
		t.Errorf("a recipient that is not there has %+v", got.Recipient)
	}
	list := got.Endpoints()
	if len(list) != 3 || list[0].Role != "caller" || list[1].URL != got.Issuer.URL ||
		list[2].Role != "verifier" {
		t.Errorf("endpoints are %v", list)
	}
	v := got.Verifier
	if len(v.Mechanisms) != len(spec.Mechanisms) || len(v.Algorithms) != 1 || v.ReplayProtection {
		t.Errorf("the verifier claims %+v", v)
	}
}

func TestWhereMutualTLSIsMet(t *testing.T) {
	t.Parallel()
	const secure, mutual = "https://127.0.0.1:8080/orders", "https://localhost:8443/orders"
	plain := strings.Replace(good, "http://", "https://", 1)
	for text, want := range map[string]string{
		good:                                  "",
		good + "  mtls_url: " + mutual + "\n": "",
		good + "  bindings: [wpt, mtls]\n  mtls_url: " + mutual + "\n": mutual,
		good + "  mtls_url: " + mutual + "\nunsupported: [mtls]\n":     mutual,
		good + "unsupported: [mtls]\n":                                 "",
		plain:                                                          "",
		plain + "unsupported: [httpsig]\n":                             "",
		plain + "unsupported: [mtls]\n":                                secure,
		plain + "  mtls_url: " + mutual + "\nunsupported: [mtls]\n":    mutual,
	} {
		got, err := target.Parse("acme.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got.MutualURL() != want {
			t.Errorf("%s\nis met over mutual TLS at %q, want %q", text, got.MutualURL(), want)
		}
		places := map[bool]int{true: 2, false: 1}[want == mutual]
		if n := len(got.Endpoints()); n != places {
			t.Errorf("%s\nhas %d endpoints, want %d", text, n, places)
		}
	}
}

func TestDefaultAudienceIsATargetURI(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://127.0.0.1:8080":               "http://127.0.0.1:8080/",
		"http://127.0.0.1:8080/orders?tenant": "http://127.0.0.1:8080/orders",
		"https://b.example/orders/":           "https://b.example/orders/",
	} {
		text := strings.Replace(good, "http://127.0.0.1:8080/orders", url, 1)
		got, err := target.Parse("acme.yaml", []byte(text))
		if err != nil || got.Recipient.Audience != want {
			t.Errorf("%s: audience is %v, %v", url, got, err)
		}
	}
}

func TestPinnedRevisions(t *testing.T) {
	t.Parallel()
	got, err := target.Parse("acme.yaml", []byte(good+"revisions: {wpt: wpt-01}\n"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := got.ProfileOf()
	if err != nil || p.Revisions.WPT != "wpt-01" || p.Revisions.WIT != "workload-creds-02" {
		t.Errorf("profile is %+v, %v", p, err)
	}
}

// TestMistakes expects of every error the file, the line, the key and what was expected.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "acme.yaml: the file is empty"},
		"version":          {"apiVersion: v2\nname: a\n", `acme.yaml:1: apiVersion: is "v2"`},
		"no name":          {"apiVersion: wimsespec/v1\n", "name: is missing"},
		"nothing to test":  {"apiVersion: wimsespec/v1\nname: a\n", "there is nothing to test"},
		"unknown key":      {good + "  colour: red\n", "acme.yaml:5: colour: unknown key; known here: url, audience"},
		"unknown at top":   {good + "profle: latest\n", "acme.yaml:5: profle: unknown key; known here: apiVersion"},
		"no url":           {"apiVersion: wimsespec/v1\nname: a\nrecipient: {algorithms: [ES256]}\n", "acme.yaml:3: recipient.url: is missing"},
		"no URL at all":    {strings.Replace(good, "http://127.0.0.1:8080/orders", "orders", 1), `acme.yaml:4: recipient.url: "orders" is no http or https URL`},
		"fragment":         {strings.Replace(good, "orders", "orders#x", 1), "carries a fragment"},
		"audience":         {good + "  audience: https://b/o?x=1\n", "acme.yaml:5: recipient.audience"},
		"algorithm":        {good + "  algorithms: [ES256, HS256]\n", `acme.yaml:5: recipient.algorithms: unknown value "HS256"; known: ES256`},
		"binding":          {good + "  bindings: [dpop]\n", `acme.yaml:5: recipient.bindings: unknown value "dpop"; known: wpt`},
		"response signing": {good + "  response_signing: maybe\n", `unknown value "maybe"; known: asked`},
		"profile":          {good + "profile: newest\n", `acme.yaml:5: profile: unknown value "newest"; known: s2s-00`},
		"revision":         {good + "revisions: {wpt: wpt-99}\n", `acme.yaml:5: revisions.wpt: unknown value "wpt-99"`},
		"scheme":           {good + "identifier_scheme: urn\n", `acme.yaml:5: identifier_scheme: unknown value "urn"`},
		"wrong type":       {good + "  replay_protection: often\n", "acme.yaml:5: recipient.replay_protection: does not fit here; expected is true or false"},
		"no list":          {good + "  algorithms: ES256\n", "acme.yaml:5: recipient.algorithms: does not fit here; expected is a list"},
		"timeout":          {good + "ready_timeout: soon\n", "acme.yaml:5: ready_timeout: expected is a span of time"},
		"both":             {good + "unsupported: [wpt]\n", `acme.yaml:5: unsupported: recipient.bindings claims wpt as well`},
		"unsupported":      {good + "unsupported: [tea]\n", `acme.yaml:5: unsupported: unknown value "tea"`},
		"no keys":          {good + "issuer: {url: http://127.0.0.1/wit}\n", "acme.yaml:5: issuer.jwks_url: is missing"},
		"no issuer":        {good + "issuer: {jwks_url: http://127.0.0.1/jwks.json}\n", "acme.yaml:5: issuer.url: is missing"},
		"no caller":        {good + "caller: {bindings: [wpt]}\n", "acme.yaml:5: caller.url: is missing"},
		"caller binding":   {good + "caller: {url: http://127.0.0.1/call, bindings: [dpop]}\n", `acme.yaml:5: caller.bindings: unknown value "dpop"; known: wpt`},
		"no verifier":      {good + "verifier: {mechanisms: [wit]}\n", "acme.yaml:5: verifier.url: is missing"},
		"verifier's key":   {good + "verifier: {url: http://127.0.0.1/v, bindings: [wpt]}\n", "acme.yaml:5: bindings: unknown key; known here: url, mechanisms, algorithms"},
		"mechanism":        {good + "verifier: {url: http://127.0.0.1/v, mechanisms: [jwt]}\n", `acme.yaml:5: verifier.mechanisms: unknown value "jwt"; known: `},
		"its algorithm":    {good + "verifier: {url: http://127.0.0.1/v, algorithms: [ES255]}\n", `acme.yaml:5: verifier.algorithms: unknown value "ES255"; known: ES256`},
		"without ES256":    {good + "verifier: {url: http://127.0.0.1/v, algorithms: [RS256]}\n", "acme.yaml:5: verifier.algorithms: ES256 is missing"},
		"no YAML":          {"{", "acme.yaml"},
		"timeout below 0":  {good + "ready_timeout: -1s\n", "acme.yaml:5: ready_timeout: expected is a span of time"},
		"two mistakes":     {good + "  bindings: [dpop]\nunsupported: [tea]\n", "acme.yaml:5: recipient.bindings: unknown value"},
		"merged role":      {"apiVersion: wimsespec/v1\nname: a\n<<: {caller: {url: nowhere}}\n", `caller.url: "nowhere" is no http or https URL`},
		"escape in a key":  {good + "\"a\\e[m b\": 1\n", `acme.yaml:5: field a\x1b[m b not found`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := target.Parse("acme.yaml", []byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	if _, err := target.Load("no-such.yaml"); err == nil || !strings.HasPrefix(err.Error(), "target: ") {
		t.Errorf("got %v", err)
	}
}

func TestMutualTLSNeedsItsURL(t *testing.T) {
	t.Parallel()
	claim := good + "  bindings: [wpt, mtls]\n"
	for text, want := range map[string]string{
		claim: "acme.yaml:3: recipient.mtls_url: is missing",
		claim + "  mtls_url: http://127.0.0.1:8443/orders\n": "acme.yaml:6: recipient.mtls_url: \"http://127.0.0.1:8443/orders\" is no https URL",
		good + "  mtls_url: http://127.0.0.1:8443/orders\n":  "is no https URL",
	} {
		if _, err := target.Parse("acme.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	got, err := target.Parse("acme.yaml", []byte(claim+"  mtls_url: https://localhost:8443/orders\n"))
	if err != nil {
		t.Fatal(err)
	}
	if list := got.Endpoints(); len(list) != 2 || list[1] != (target.Endpoint{Role: "recipient", URL: got.Recipient.MTLSURL}) {
		t.Errorf("endpoints are %v", list)
	}
}
