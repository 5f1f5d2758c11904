package scenario_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/scenario"
)

// mistakes are changes of the scenario, each with what is said of it.
var mistakes = []struct{ old, new, want string }{
	{"wimsespec/scenario/v1", "wimsespec/scenario/v9", `apiVersion: is "wimsespec/scenario/v9"`},
	{"trust_domain: example.com", "trust_domain: ''", "trust_domain: is missing"},
	{"trust_domain: example.com", "trust_domian: example.com", "trust_domian: unknown key"},
	{"issuer: {key: issuer}", "issuer: {key: ../issuer}", `issuer.key: is "../issuer"`},
	{"name: svcb", "name: svca", `workloads.1.name: "svca" is the name of another`},
	{"jti: oVq0Cl3BDT3Ywu8Zs1h2bA, ", "", "workloads.1: needs an identifier and wit.jti"},
	{"issued: 2025-04-24T15:35:12Z, lifetime: 1h", "issued: today, lifetime: 1h",
		"issued: \"today\" does not fit here; expected is a time"},
	{"issued: 2025-04-24T15:35:12Z, lifetime: 1h", "issued: 2025-04-24T15:35:12Z, lifetime: 1",
		"lifetime: !!int `1` does not fit here; expected is a span"},
	{"issued: 2025-04-24T15:35:12Z, lifetime: 1h", "lifetime: 1h", "workloads.1.wit.issued: is missing"},
	{"sent: 2025-04-24T15:48:36Z", "sent: 2025-04-24T15:35:09Z", "proofs.0: does not lie within the WIT"},
	{"sent: 2025-04-24T15:48:36Z", "sent: 2025-04-24T16:30:11Z", "proofs.0: does not lie within the WIT"},
	{"sent: 2025-04-24T15:50:00Z", "sent: 2025-04-24T15:50:00.5Z", "exchanges.0: holds a part of a second"},
	{"answered: 2025-04-24T15:50:01Z", "answered: 2025-04-24T15:55:01Z", "exchanges.0.answered: is not while"},
	{"to: svcb", "to: svcx", `exchanges.0: there is no workload "svcx"`},
	{"url: https://workload.example.com/path", "url: /path", `proofs.0.request.url: "/path" is no https URL`},
	{"status: 404", "status: 999", "exchanges.0.response.status: 999 is no status"},
	{"nonce: 0Z0lE6pdzEyWbR6mQm3V4w", "nonce: 5CrdUZEoXb1ZqJDqTu1PVg", "exchanges.0.response.nonce: is that"},
	{"response_file: sigs-response-c", "response_file: wpt", `exchanges.1.response_file: "wpt" is the name`},
	{"fields: [[Content-Type, text/plain]]", "fields: Content-Type", "fields: !!str `Content...` does not fit"},
}

// TestErrorsNameThePlace changes one line of the scenario and wants the file, that line and the key.
func TestErrorsNameThePlace(t *testing.T) {
	for _, row := range mistakes {
		text := string(examples.Scenario())
		at := strings.Index(text, row.old)
		if at < 0 {
			t.Fatalf("the scenario has no %q", row.old)
		}
		line := strings.Count(text[:at], "\n") + 1
		text = text[:at] + row.new + text[at+len(row.old):]
		_, err := scenario.Parse("mine.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%q: %v, want %s", row.new, err, row.want)
			continue
		}
		if got := lineOf(t, err); got > line || got < line-12 {
			t.Errorf("%q stands on line %d: %v", row.new, line, err)
		}
	}
}

// lineOf gives the line that an error names: that of the key, or of the object in which it is.
func lineOf(t *testing.T, err error) int {
	t.Helper()
	_, rest, found := strings.Cut(err.Error(), "mine.yaml:")
	line := 0
	for _, r := range rest {
		if r < '0' || r > '9' {
			break
		}
		line = line*10 + int(r-'0')
	}
	if !found || line == 0 {
		t.Errorf("%v names no line", err)
	}
	return line
}

func TestEmptyFile(t *testing.T) {
	_, err := scenario.Parse("mine.yaml", []byte("# nothing\n"))
	if err == nil || !strings.Contains(err.Error(), "mine.yaml: the file is empty") {
		t.Error(err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestKeysOfAFolder takes a key from a folder under each of its names, and the others from the tree.
func TestKeysOfAFolder(t *testing.T) {
	const jwk = `{"kty":"OKP","crv":"Ed25519","kid":"mine",` +
		`"x":"QDYLWc32T8hljQoolDi0ukqXtvNB1h-qNbpfuwZkZDg","d":"fNVx2xkvU-jbsowg3cHMGLPzODvkM8Rd1UClQxv_VP0"}`
	for _, name := range scenario.Default().FileNames("svca") {
		dir := t.TempDir()
		write(t, dir, name, jwk)
		keys, err := scenario.ReadKeys(scenario.Default(), dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if keys["svca"].File != filepath.Join(dir, name) || keys["svca"].Private.KeyID != "mine" {
			t.Errorf("%s: %s, %+v", name, keys["svca"].File, keys["svca"].Private)
		}
		if keys["svca"].JWK["alg"] != "EdDSA" || keys["issuer"].File != "" {
			t.Errorf("%s: alg %v, the issuer's is from %q", name, keys["svca"].JWK["alg"], keys["issuer"].File)
		}
	}
}

func TestKeysRefused(t *testing.T) {
	own, err := examples.OwnKey("svca")
	if err != nil {
		t.Fatal(err)
	}
	const public = `{"kty":"OKP","crv":"Ed25519","x":"QDYLWc32T8hljQoolDi0ukqXtvNB1h-qNbpfuwZkZDg"}`
	for _, row := range []struct{ file, text, want string }{
		{"other.jwk", string(own), "holds none of the keys: expected is one such as issuer.jwk"},
		{"svcb.jwk", public, "svcb.jwk: the JWK holds no private key"},
		{"svcb.jwk", "not JSON", "svcb.jwk: not a usable JWK"},
		{"issuer.jwk", string(own), "issuer.jwk: kid is missing"},
	} {
		dir := t.TempDir()
		write(t, dir, row.file, row.text)
		_, err := scenario.ReadKeys(scenario.Default(), dir)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, want %s", row.file, err, row.want)
		}
	}
	if _, err := scenario.ReadKeys(scenario.Default(), filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has keys")
	}
	s := scenario.Default()
	s.Workloads[2].Key = "mine"
	_, err = scenario.ReadKeys(s, "")
	if err == nil || !strings.Contains(err.Error(), `no key "mine": put mine.jwk into the folder of --keys`) {
		t.Error(err)
	}
}
