package forge_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// signed and answered are recipes of a good signed request and a good signed response. The
// requirement is one of every profile; what it says plays no part here.
const (
	signed   = "- id: httpsig/a\n  requirement: WIT-SIG-VALID\n  comment: a\n  expect: accept\n"
	answered = signed + "  caller: {require_signed_response: true, expected_peer: \"${id workload-b}\"}\n"
)

// goodMessages are changes that leave a message good.
var goodMessages = map[string]string{
	"nothing":          `{}`,
	"a query":          `{request: {query: "x=1&y=%c3%a4+b&next=/a?b"}}`,
	"an empty query":   `{request: {path: "?"}}`,
	"a longer path":    `{request: {path: "/17/a%20b"}}`,
	"an empty PUT":     `{request: {method: PUT}}`,
	"tokens":           `{request: {fields: [[Txn-Token, a.b.c], [Authorization, Bearer x]]}}`,
	"a body":           `{request: {method: POST, body: "{}", fields: [[Content-Type, application/json]]}}`,
	"two digests":      `{request: {body: "{}", digest: "${digest sha-256}, ${digest sha-512}"}}`,
	"a repeated field": `{request: {fields: [[X-A, " 1"], [x-a, "2 "], [X-A, ""]]}, sig: {more: [x-a]}}`,
	"the audience":     `{sig: {more: ["@authority", "@scheme", "@target-uri"]}}`,
	"a request asking": `{request: {ask_signed: true}}`,
	"another label":    `{sig: {label: sig1}, rsp-sig: {label: sig2}}`,
	"a response":       `{response: {status: 404, body: none, fields: [[Content-Type, text/plain]]}}`,
	"a field of it":    `{response: {fields: [[X-A, a], [X-A, b]]}, rsp-sig: {more: [x-a, "workload-identity-token;req"]}}`,
}

// eachRevision gives a setting at rest for every revision of HTTP Message Signatures.
func eachRevision(t *testing.T) map[string]forge.Setting {
	t.Helper()
	settings := map[string]forge.Setting{}
	for _, name := range spec.ProfileNames() {
		settings[name] = forge.AtRest(spec.Must(name), keys.Published())
	}
	for _, revision := range spec.RevisionsOf(spec.MechanismHTTPSig) {
		p, err := spec.Pin(spec.Must("latest"), spec.Revisions{HTTPSig: revision})
		if err != nil {
			t.Fatal(err)
		}
		settings[revision] = forge.AtRest(p, keys.Published())
	}
	return settings
}

func fieldsOf(step vector.Step) message.Fields {
	if step.Response != nil {
		return step.Response.Fields
	}
	return step.Request.Fields
}

func onlyList(t *testing.T, fields message.Fields) httpsfv.InnerList {
	t.Helper()
	d := dictionary(t, fields, "Signature-Input")
	if len(d.Names()) != 1 {
		t.Fatalf("there are signatures %v", d.Names())
	}
	member, _ := d.Get(d.Names()[0])
	return member.(httpsfv.InnerList)
}

func dictionary(t *testing.T, fields message.Fields, name string) *httpsfv.Dictionary {
	t.Helper()
	d, err := httpsfv.UnmarshalDictionary(fields.Values(name))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func marshalled(t *testing.T, v httpsfv.StructuredFieldValue) string {
	t.Helper()
	text, err := httpsfv.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// verifies asks that the one signature of a step verifies over the base that the step shows.
func verifies(t *testing.T, step vector.Step, alg, key string) {
	t.Helper()
	if err := verification(t, step, alg, key); err != nil {
		t.Errorf("under %s: %v", key, err)
	}
}

func verification(t *testing.T, step vector.Step, alg, name string) error {
	t.Helper()
	d := dictionary(t, fieldsOf(step), "Signature")
	member, _ := d.Get(d.Names()[0])
	bytes := member.(httpsfv.Item).Value.([]byte)
	sum, good := sha256.Sum256([]byte(step.SignatureBase)), false
	switch key := keys.Published().Must(name).Signer.Public().(type) {
	case *ecdsa.PublicKey:
		if len(bytes) == 64 {
			good = ecdsa.Verify(key, sum[:], integer(bytes[:32]), integer(bytes[32:]))
		}
	case ed25519.PublicKey:
		good = ed25519.Verify(key, []byte(step.SignatureBase), bytes)
	case *rsa.PublicKey:
		good = alg == "RS256" && rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], bytes) == nil ||
			alg == "PS256" && rsa.VerifyPSS(key, crypto.SHA256, sum[:], bytes, &rsa.PSSOptions{SaltLength: 32}) == nil
	}
	if !good {
		return fmt.Errorf("the signature of %d bytes does not verify by %s", len(bytes), alg)
	}
	return nil
}

// TestSignedMessagesAreReproducible mints often: one order of a map is not all of them.
func TestSignedMessagesAreReproducible(t *testing.T) {
	t.Parallel()
	const several = answered + `  change:
    sig: {params: {a: "${unique}", b: "${unique}", c: "${unique}"}}
    sig-two: {label: two, key: workload-c/ES256, params: {nonce: "${unique}"}}
    rsp-sig: {params: {wimse-req-nonce: "${unique}"}}
    other: {key: attacker/ES256, header: {alg: ES256, a: "${unique}"}, claims: {a: "${unique}", b: "${unique}"}}
`
	texts := map[string]bool{}
	for range 20 {
		text, err := json.Marshal(mint(t, atRest(), several))
		if err != nil {
			t.Fatal(err)
		}
		texts[string(text)] = true
	}
	if len(texts) != 1 {
		t.Errorf("minted 20 times, there are %d vectors", len(texts))
	}
}

func TestSignaturesAreDeterministicByEachAlgorithm(t *testing.T) {
	t.Parallel()
	for _, alg := range []string{"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"} {
		s := atRest()
		s.Algorithm = alg
		first, second := mint(t, s, signed).Steps[0], mint(t, s, signed).Steps[0]
		if a, b := one(t, first.Request.Fields, "Signature"), one(t, second.Request.Fields, "Signature"); a != b {
			t.Errorf("%s signs anew each time", alg)
		}
		if !slices.Contains([]string{"ES384", "ES512"}, alg) {
			verifies(t, first, alg, "workload-a/"+alg)
		}
	}
}
