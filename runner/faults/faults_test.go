package faults_test

import (
	"encoding/json"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/faults"
)

// TestFaults turns two faults on and reads the table, the totals and the JSON.
func TestFaults(t *testing.T) {
	t.Parallel()
	page, _ := clitest.Page(t, 0, faults.Command(), "--fault", "WPT-WTH-MATCH", "--fault", "WPT-AUD-CHECK", "--every", "50")
	clitest.Wants(t, page, "WPT-WTH-MATCH", "noticed", "recipient wpt/wth-of-another-wit ES256", "2 of 2 faults noticed (100.0 %)")
	page, _ = clitest.Page(t, 0, faults.Command(), "--fault", "WPT-WTH-MATCH", "--every", "50", "--totals")
	clitest.Wants(t, page, "PROFILE", "latest ")
	text, _ := clitest.Page(t, 0, faults.Command(), "--fault", "WPT-WTH-MATCH", "--every", "50", "-o", "json", "--profile", "s2s-07")
	var all []struct {
		Profile string
		Faults  []struct {
			Fault, Verdict string
			Noticed        []string
		}
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil || len(all) != 1 || len(all[0].Faults) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	if f := all[0].Faults[0]; all[0].Profile != "s2s-07" || f.Verdict != "noticed" || len(f.Noticed) == 0 {
		t.Errorf("it is %+v", all)
	}
}

// TestFaultsRefusesUnknownWords expects status 2 and a word about what is wrong.
func TestFaultsRefusesUnknownWords(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--profile", "s2s-99"}, {"--fault", "WPT-WTH-MATCHES"}, {"--shard", "3/2"}, {"--every", "0"}, {"-o", "xml"},
	} {
		if _, log := clitest.Page(t, 2, faults.Command(), args...); log == "" {
			t.Errorf("%v: no word about what is wrong", args)
		}
	}
}
