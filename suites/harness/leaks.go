package harness

import (
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
)

// noteLeaks writes down which of the secrets the check of a case finds in what a caller made: the
// journal has to hold those, and no others.
func (w *worker) noteLeaks(c Case, x *Exchange) {
	check, ok := findCheck(c.Check, string(spec.RoleCaller))
	if !ok || len(w.cfg.Secrets) == 0 || x.kind() != "" {
		return
	}
	t := trial{Observation: &Observation{Case: c, Steps: []Exchange{*x}, facts: w.cfg.Facts}}
	capture, err := t.capture(0)
	if err != nil || !looksForSecrets(check, capture.Profile) || check.Run(capture) != nil {
		return // the judge says what is wrong
	}
	for _, secret := range w.cfg.Secrets {
		capture.Secrets = []string{secret}
		if check.Run(capture) != nil {
			x.Called.Leaked = append(x.Called.Leaked, secret)
		}
	}
}

// looksForSecrets tries whether a check finds one that stands in a request for everybody to see.
func looksForSecrets(check inspect.Check, p *spec.Profile) bool {
	const secret = "a text that nobody may send to anyone"
	c := &inspect.Capture{Profile: p, Requests: []message.Request{{
		Method: "GET", URL: "http://b.example/", Fields: message.Fields{{"X", secret}},
	}}}
	if check.Run(c) != nil {
		return false
	}
	c.Secrets = []string{secret}
	return check.Run(c) != nil
}
