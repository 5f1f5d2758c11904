package harness

import (
	"fmt"
	"net/url"
	"sync"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/suites/inspect"
)

// checks are those of package inspect, by role and requirement.
var checks = sync.OnceValue(func() map[string]inspect.Check {
	all := map[string]inspect.Check{}
	for _, c := range inspect.Checks() {
		all[string(c.Role)+" "+c.ID] = c
	}
	return all
})

func findCheck(id, role string) (inspect.Check, bool) {
	c, ok := checks()[role+" "+id]
	return c, ok
}

// ruleMade judges what the target made in a step by the check of the case. What is wrong with it stands
// behind a reason.
func (t trial) ruleMade(i int, reason string) ruling {
	if !t.looksAt(i) {
		return ruling{Pass, "", "", i}
	}
	check, ok := findCheck(t.Check, t.Role)
	if !ok {
		fault := fmt.Sprintf("the suite has no check %q for the role %q", t.Check, t.Role)
		return ruling{Inconclusive, KindHarness, fault, i}
	}
	capture, err := t.capture(i)
	if err != nil {
		return ruling{Inconclusive, KindHarness, err.Error(), i}
	}
	switch err := check.Run(capture); {
	case err != nil:
		return ruling{Fail, "", reason + err.Error(), i}
	case capture.Unseen() != "":
		return ruling{Inconclusive, KindUnseen, capture.Unseen(), i}
	}
	return ruling{Pass, "", "", i}
}

// looksAt says whether there is anything in a step that the check is run on.
func (t trial) looksAt(i int) bool {
	x := t.Steps[i]
	signed := x.Asks != nil && x.Asks.Signed
	return t.Check != "" && (signed || x.TLS != nil || x.Called != nil || x.Issued != nil && x.Issued.JWKS != nil)
}

// capture puts together what a check is run on.
func (t trial) capture(i int) (*inspect.Capture, error) {
	profile, domains, err := t.facts.read()
	if err != nil {
		return nil, err
	}
	x := t.Steps[i]
	c := &inspect.Capture{
		Profile: profile, Domains: domains, At: x.At, UnderstoodTokens: t.facts.UnderstoodTokens,
		Caller: t.facts.Caller,
	}
	switch {
	case x.Called != nil:
		return c, x.Called.into(c)
	case x.Issued != nil:
		c.WIT, err = x.token()
		c.Issue, c.JWKS = &x.Issued.Asked, []byte(x.Issued.JWKS.Answer.Body)
		c.Earlier = t.earlier(i)
		return c, err
	}
	if x.TLS != nil {
		x.TLS.into(c)
		c.ServerName = hostOfURL(x.Sent.To)
	}
	c.Peer, c.Signs, c.SignsWhenAsked = t.facts.Recipient, t.facts.AlwaysSigns, t.facts.SignsWhenAsked
	for _, before := range t.Steps[:i] {
		if before.Answer != nil {
			c.EarlierResponses = append(c.EarlierResponses, *before.Answer.response())
		}
	}
	return c, x.into(c)
}

// into gives a check what a caller made.
func (called *Called) into(c *inspect.Capture) error {
	told := called.Told
	c.Call, c.Audience, c.Secrets = &told, called.audience(), called.Leaked
	for i, a := range called.Arrivals {
		if a.Cut {
			return fmt.Errorf("the body of request %d was not read to its end", i+1)
		}
		c.Requests = append(c.Requests, a.request())
	}
	if called.TLS != nil {
		called.TLS.into(c)
	}
	if len(called.Arrivals) > 0 {
		c.At = called.Arrivals[0].At
	}
	return nil
}

// into gives a check what the target presented.
func (h *Handshake) into(c *inspect.Capture) {
	c.Handshake, c.Presented = h.Version != "", h.Peer
}

func hostOfURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// into gives a check the answer of a recipient.
func (x Exchange) into(c *inspect.Capture) error {
	if x.Answer == nil || x.Answer.Truncated || len(x.Sent.Head) < x.Sent.HeadSize || len(x.Sent.Body) < x.Sent.BodySize {
		return fmt.Errorf("the exchange is too long to be kept")
	}
	c.Requests = []message.Request{x.Sent.request()}
	c.Response = x.Answer.response()
	return nil
}

// earlier lists the tokens that the issuer made before a step, in the case and for its control.
func (t trial) earlier(i int) []string {
	steps := t.Steps[:i]
	if t.before != nil {
		steps = append(append([]Exchange{}, t.before.Steps...), steps...)
	}
	var tokens []string
	for _, x := range steps {
		if x.Issued != nil && x.accepted() {
			token, _ := x.token() // an accepted wish has one
			tokens = append(tokens, token)
		}
	}
	return tokens
}
