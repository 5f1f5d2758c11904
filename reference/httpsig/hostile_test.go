package httpsig_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

// hostile are values of Signature-Input that have brought down others, or could.
var hostile = []string{
	``, `wimse`, `wimse=()`, `wimse=1`, `wimse=?1`, `wimse=("content-type";sf=1);tag="wimse-workload-to-workload"`,
	`wimse=("@method";req=1);tag="wimse-workload-to-workload"`, `wimse=(1 2 3);tag="wimse-workload-to-workload"`,
	`wimse=("@query-param";name=5);tag="wimse-workload-to-workload"`, `wimse=("");tag="wimse-workload-to-workload"`,
	`wimse=("x-a";key=1);tag="wimse-workload-to-workload"`, `wimse=("@" "@" "@");tag="wimse-workload-to-workload"`,
	`wimse=("@method");created=99999999999999;expires=999999999999999;nonce="";tag="wimse-workload-to-workload"`,
	`wimse=("@method");created=-1;expires=-999999999999999;nonce=1.5;tag="wimse-workload-to-workload";wimse-aud=?0`,
	`wimse=("@method");tag="wimse-workload-to-workload", b=("@method");tag="wimse-workload-to-workload"`,
	`wimse=("workload-identity-token";bs;tr;sf;key="x");tag="wimse-workload-to-workload";alg=5;keyid=:AA==:`,
	`wimse=("@METHOD");tag="wimse-workload-to-workload"`, "wimse=(\"x\"\t);tag=\"t\"", `((((((`,
}

// TestHostileInputs has no panic come of them, neither in a strict verifier nor in one with every check
// switched off.
func TestHostileInputs(t *testing.T) {
	for _, input := range hostile {
		for _, value := range []string{"", "wimse=:AAAA:", "wimse=1", "b=:AAAA:, wimse=::"} {
			attack(t, input, value)
		}
	}
}

// TestManyComponents: a list is not read to its end where that has none.
func TestManyComponents(t *testing.T) {
	input := `wimse=(` + strings.Repeat(`"x-a" `, 10_000) + `);tag="wimse-workload-to-workload"`
	fields := message.Fields{{"Signature-Input", input}, {"Signature", "wimse=:AAAA:"}}
	req := &message.Request{Method: "GET", URL: "/", Fields: fields}
	_, refusal := verifiers("latest", "").VerifyRequest(req, fuzzed, now)
	if got := requirementOf(refusal); got != "SIG-FIELD-MALFORMED" {
		t.Errorf("%q", got)
	}
}

// attack sends two values to a strict and to a careless verifier, as a request and as a response.
func attack(t *testing.T, input, value string) {
	t.Helper()
	fields := message.Fields{
		{"Signature-Input", input}, {"Signature", value}, {"Content-Type", "a"}, {"X-A", "1"},
		{"Content-Digest", value}, {"Workload-Identity-Token", "a.b.c"},
	}
	for _, p := range []*spec.Profile{spec.Must("latest"), spec.Must("s2s-00")} {
		strict, careless := verifiers(p.Name, ""), verifiers(p.Name, "careless")
		req := &message.Request{Method: "GET", URL: "/orders", Fields: fields}
		res := &message.Response{Status: 200, Fields: fields}
		x := httpsig.Exchange{Request: req, Response: res, Required: true}
		for _, w := range []*wit.WIT{fuzzed, nil} {
			if _, refusal := strict.VerifyRequest(req, w, now); refusal == nil {
				t.Errorf("accepted: %q, %q", input, value)
			} else {
				fuzztest.Line(t, refusal)
			}
			if _, refusal := strict.VerifyResponse(x, w, now); refusal == nil {
				t.Errorf("a response is accepted: %q, %q", input, value)
			} else {
				fuzztest.Line(t, refusal)
			}
			_, _ = careless.VerifyRequest(req, w, now)
			_, _ = careless.VerifyResponse(x, w, now)
		}
		httpsig.Presented(p, fields)
	}
}

// verifiers makes a verifier once: it takes longer than to use it.
var verifiers = func() func(profile, how string) *httpsig.Verifier {
	made := map[[2]string]*httpsig.Verifier{}
	for _, name := range []string{"latest", "s2s-00"} {
		c := httpsig.Config{Profile: spec.Must(name), Audience: audience}
		made[[2]string{name, ""}] = httpsig.New(c)
		c.Faults = check.With(httpsig.RequestFaults()...).And(httpsig.ResponseFaults()...)
		made[[2]string{name, "careless"}] = httpsig.New(c)
	}
	return func(profile, how string) *httpsig.Verifier { return made[[2]string{profile, how}] }
}()

// fuzzed is a WIT with a key that has signed nothing.
var fuzzed = token(newKey(noTest{}, "ES256"), "wimse://trusted.example/a")

// noTest stands for a test where there is none yet.
type noTest struct{ testing.TB }

func (noTest) Helper() {}

// FuzzVerifyRequest sends any two values of the fields. None is a signature, so none is accepted, and
// none brings the verifier down.
func FuzzVerifyRequest(f *testing.F) {
	for _, input := range hostile {
		f.Add(input, "wimse=:"+base64.StdEncoding.EncodeToString(make([]byte, 64))+":")
	}
	for _, r := range fuzztest.Vectors(f).Requests {
		inputs, values := r.Fields.Values("Signature-Input"), r.Fields.Values("Signature")
		if len(inputs) == 1 && len(values) == 1 {
			f.Add(inputs[0], values[0])
		}
	}
	w := newWorld(f, "latest")
	req := w.signed(f)
	f.Add(req.Fields.Values("Signature-Input")[0], req.Fields.Values("Signature")[0])
	f.Fuzz(attack)
}
