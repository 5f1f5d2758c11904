package trust_test

import (
	"bytes"
	"encoding/pem"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// FuzzAuthorities wants an error, or the certificates that stand in the text, every one of them.
func FuzzAuthorities(f *testing.F) {
	s := fuzztest.Vectors(f)
	for _, text := range s.Authorities {
		f.Add(text)
		f.Add(text + "\n" + s.Authorities[0] + "rest")
	}
	f.Add("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
	f.Add("-----BEGIN \x1b[m-----\n-----END \x1b[m-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		found, err := trust.ParseAuthorities([]string{text})
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		if n := bytes.Count([]byte(text), []byte("-----BEGIN CERTIFICATE")); len(found) == 0 || len(found) > n {
			t.Errorf("%d certificates in %q", len(found), text)
		}
		var written []byte
		for _, c := range found {
			written = append(written, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
		}
		again, err := trust.ParseAuthorities([]string{string(written)})
		if err != nil || len(again) != len(found) {
			t.Fatalf("%q: %v", written, err)
		}
		for i, c := range again {
			if !c.Equal(found[i]) {
				t.Errorf("%q is read as another certificate", written)
			}
		}
	})
}

// FuzzJWKS wants an error, or keys of which there are no more than the text has room for.
func FuzzJWKS(f *testing.F) {
	for _, key := range fuzztest.Vectors(f).Keys {
		f.Add([]byte(`{"keys":[` + string(key) + `,{"kty":"x"}]}`))
	}
	f.Add([]byte(`{"keys":[null,7]}`))
	f.Add([]byte(`{"keys":"\u001b"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := trust.ParseJWKS(text)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		for _, k := range keys {
			if k.Public == nil || !bytes.Contains(text, k.JWK) {
				t.Errorf("%q is no key of %q", k.JWK, text)
			}
		}
	})
}
