package live_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// distant are the cases about a time far ahead, which have to send it.
var distant = []string{
	"httpsig/expires-far-ahead", "wit/exp-absurd", "wit/exp-in-ten-years",
	"wpt/exp-in-ten-years", "wpt/exp-in-two-days",
}

var (
	payload = regexp.MustCompile(`eyJ[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.`)
	expires = regexp.MustCompile(`;expires=(\d+)`)
	stamp   = regexp.MustCompile(`the latest expires at (\S+),`)
)

// TestTokensInTheJournalAreShortLived holds what the first line of a journal says of the tokens in it
// against the tokens.
func TestTokensInTheJournalAreShortLived(t *testing.T) {
	t.Parallel()
	p := spec.Must(spec.DefaultProfile())
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{Profile: p})
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
	run.Session.Wait()
	if err := errors.Join(run.Close(), ref.Stop()); err != nil {
		t.Error(err)
	}
	lines := strings.Split(journal.String(), "\n")
	said := stamp.FindStringSubmatch(lines[0])
	latest, err := time.Parse(time.RFC3339, said[1])
	if err != nil || time.Until(latest) > 26*time.Hour {
		t.Fatalf("%v: %v", said, err)
	}
	var beyond []string
	tokens := 0
	for _, line := range lines[1:] {
		times := expiries(line)
		tokens += len(times)
		if len(times) > 0 && slices.Max(times) > float64(latest.Unix()) {
			var o struct{ ID string }
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatal(err)
			}
			beyond = append(beyond, o.ID)
		}
	}
	slices.Sort(beyond)
	beyond = slices.Compact(beyond) // a verifier is asked about some of them too
	if tokens < 1000 || !slices.Equal(beyond, distant) {
		t.Errorf("of %d tokens, those of %v live longer, want %v", tokens, beyond, distant)
	}
}

// expiries gives the times at which the tokens and signatures in a line expire.
func expiries(line string) []float64 {
	var times []float64
	for _, found := range payload.FindAllStringSubmatch(line, -1) {
		var claims struct {
			Exp float64 `json:"exp"`
		}
		text, err := base64.RawURLEncoding.DecodeString(found[1])
		if err == nil && json.Unmarshal(text, &claims) == nil {
			times = append(times, claims.Exp)
		}
	}
	for _, found := range expires.FindAllStringSubmatch(line, -1) {
		if at, err := strconv.ParseFloat(found[1], 64); err == nil {
			times = append(times, at)
		}
	}
	return times
}
