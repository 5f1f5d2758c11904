package differential_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/lestrrat-go/jwx/v3/jws/jwsbb"

	"github.com/wimsespec/wimsespec/examples/differential"
)

// TestVectors compares every WIT among the vectors, and wants all three outcomes.
func TestVectors(t *testing.T) {
	pair := must(differential.New(vectors(t).Anchors, clock))(t)
	outcomes := map[string]int{}
	for _, token := range tokens(t) {
		outcome, err := pair.Compare(token)
		if err != nil {
			t.Errorf("%v: %q", err, token)
		}
		outcomes[outcome]++
	}
	t.Logf("%d tokens: %v", len(tokens(t)), outcomes)
	for _, want := range []string{differential.Accepted, differential.Refused, "WIT-CLAIMS-UNIQUE"} {
		if outcomes[want] == 0 {
			t.Errorf("no token is %s", want)
		}
	}
}

// headers are ways to write a header that a library and the texts may see differently, each with what
// comes of it over a good payload.
var headers = map[string]string{
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt"}`:                           differential.Accepted,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","Alg":"none"}`:              differential.Accepted,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","KID":"x"}`:                 differential.Accepted,
	`{"\u0061lg":"ES\u003256","kid":"es256-1","typ":"wit+jwt"}`:                 differential.Accepted,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","x":"\ud800","":1}`:         differential.Accepted,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","zip":"DEF"}`:               differential.Accepted,
	`{ "alg": "ES256",` + "\r\n" + `"typ": "wit+jwt" }`:                         differential.Accepted,
	`{"alg":"ES256","typ":"wit+jwt"}`:                                           differential.Accepted,
	`{"alg":"ES256","kid":1,"typ":"wit+jwt"}`:                                   differential.Refused,
	`{"alg":"ES256","kid":null,"typ":"wit+jwt"}`:                                differential.Refused,
	`{"alg":"none","kid":"es256-1","typ":"wit+jwt"}`:                            differential.Refused,
	`{"alg":"ES384","kid":"es256-1","typ":"wit+jwt"}`:                           differential.Refused,
	`{"kid":"es256-1","typ":"wit+jwt"}`:                                         differential.Refused,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","crit":[]}`:                 differential.Refused,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","crit":["b64"],"b64":true}`: differential.Refused,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","x":01}`:                    differential.Refused,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt"},`:                          differential.Refused,
	"\ufeff" + `{"alg":"ES256","kid":"es256-1","typ":"wit+jwt"}`:                differential.Refused,
	`null`: differential.Refused,
	``:     differential.Refused,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","crit":null}`:       "WIT-CRIT",
	`{"alg":"none","kid":"es256-1","typ":"wit+jwt","alg":"ES256"}`:      "WIT-HEADER-UNIQUE",
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","x":{"a":1,"a":2}}`: "WIT-HEADER-UNIQUE",
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","b64":false}`:       differential.Narrow,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","jwk":null}`:        differential.Narrow,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","jku":1}`:           differential.Narrow,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","x5c":"a"}`:         differential.Narrow,
	`{"alg":"ES256","kid":"es256-1","typ":"wit+jwt","x":1e999}`:         differential.Narrow,
	` {"alg":"ES256","kid":"es256-1","typ":"wit+jwt"}` + "\n":           differential.Narrow,
}

// TestHeaders signs every header.
func TestHeaders(t *testing.T) {
	private := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	pair := must(differential.New(anchors(t, private), clock))(t)
	for header, want := range headers {
		got, err := pair.Compare(sign(t, private, []byte(header), good(t)))
		if err != nil || got != want {
			t.Errorf("%q is %s, not %s: %v", header, got, want, err)
		}
	}
}

// FuzzCompactJWS compares any text, which is a token that verifies only where it is one of the seeds,
// or almost.
func FuzzCompactJWS(f *testing.F) {
	pair := must(differential.New(vectors(f).Anchors, clock))(f)
	for _, token := range tokens(f) {
		f.Add(token)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := pair.Compare(token); err != nil {
			t.Errorf("%v: %q", err, token)
		}
	})
}

// FuzzSignedJWS signs any header and any payload, so that it is what they say that decides.
func FuzzSignedJWS(f *testing.F) {
	private := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(f)
	pair := must(differential.New(anchors(f, private), clock))(f)
	for _, token := range tokens(f) {
		parts := strings.Split(token, ".")
		header, err := base64.RawURLEncoding.DecodeString(parts[0])
		if err != nil || len(parts) < 2 {
			continue
		}
		if payload, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil {
			f.Add(header, payload)
		}
	}
	for header := range headers {
		f.Add([]byte(header), good(f))
	}
	f.Fuzz(func(t *testing.T, header, payload []byte) {
		if _, err := pair.Compare(sign(t, private, header, payload)); err != nil {
			t.Errorf("%v: %q and %q", err, header, payload)
		}
	})
}

// sign makes an ES256 signature, whatever the header says.
func sign(t testing.TB, private *ecdsa.PrivateKey, header, payload []byte) string {
	t.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	input := encode(header) + "." + encode(payload)
	return input + "." + encode(must(jwsbb.Sign(private, "ES256", []byte(input), rand.Reader))(t))
}

// good is the payload of wit/valid.
func good(t testing.TB) []byte {
	t.Helper()
	for _, v := range vectors(t).Vectors {
		if v.ID == "wit/valid" {
			parts := strings.Split(v.Steps[0].Request.Headers[0][1], ".")
			return must(base64.RawURLEncoding.DecodeString(parts[1]))(t)
		}
	}
	t.Fatal("there is no wit/valid")
	return nil
}
