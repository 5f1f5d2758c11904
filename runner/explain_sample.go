package runner

import (
	"fmt"
	"path"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// sample is a case as it is minted at rest, beside its control.
type sample struct {
	Case    string        `json:"case"`
	Recipe  string        `json:"recipe"`
	Comment string        `json:"comment"`
	Control string        `json:"control,omitempty"`
	Expect  vector.Result `json:"expect"`
	// Messages is how many messages the case has; the last one is shown.
	Messages int `json:"messages"`
	AtOnce   int `json:"at_once,omitempty"`
	// Message is the last message as it goes on the wire, with tokens shortened.
	Message []string `json:"message"`
	// Token names the first token that differs from the control's, and Decoded is what it says.
	Token   string   `json:"token,omitempty"`
	Decoded []string `json:"decoded,omitempty"`
	// Difference is what the control does not share, with a little around it.
	Difference []string `json:"difference,omitempty"`
	// Reference is what the reference makes of the message; Faulty what it does with Fault on.
	Reference string   `json:"reference,omitempty"`
	Fault     []string `json:"fault,omitempty"`
	Faulty    string   `json:"faulty,omitempty"`
	// identifiers says that the question is about identifiers, and that there is no message.
	identifiers bool
}

func sampleOf(p *spec.Profile, book *forge.Recipes, r *forge.Recipe) (*sample, error) {
	ring := keys.Published()
	f := &fresh{Setting: forge.AtRest(p, ring)}
	v, err := forge.New(book, f.counted(r)).Mint(r)
	if err != nil {
		return nil, err
	}
	s := &sample{
		Case: r.ID, Recipe: path.Join("vectors/recipes", r.Place()), Comment: r.Comment,
		Control: r.Control, Expect: r.Expected(), Messages: len(v.Steps), AtOnce: r.AtOnce,
	}
	last := v.Steps[len(v.Steps)-1]
	s.Message, s.identifiers = wireLines(last), last.Identifier != nil
	if control, ok := book.Find(r.Control); ok {
		c, err := f.mintAs(book, control, r)
		if err != nil {
			return nil, err
		}
		s.compare(c.Steps[len(c.Steps)-1], last)
	}
	return s, s.judge(p, ring, r, v)
}

// compare finds what a message does not share with the last message of its control.
func (s *sample) compare(before, last vector.Step) {
	old, new := documentOf(before, last), documentOf(last, before)
	s.Difference = difference(old, new)
	s.Token, s.Decoded = firstChangedToken(old, new)
}

// judge asks the reference, as it is and with the checks of the case bent.
func (s *sample) judge(p *spec.Profile, ring *keys.Ring, r *forge.Recipe, v vector.Vector) error {
	if r.AtOnce > 0 {
		return nil // only a live target can be sent copies at once
	}
	domains, err := trust.Load(forge.TrustMaterial(ring, forge.RestTime))
	if err != nil {
		return err
	}
	set, err := live.AttackerJWKS(ring)
	if err != nil {
		return err
	}
	fetch := func(string) ([]jose.Key, error) { return trust.ParseJWKS(set) }
	j := prove.Judge{Profile: p, Domains: domains, Fetch: fetch}
	if s.Reference, err = lastVerdict(j, r, v); err != nil {
		return err
	}
	if s.Fault = faultsFor(r); len(s.Fault) == 0 {
		return nil
	}
	j.Faults = check.With(s.Fault...)
	s.Faulty, err = lastVerdict(j, r, v)
	return err
}

// faultsFor gives the faults that a case is there to notice.
func faultsFor(r *forge.Recipe) []string {
	var on []string
	for _, id := range r.Requirements() {
		known := faultsNamed(id)
		if strict := id + ":strict"; r.Expected() == vector.Accept && slices.Contains(known, strict) {
			on = append(on, strict)
		} else if slices.Contains(known, id) {
			on = append(on, id)
		}
	}
	return on
}

// lastVerdict words what the reference does with the last message of a case.
func lastVerdict(j prove.Judge, r *forge.Recipe, v vector.Vector) (string, error) {
	verdicts, err := j.Steps(v)
	if err != nil {
		return "", err
	}
	last := verdicts[len(verdicts)-1]
	text := "accepts it"
	if last.Result == vector.Reject {
		text = fmt.Sprintf("refuses it for %s: %s", last.Requirement, last.Detail)
	}
	if last.Answer.Status > 0 {
		text += "; the answer is " + answered(last.Answer, r.Answer)
	}
	return oneText(text), nil
}

// answered words an answer; its body only where the case asks for something in it.
func answered(a message.Response, asked *vector.Answer) string {
	text := fmt.Sprint(a.Status)
	for _, f := range a.Fields {
		if f.Value() != "" {
			text += ", " + f.Name() + ": " + f.Value()
		}
	}
	if asked != nil && (asked.Problem || asked.NoEcho) {
		text += ", with the body " + briefly(string(a.Body))
	}
	return text
}

// oneText makes a sentence that quotes a message safe to print.
func oneText(text string) string { return reports.Printable(text, 3*pageWidth) }
