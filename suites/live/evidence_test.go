package live_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestEvidenceAloneGivesTheOutcomes judges the journal of a run with all roles again, without the
// target; it holds no secret.
func TestEvidenceAloneGivesTheOutcomes(t *testing.T) {
	t.Parallel()
	p := spec.Must(spec.DefaultProfile())
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{
		Profile: p, Faults: []string{"SIG-KEYID-FORBIDDEN", "WIT-EXP-PASSED", "WIT-TYP:issuer"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var journal bytes.Buffer
	run, err := live.Start(t.Context(), live.Options{
		Target: ref.Target, Profile: p, Ring: keys.Published(), Mechanisms: live.Mechanisms,
	}, live.Settings{Evidence: &journal})
	if err != nil {
		t.Fatal(err)
	}
	observed := run.Session.Wait()
	if err := run.Close(); err != nil {
		t.Error(err)
	}
	if err := ref.Stop(); err != nil {
		t.Error(err)
	}
	jwk := keys.Published().Must("workload-a/ES256").PrivateJWK("ES256", "")
	if secret, ok := jwk["d"].(string); !ok || strings.Contains(journal.String(), secret) {
		t.Error("the journal holds the caller's private key")
	}
	again, err := harness.Rejudge(&journal)
	if err != nil || len(again) != len(observed) {
		t.Fatalf("%d outcomes live, %d from the journal, %v", len(observed), len(again), err)
	}
	failed := map[string]bool{}
	for i, o := range observed {
		if !reflect.DeepEqual(o, again[i]) {
			t.Errorf("live:\n%+v\nfrom the journal:\n%+v", o, again[i])
		}
		if o.Verdict == harness.Fail {
			failed[o.Case.Role] = true
		}
	}
	if len(failed) != 4 {
		t.Errorf("cases fail for the roles %v, want all four", failed)
	}
}
