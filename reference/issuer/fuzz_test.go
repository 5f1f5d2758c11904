package issuer_test

import (
	"encoding/json"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// FuzzIssue wants a refusal, or a WIT that a recipient accepts, for the subject that was asked for and
// with nothing private in it.
func FuzzIssue(f *testing.F) {
	for _, key := range fuzztest.Vectors(f).Keys {
		f.Add([]byte(`{"sub":"` + subject + `","jwk":` + string(key) + `}`))
	}
	for _, id := range fuzztest.Vectors(f).Identifiers {
		text, err := json.Marshal(members{"sub": id, "jwk": members{"kty": "oct", "k": "AA"}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"sub":"a","sub":"b","jwk":{}}`))
	f.Add([]byte(`{"jwk":{"alg":"` + "\u202e" + `","kty":5,"crv":null}}`))
	i := newIssuer("latest")
	f.Fuzz(func(t *testing.T, text []byte) {
		token, refusal := i.Issue(text)
		if refusal != nil {
			fuzztest.Line(t, refusal)
			return
		}
		w, refused := verify(t, i, token, now+1)
		if refused != nil {
			t.Fatalf("%q: %s is refused: %v", text, token, refused)
		}
		o, err := jose.ParseObject(text)
		if err != nil || o.Members["sub"] != w.Subject.URI || len(token) > 2*len(text)+1000 {
			t.Errorf("%q: %v, and a token of %d bytes for %q", text, err, len(token), w.Subject.URI)
		}
		read, err := jose.Parse(token)
		if err != nil {
			t.Fatal(err)
		}
		cnf, _ := read.Claims.Members["cnf"].(map[string]any)
		jwk, _ := cnf["jwk"].(map[string]any)
		if m := jose.PrivateMember(jwk); m != "" || jwk == nil {
			t.Errorf("%q: the token holds %q", text, m)
		}
	})
}
