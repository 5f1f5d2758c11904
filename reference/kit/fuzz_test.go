package kit_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// FuzzParse wants an error, or a kit that is the same when it is written and read, and whose material
// makes trust anchors or says why not.
func FuzzParse(f *testing.F) {
	text, err := json.MarshalIndent(sample(), "", "  ")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"schema":"wimsespec/kit/v1","trust_domains":{"a":{"jwks":{"keys":[]}}}}`))
	f.Add([]byte(`{"schema":"\u001b[m"}`))
	f.Add([]byte(`{"schema":5}`))
	for _, file := range fuzztest.Vectors(f).Files {
		var minted struct {
			TrustDomains json.RawMessage `json:"trust_domains"`
		}
		if err := json.Unmarshal(file, &minted); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(`{"schema":"wimsespec/kit/v1","trust_domains":` + string(minted.TrustDomains) + `}`))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := kit.Parse("kit.json", text)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		written, err := json.Marshal(k)
		if err != nil {
			t.Fatal(err)
		}
		again, err := kit.Parse("again.json", written)
		if err != nil || k.Schema != kit.Schema || !sameKit(t, again, written) {
			t.Errorf("%s: %v", written, err)
		}
		domains, err := trust.Load(k.TrustDomains)
		if err != nil {
			fuzztest.Line(t, err)
		}
		for name, d := range domains {
			if d.Name != name || len(d.Keys) == 0 {
				t.Errorf("%q is the domain %+v", name, d)
			}
		}
	})
}

func sameKit(t *testing.T, again *kit.Kit, written []byte) bool {
	t.Helper()
	twice, err := json.Marshal(again)
	return err == nil && bytes.Equal(twice, written)
}
