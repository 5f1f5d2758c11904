package httpsig_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
)

// bent lists the checks of a list of faults that are there and wrong.
func bent(faults []string) []string {
	var out []string
	for _, name := range faults {
		if _, variant, found := strings.Cut(name, ":"); found && variant != "strict" {
			out = append(out, name)
		}
	}
	return out
}

// TestBentChecksAcceptWhatIsRight expects of each check that is bent that it refuses no good message.
func TestBentChecksAcceptWhatIsRight(t *testing.T) {
	for _, name := range []string{"latest", "s2s-01", "s2s-07"} {
		w := newWorld(t, "latest")
		w.profile = spec.Must(name)
		for _, fault := range bent(httpsig.RequestFaults()) {
			if got := w.judge(w.signed(t), fault); got != "" {
				t.Errorf("%s: with %s a good request is refused for %s", name, fault, got)
			}
		}
		for _, fault := range bent(httpsig.ResponseFaults()) {
			req := w.signed(t)
			if got := w.judgeResponse(req, w.answered(t, req), fault); got != "" {
				t.Errorf("%s: with %s a good response is refused for %s", name, fault, got)
			}
		}
	}
}

// TestBentChecksAreManyAndDiffer holds how many there are, and that each name stands once.
func TestBentChecksAreManyAndDiffer(t *testing.T) {
	all := append(bent(httpsig.RequestFaults()), bent(httpsig.ResponseFaults())...)
	seen := map[string]bool{}
	for _, name := range all {
		if seen[name] {
			t.Errorf("%s stands there twice", name)
		}
		seen[name] = true
	}
	if len(all) < 90 {
		t.Errorf("%d checks are bent", len(all))
	}
}
