package harness

import (
	"github.com/wimsespec/wimsespec/reference/message"
)

// complaint says what an answer lacks that the texts ask of it, or "".
func (t trial) complaint(x Exchange) string {
	if x.Asks == nil || x.Answer == nil {
		return ""
	}
	_, sent := parseRequest(x.Sent.Head)
	return x.Asks.Complaint(x.Answer.message(), sent, t.CallerField)
}

// message is the answer as the judge of answers takes it. A body that was cut loses its type, since
// no more can be said of it; the reason phrase joins the fields, where an echo would be found.
func (a *Answer) message() message.Response {
	fields := append(a.fields(), message.Field{"Reason-Phrase", string(a.Reason)})
	if a.Truncated {
		fields = fields.Without("Content-Type")
	}
	return message.Response{Status: a.Status, Fields: fields, Body: []byte(a.Body)}
}
