package harness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// askedKind is the kind of failure of a verifier, or "".
func (x Exchange) askedKind() Kind {
	if _, err := x.verdict(); err != nil {
		return KindNoVerdict
	}
	return ""
}

func (x Exchange) askedHappened() string {
	a, err := x.verdict()
	if err != nil {
		return fmt.Sprintf("%s: %s: %v", KindNoVerdict, x.Answer.statusLine(), err)
	}
	if a.Result == vector.Accept {
		return "accepted"
	}
	why := strings.Trim(strings.Join([]string{a.Requirement, a.Detail}, ": "), ": ")
	if why == "" {
		return "refused"
	}
	return "refused for " + Printable(why, maxSaid)
}

// stepsComplaint compares what a verifier says of the steps with what must become of them.
func (x Exchange) stepsComplaint() string {
	if x.Asked == nil {
		return ""
	}
	a, _ := x.verdict() // without failure it can be read
	for i, got := range a.Steps {
		if want := x.Asked.Steps[i]; want != "" && got != want {
			return fmt.Sprintf("step %d of the vector is %s, must be %s", i+1, pastTense(got), pastTense(want))
		}
	}
	return ""
}

// elsewhere says that a verifier refused what it had to, for a requirement that the case does not
// cite: it may well be right, since several requirements can stand against one message.
func (t trial) elsewhere() string {
	if len(t.Steps) != 1 || t.Steps[0].Asked == nil {
		return ""
	}
	a, err := t.Steps[0].verdict()
	if err != nil || a.Requirement == "" || a.Result == vector.Accept ||
		slices.Contains(t.Requirements, a.Requirement) {
		return ""
	}
	return fmt.Sprintf("refused for %s, which the case is not about", Printable(a.Requirement, maxValue))
}

// curl points to what was posted, which is too long for a command line that anybody would read.
func (q *Asked) curl() string {
	if q.Profile == "" {
		return "# the vector that was posted is in evidence.jsonl"
	}
	return "# wimsespec vectors show " + quote(q.ID) + " --profile " + quote(q.Profile) +
		" explains what was posted; with -o json it is the file"
}
