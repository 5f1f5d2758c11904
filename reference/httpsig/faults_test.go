package httpsig_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
)

// unseen are the faults of signers that no verifier refuses, since no text has it do so.
var unseen = []string{
	"SIG-COMP-NO-REQUEST-TARGET", "SIG-COMP-NO-AUTHORITY", "SIG-DIGEST-ALGORITHM", "SIG-NONCE-RANDOM",
	"SIG-NONCE-ENTROPY", "SIG-NONCE-UNIQUE-LEGACY", "RSP-NONCE-FRESH", "SIG-KEYID-FORBIDDEN",
	"SIG-KEYID-SHOULD-NOT", "SIG-ALG-PARAM-FORBIDDEN", "RSP-KEYID-FORBIDDEN", "RSP-ALG-PARAM-FORBIDDEN",
	"SIG-LABEL-WIMSE-LEGACY", "RSP-LABEL-WIMSE-LEGACY", "SIG-ONE-SIGNATURE", "RSP-ONE-SIGNATURE",
	"SIG-LABEL-UNIQUE",
	"RSP-SIGN-PARAM-CLIENT", "RSP-ACCEPT-SIG-CLIENT", "RSP-ACCEPT-SIG-NOT-WEAKER", "SIG-AUD-REQUEST-ONLY",
	"RSP-EXPIRES-SHORT", "RSP-WIT-OWN", "SIG-AUD-DEFAULT", "SIG-AUD-SHOULD-EXPLICIT", "SIG-COMP-QUERY-EMPTY",
}

// TestSignersFaults makes every fault of a signer. What a verifier refuses it accepts with that one
// check left out; what it accepts is on the list.
func TestSignersFaults(t *testing.T) {
	for _, p := range []*spec.Profile{spec.Must("latest"), spec.Must("s2s-01"), spec.Must("s2s-07"), pinned(t, "http-signature-02"), pinned(t, "http-signature-06")} {
		w := newWorld(t, "latest")
		w.profile = p
		for _, fault := range httpsig.MakerFaults() {
			id, role, _ := strings.Cut(fault, ":")
			_, inForce := p.Rule(id)
			switch {
			case !inForce:
			case role == "caller":
				req := w.signed(t, fault)
				prove(t, p, fault, func(faults ...string) string { return w.judge(req, faults...) })
			default:
				req := w.signed(t)
				res := w.answered(t, req, fault)
				prove(t, p, fault, func(faults ...string) string { return w.judgeResponse(req, res, faults...) })
			}
		}
	}
}

func pinned(t testing.TB, revision string) *spec.Profile {
	t.Helper()
	p, err := spec.Pin(spec.Must("latest"), spec.Revisions{HTTPSig: revision})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func prove(t *testing.T, p *spec.Profile, fault string, judge func(faults ...string) string) {
	t.Helper()
	id, _, _ := strings.Cut(fault, ":")
	cited := judge()
	if cited == "" {
		if !slices.Contains(unseen, id) {
			t.Errorf("%s: %s is accepted", p.Revisions.HTTPSig, fault)
		}
		return
	}
	t.Logf("%s: %s is refused for %s", p.Revisions.HTTPSig, fault, cited)
	if got := judge(cited); got != "" {
		t.Errorf("%s: %s is refused for %s, and without that check for %s", p.Revisions.HTTPSig, fault, cited, got)
	}
}
