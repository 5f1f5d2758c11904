package jose_test

import (
	"encoding/json"
	"reflect"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// FuzzParseKey wants an error, or a key that is the same when its public half is written and read.
func FuzzParseKey(f *testing.F) {
	for _, key := range fuzztest.Vectors(f).Keys {
		f.Add([]byte(key))
	}
	for _, text := range []string{
		`{"kty":"oct","k":"AA"}`, `{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}`, `{"kty":"RSA","n":"","e":""}`,
		`{"kty":"OKP","crv":"Ed25519","x":"","d":""}`, `{"kty":"EC","x5c":["AA"]}`, `null`, `{"kty":5}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if private, err := jose.ParsePrivateKey(text); err != nil {
			fuzztest.Line(t, err)
		} else if _, err := private.Sign("x"); err != nil {
			t.Errorf("%q is a private key that does not sign: %v", text, err)
		}
		key, err := jose.ParseKey(text)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		for _, alg := range append(jose.Algorithms(), "none", "\x1b") {
			if err := key.Fits(alg); err != nil {
				fuzztest.Line(t, err)
			}
		}
		if _, symmetric := key.Public.([]byte); !symmetric {
			sameKey(t, key)
		}
	})
}

func sameKey(t *testing.T, key jose.Key) {
	t.Helper()
	text, err := gojose.JSONWebKey{Key: key.Public, KeyID: key.KeyID, Algorithm: key.Algorithm}.MarshalJSON()
	if err != nil {
		t.Fatalf("%q cannot be written: %v", key.JWK, err)
	}
	again, err := jose.ParseKey(text)
	if err != nil || !reflect.DeepEqual(again.Public, key.Public) || again.KeyID != key.KeyID {
		t.Errorf("%q is written as %q, which is read as %+v, %v", key.JWK, text, again, err)
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil || jose.PrivateMember(members) != "" {
		t.Errorf("%q: its public half is %q", key.JWK, text)
	}
}
