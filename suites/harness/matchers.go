package harness

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Matcher is a Gomega matcher for an [Outcome]. Its messages are one line each.
type Matcher struct {
	wish string
	fits func(Outcome) bool
}

// MeetItsExpectation matches an outcome whose case did as it must, or gates nothing. What is
// inconclusive does not match.
func MeetItsExpectation() *Matcher {
	return &Matcher{"", func(o Outcome) bool {
		return o.Verdict == Pass || o.Verdict == Reported || o.Verdict == Skipped
	}}
}

// BeAccepted matches an outcome whose deciding request was accepted.
func BeAccepted() *Matcher {
	return &Matcher{"accepted", func(o Outcome) bool { return o.Observed == ObservedAccept }}
}

// BeRefused matches an outcome whose deciding request was refused.
func BeRefused() *Matcher {
	return &Matcher{"refused", func(o Outcome) bool { return o.Observed == ObservedReject }}
}

// Match says whether an outcome matches.
func (m *Matcher) Match(actual any) (bool, error) {
	if o, ok := actual.(Outcome); ok {
		return m.fits(o), nil
	}
	return false, fmt.Errorf("harness: the matcher wants an Outcome, not a %T", actual)
}

// FailureMessage says what was sent, what came back, and which requirement asks for more.
func (m *Matcher) FailureMessage(actual any) string { return m.message(actual, "must be ") }

// NegatedFailureMessage says the same of an outcome that matched.
func (m *Matcher) NegatedFailureMessage(actual any) string {
	return m.message(actual, "must not be ")
}

func (m *Matcher) message(actual any, must string) string {
	if o, ok := actual.(Outcome); ok {
		return o.message(must + cmp.Or(m.wish, o.wish()))
	}
	return fmt.Sprintf("%T is no Outcome", actual)
}

// message is the outcome in one line, with a wish that it did not fulfil.
func (o Outcome) message(wish string) string {
	parts := []string{o.Case.Key() + ": " + string(o.Verdict)}
	if o.Reason != "" {
		parts[0] += ": " + o.Reason
	}
	if o.Sent != "" {
		sent := strings.ReplaceAll(o.Sent, "\n", ", ")
		parts = append(parts, "sent "+sent, "got "+o.Received)
	}
	names := strings.Join(o.Case.Requirements, ", ")
	demand := fmt.Sprintf("%s (%s, %s): %s", names, o.Case.Level, o.Case.Source, wish)
	return strings.Join(append(parts, demand), "; ")
}

// wish is what must become of the case.
func (o Outcome) wish() string {
	if o.Case.Expect == vector.Either {
		return "answered"
	}
	return pastTense(o.Case.Expect)
}
