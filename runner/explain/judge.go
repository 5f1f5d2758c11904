package explain

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/explain/wire"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// judge asks the reference, as it is and with the checks of the case bent.
func (s *sample) judge(p *spec.Profile, ring *keys.Ring, r *forge.Recipe, v vector.Vector) error {
	if r.AtOnce > 0 || r.OnConnections() || r.Answer != nil && r.Answer.Signed {
		return nil // only a live target has connections, and signs its answer
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
	text := cli.Verdict(last)
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
		text += ", with the body " + wire.Briefly(string(a.Body))
	}
	return text
}

// oneText makes a sentence that quotes a message safe to print.
func oneText(text string) string { return reports.Printable(text, 3*cli.PageWidth) }
