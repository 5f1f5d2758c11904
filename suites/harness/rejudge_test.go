package harness

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

// sameAgain judges a journal again and compares.
func sameAgain(t testing.TB, live []Outcome, journal io.Reader) {
	t.Helper()
	again, err := Rejudge(journal)
	if err != nil {
		t.Fatal(err)
	}
	if len(again) != len(live) {
		t.Fatalf("%d outcomes live, %d from the journal", len(live), len(again))
	}
	for i := range live {
		if !reflect.DeepEqual(live[i], again[i]) {
			t.Errorf("live:\n%+v\nfrom the journal:\n%+v", live[i], again[i])
		}
	}
}

func run(t *testing.T, n int) (outcomes []Outcome, journal string) {
	t.Helper()
	url := serve(t, recipient())
	var b bytes.Buffer
	s := NewSession(Config{URL: url, Workers: 1, Journal: NewJournal(&b, map[string]string{"target": "t"})})
	s.Start(t.Context(), plan(url, n))
	return s.Wait(), b.String()
}

func TestRejudgeGivesTheLiveOutcomes(t *testing.T) {
	live, journal := run(t, 20)
	sameAgain(t, live, strings.NewReader(journal))
	e, err := ReadEvidence(strings.NewReader(journal))
	if err != nil || e.Planned != 21 || string(e.Header.About) != `{"target":"t"}` {
		t.Errorf("planned %d, about %s, error %v", e.Planned, e.Header.About, err)
	}
}

func TestRejudgeToleratesATornLastLine(t *testing.T) {
	_, journal := run(t, 3)
	torn := strings.TrimSuffix(journal, "\n")
	outcomes, err := Rejudge(strings.NewReader(torn[:len(torn)-10]))
	if !errors.Is(err, ErrTorn) || len(outcomes) != 4 {
		t.Fatalf("%d outcomes, %v", len(outcomes), err)
	}
	// The torn line was the probe behind the refusals, so that they prove nothing any more.
	if got := count(outcomes); got[Pass] != 1 || got[Inconclusive] != 3 {
		t.Errorf("verdicts %v", got)
	}
}

func TestRejudgeRefusesWhatIsNoJournal(t *testing.T) {
	header := `{"schema":"` + Schema + `"}` + "\n"
	for name, text := range map[string]string{
		"empty": "", "other schema": `{"schema":"x\u001b"}`, "no JSON": "hello",
		"broken in the middle": header + "{\n" + `{"kind":"case"}` + "\n",
		"wrong type":           header + `{"kind":"case","steps":1}` + "\n" + `{"kind":"plan"}`,
	} {
		outcomes, err := Rejudge(strings.NewReader(text))
		if err == nil || outcomes != nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %d outcomes, %v", name, len(outcomes), err)
		}
	}
}

func TestRejudgeOfForeignEvidenceDoesNotPanic(t *testing.T) {
	text := `{"schema":"` + Schema + `"}` + "\n" +
		`{"kind":"case","id":"x","expect":"accept","steps":[{}]}` + "\n" +
		`{"kind":"case","id":"y","at_once":3,"steps":[{"asks":{"no_echo":true}}]}` + "\n" +
		`{"kind":"other"}` + "\n"
	outcomes, err := Rejudge(strings.NewReader(text))
	if err != nil || len(outcomes) != 2 || count(outcomes)[Pass] != 0 {
		t.Errorf("%+v, %v", outcomes, err)
	}
}
