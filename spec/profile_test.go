package spec_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
)

func TestLookupTakesRevisionsBehindAPlusSign(t *testing.T) {
	p, err := spec.Lookup("latest+http-signature-06+wit=s2s-protocol-07")
	if err != nil {
		t.Fatal(err)
	}
	latest := spec.Must("latest").Revisions
	if p.Revisions.HTTPSig != "http-signature-06" || p.Revisions.WIT != "s2s-protocol-07" {
		t.Errorf("the pins are not there: %+v", p.Revisions)
	}
	if p.Revisions.WPT != latest.WPT || p.Name != "latest+http-signature-06+wit=s2s-protocol-07" {
		t.Errorf("%s: %+v", p.Name, p.Revisions)
	}
	if same, err := spec.Lookup("latest+" + latest.WPT); err != nil || same.Revisions != latest {
		t.Errorf("a pin of the profile's own revision: %v, %v", same, err)
	}
}

func TestLookupSaysWhatIsWrongWithAPin(t *testing.T) {
	for name, want := range map[string]string{
		"latest+http-signature-99": `no mechanism has a revision "http-signature-99"`,
		"latest+s2s-protocol-03":   "several mechanisms",
		"latest+tls=mutual-tls-00": `no mechanism "tls"`,
		"newest+wpt-01":            `unknown profile "newest"`,
		"latest+wpt=wit-00":        "wit-00",
		"latest+":                  "no mechanism",
	} {
		if _, err := spec.Lookup(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
