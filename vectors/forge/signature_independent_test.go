package forge_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/yaronf/httpsign"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// verifiedElsewhere asks a library that is not ours whether a step's signature with a label verifies
// and covers some components. The clock is not asked: the messages are of RestTime.
func verifiedElsewhere(t *testing.T, step vector.Step, label, key string, components ...string) error {
	t.Helper()
	fields := httpsign.NewFields()
	for _, c := range components {
		name, req := strings.CutSuffix(c, ";req")
		fields.AddHeaderExt(name, false, false, req, false)
	}
	config := httpsign.NewVerifyConfig().SetVerifyCreated(false).SetRejectExpired(false)
	var verifier *httpsign.Verifier
	var err error
	switch public := keys.Published().Must(key).Signer.Public().(type) {
	case *ecdsa.PublicKey:
		if public.Params().BitSize == 384 {
			verifier, err = httpsign.NewP384Verifier(*public, config, *fields)
		} else {
			verifier, err = httpsign.NewP256Verifier(*public, config, *fields)
		}
	case ed25519.PublicKey:
		verifier, err = httpsign.NewEd25519Verifier(public, config, *fields)
	}
	if err != nil {
		t.Fatal(err)
	}
	if step.Response != nil {
		return httpsign.VerifyResponse(label, *verifier, asResponse(step.Response), asRequest(t, step.Request))
	}
	return httpsign.VerifyRequest(label, *verifier, asRequest(t, step.Request))
}

func asRequest(t *testing.T, r *message.Request) *http.Request {
	t.Helper()
	req, err := http.NewRequest(r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = headerOf(r.Fields)
	return req
}

func asResponse(r *message.Response) *http.Response {
	return &http.Response{
		StatusCode: r.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: headerOf(r.Fields), Body: io.NopCloser(bytes.NewReader(r.Body)),
	}
}

func headerOf(fields message.Fields) http.Header {
	header := http.Header{}
	for _, f := range fields {
		header.Add(f.Name(), f.Value())
	}
	return header
}

// elsewhere are the good messages whose components that library derives rightly: it decodes the path
// of @request-target and drops a question mark without a query behind it.
var elsewhere = []string{
	"nothing", "a query", "an empty PUT", "tokens", "a body", "two digests", "a repeated field",
	"a request asking", "another label", "a response", "a field of it",
}

func TestSignaturesVerifyElsewhere(t *testing.T) {
	t.Parallel()
	for revision, s := range eachRevision(t) {
		facts := s.Profile.HTTPSig()
		for _, name := range elsewhere {
			algorithms := []string{"ES256", "Ed25519"}
			if revision == "latest" {
				algorithms = append(algorithms, "ES384", "EdDSA")
			}
			for _, alg := range algorithms {
				t.Run(revision+", "+name+", "+alg, func(t *testing.T) {
					s.Algorithm = alg
					change := "  change: " + goodMessages[name] + "\n"
					request := mint(t, s, signed+change).Steps[0]
					accepted(t, request, "workload-a/"+alg, append(facts.Request, "workload-identity-token")...)
					response := mint(t, s, answered+change+signedWith(alg)).Steps[0]
					accepted(t, response, "workload-a/"+alg, append(facts.Response, "workload-identity-token")...)
				})
			}
		}
	}
}

// signedWith makes a recipe of another name whose response is signed by an algorithm.
func signedWith(alg string) string {
	return "- id: httpsig/b\n  requirement: WIT-SIG-VALID\n  comment: b\n  control: httpsig/a\n  expect: accept\n" +
		"  change: {rsp-sig: {key: workload-a/" + alg + ", sign: " + alg + "}}\n"
}

// accepted asks that the message verifies and that a changed one does not.
func accepted(t *testing.T, step vector.Step, key string, components ...string) {
	t.Helper()
	label := dictionary(t, fieldsOf(step), "Signature").Names()[0]
	if err := verifiedElsewhere(t, step, label, key, components...); err != nil {
		t.Errorf("%v\n%q", err, fieldsOf(step))
	}
	if verifiedElsewhere(t, step, label, "attacker/ES256", components...) == nil {
		t.Error("it verifies under any key")
	}
	changed := *step.Request
	changed.Method = "DELETE"
	step.Request = &changed
	if verifiedElsewhere(t, step, label, key, components...) == nil {
		t.Error("it verifies with another method")
	}
}
