package harness

import (
	"fmt"
	"strings"
)

// maxBodyShown is how much of a JSON body of the contract is shown, in characters.
const maxBodyShown = 600

// sent sums up the request of an exchange, with the body of what a caller or an issuer was asked.
func (x Exchange) sent() string {
	if x.Asked != nil {
		return x.Sent.summary()
	}
	if x.Called == nil && x.Issued == nil {
		return strings.Join(append([]string{x.Sent.summary()}, x.TLS.summary()...), "\n")
	}
	lines := []string{x.Sent.summary(), shownJSON(x.Sent.Body)}
	if x.Called != nil {
		lines = append(lines, x.Called.TLS.summary()...)
	}
	return strings.Join(lines, "\n")
}

// receivedFrom sums up what a caller or an issuer answered, and the last request that the caller
// made with the response to it.
func (x Exchange) receivedFrom() string {
	lines := []string{x.Answer.statusLine() + ": " + shownJSON(x.Answer.Body)}
	if x.Issued != nil && x.Issued.JWKS != nil {
		lines = append(lines, "its keys: "+x.Issued.JWKS.happened())
	}
	if x.Called == nil || len(x.Called.Arrivals) == 0 {
		return strings.Join(lines, "\n")
	}
	last := x.Called.Arrivals[len(x.Called.Arrivals)-1]
	if n := x.Called.direct(); n != 1 {
		lines = append(lines, fmt.Sprintf("%d requests arrived, the last:", n))
	}
	lines = append(lines, last.summary()...)
	if !x.Called.Made {
		reply := fmt.Sprintf("answered with %d (%d bytes)", last.Reply.Status, len(last.Reply.Body))
		lines = append(lines, reply)
		lines = append(lines, fieldLines(fieldsOf(last.Reply.Fields))...)
	}
	return strings.Join(lines, "\n")
}

func (a Arrival) summary() []string {
	where := map[bool]string{true: " on the other host"}[a.Elsewhere]
	first := fmt.Sprintf("called%s: %s %s (body of %d bytes)", where,
		Printable(string(a.Method), maxValue), Printable(string(a.URL), maxSummary), len(a.Body))
	return append([]string{first}, fieldLines(fieldsOf(a.Fields))...)
}

// shownJSON shows a body of the contract; a token in it is written as the JSON that it holds.
func shownJSON(body Text) string {
	if compact.MatchString(string(body)) {
		return shown(string(body))
	}
	return Printable(strings.TrimSpace(string(body)), maxBodyShown)
}

// curl gives a command that sends the request again. A call cannot be repeated so: the listener
// that the caller is told to call is the suite's.
func (x Exchange) curl() string {
	switch {
	case x.Asked != nil:
		return x.Asked.curl()
	case x.Called != nil:
		return "# curl cannot repeat this: the suite answers the call that is made"
	case x.TLS != nil:
		return "# curl cannot repeat this: the certificate and its key are made for the case"
	}
	return x.Sent.curl()
}
