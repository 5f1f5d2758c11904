package harness

import (
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/signbase"
)

// signatureBase shows the signature bases of a step as a line diff: of what the target signed, the
// one that was expected and the one that it must have used; of what the suite signed, that one, and
// where the message was changed afterwards the one that is due. It is "" where nothing is signed.
func (t trial) signatureBase(i int) string {
	if t.Mechanism != string(spec.MechanismHTTPSig) || i < 0 || i >= len(t.Steps) {
		return ""
	}
	profile, _, err := t.facts.read()
	if err != nil {
		return ""
	}
	x := t.Steps[i]
	switch {
	case x.Called != nil:
		return x.Called.signatureBase(profile)
	case x.Asks != nil && x.Asks.Signed && x.Answer != nil:
		req := x.Sent.request()
		return signbase.Made(profile, httpsig.Message{Request: &req, Response: x.Answer.response()}).Text()
	}
	req := x.Sent.request()
	return signbase.Signed(profile, httpsig.Message{Request: &req}, string(x.SignatureBase))
}

// signatureBase is about the last request that arrived, or the response that was given to it.
func (c *Called) signatureBase(p *spec.Profile) string {
	if len(c.Arrivals) == 0 {
		return ""
	}
	last := c.Arrivals[len(c.Arrivals)-1]
	req := last.request()
	m := httpsig.Message{Request: &req}
	if !c.Made {
		m.Response = &message.Response{
			Status: last.Reply.Status, Fields: fieldsOf(last.Reply.Fields), Body: []byte(last.Reply.Body),
		}
	}
	return signbase.Made(p, m).Text()
}
