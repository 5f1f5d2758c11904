package spec_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/spec"
)

func TestFindDocument(t *testing.T) {
	for name, want := range map[string]string{
		"wpt-01":                          "draft-ietf-wimse-wpt-01",
		"draft-ietf-wimse-wpt-01":         "draft-ietf-wimse-wpt-01",
		"draft-ietf-wimse-wpt-latest":     "draft-ietf-wimse-wpt-02",
		"draft-ietf-wimse-unknown-latest": "",
		"wpt-99":                          "",
		"":                                "",
	} {
		got, found := spec.FindDocument(name)
		if got.Name != want || found != (want != "") {
			t.Errorf("%q is %q, found %v, want %q", name, got.Name, found, want)
		}
	}
}

// TestDocuments holds the table to the profiles: each document is judged by its own revision, and
// what it refers to is there.
func TestDocuments(t *testing.T) {
	for _, d := range spec.Documents() {
		p, err := spec.Lookup(d.Profile)
		if err != nil {
			t.Errorf("%s: %v", d.Name, err)
			continue
		}
		own := d.Revision()
		if d.CopyOf != "" {
			own = d.CopyOf
		}
		judged := false
		for _, m := range spec.Mechanisms {
			judged = judged || p.Revisions.Of(m) == own
		}
		if !judged {
			t.Errorf("%s is judged by %+v, where %s is not", d.Name, p.Revisions, own)
		}
		if _, known := spec.FindDocument(d.KeysIn); d.KeysIn != "" && !known {
			t.Errorf("%s: keys_in: %s is no document", d.Name, d.KeysIn)
		}
	}
}
