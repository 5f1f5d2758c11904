package harness

import (
	"strings"
	"testing"
)

func TestMatchers(t *testing.T) {
	url := serve(t, status(200))
	let := observe(t, Config{URL: url}, plan(url, 1))[1]
	for name, c := range map[string]struct {
		m    *Matcher
		want bool
	}{
		"accepted": {BeAccepted(), true}, "refused": {BeRefused(), false},
		"met": {MeetItsExpectation(), false},
	} {
		if got, err := c.m.Match(let); got != c.want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := BeAccepted().Match(7); err == nil {
		t.Error("7 is no outcome")
	}
	message := MeetItsExpectation().FailureMessage(let)
	for _, part := range []string{
		"recipient/ES256/wpt/bad-00: fail: accepted with 200 OK, must be refused; ",
		"sent GET /orders (7", "; got 200 OK (0 bytes); ",
		"WPT-JTI-FRESH (MUST, draft, Section 2): must be refused",
	} {
		if !strings.Contains(message, part) {
			t.Errorf("%s: lacks %s", message, part)
		}
	}
	if strings.Contains(message, "\n") {
		t.Errorf("more than one line: %s", message)
	}
	if m := BeAccepted().NegatedFailureMessage(let); !strings.HasSuffix(m, "must not be accepted") {
		t.Errorf("negated: %s", m)
	}
}

func TestOnlyConclusiveOutcomesMeetTheirExpectation(t *testing.T) {
	for verdict, want := range map[Verdict]bool{
		Pass: true, Reported: true, Skipped: true, Fail: false, Inconclusive: false,
	} {
		if got, _ := MeetItsExpectation().Match(Outcome{Verdict: verdict}); got != want {
			t.Errorf("%s: %v", verdict, got)
		}
	}
}
