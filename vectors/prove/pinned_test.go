package prove_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

// TestMixedRevisions judges every gating vector under pairs of revisions that no profile combines:
// whatever must be refused is refused, whichever check is in force to do it.
func TestMixedRevisions(t *testing.T) {
	t.Parallel()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, pins := range []spec.Revisions{
		{WIT: "s2s-protocol-00", WPT: "s2s-protocol-04"},
		{WIT: "s2s-protocol-00", WPT: "s2s-protocol-04", HTTPSig: "s2s-protocol-04"},
		{WIT: "s2s-protocol-03", WPT: "wpt-02"},
		{WIT: "workload-creds-02", WPT: "s2s-protocol-01"},
		{WIT: "workload-creds-01", WPT: "wpt-01", Identifier: "identifier-02"},
		{HTTPSig: "http-signature-01"}, {HTTPSig: "http-signature-02"}, {HTTPSig: "http-signature-03"},
		{HTTPSig: "http-signature-04"}, {HTTPSig: "http-signature-05"}, {HTTPSig: "http-signature-06"},
		{WIT: "s2s-protocol-01", HTTPSig: "http-signature-07"},
		{MTLS: "mutual-tls-00"}, {MTLS: "mutual-tls-01"}, {MTLS: "s2s-protocol-07"},
		{MTLS: "s2s-protocol-00", Identifier: "identifier-00"}, {MTLS: "s2s-protocol-05"},
		{WIT: "workload-creds-00", MTLS: "mutual-tls-01", Identifier: "identifier-02"},
		{WIT: "workload-creds-01", MTLS: "mutual-tls-02", Identifier: "s2s-protocol-06"},
		{WIT: "s2s-protocol-00", MTLS: "mutual-tls-02"},
	} {
		t.Run(strings.Join([]string{pins.WIT, pins.WPT, pins.HTTPSig, pins.MTLS, pins.Identifier}, " "), func(t *testing.T) {
			t.Parallel()
			p, err := spec.Pin(spec.Must("latest"), pins)
			if err != nil {
				t.Fatal(err)
			}
			proofs, _, err := prove.Profile(p, book, keys.Published())
			if err != nil {
				t.Fatal(err)
			}
			for _, proof := range proofs {
				if proof.Err != nil {
					t.Error(proof.Err)
				}
			}
		})
	}
}
