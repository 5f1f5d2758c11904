package harness

import (
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

const (
	maxSummary = 200 // characters of a summary
	maxValue   = 24  // characters of a field's value within it
)

// describe sums up the exchange that decided.
func (o *Outcome) describe(x Exchange, step int) {
	o.Step = step + 1
	o.Observed = x.seen()
	if x.Answer != nil {
		o.Status = x.Answer.Status
	}
	o.Sent, o.Received, o.Curl = x.Sent.summary(), x.received(), x.Sent.curl()
}

// parseRequest takes the head of a request apart into its request line and its fields. A value
// keeps the line breaks within it.
func parseRequest(head Text) (line string, fields message.Fields) {
	text := strings.TrimSuffix(strings.TrimSuffix(string(head), "\r\n"), "\r\n")
	line, rest, _ := strings.Cut(text, "\r\n")
	for l := range strings.SplitSeq(rest, "\r\n") {
		name, value, found := strings.Cut(l, ":")
		switch {
		case len(fields) > 0 && (strings.HasPrefix(l, " ") || strings.HasPrefix(l, "\t")):
			fields[len(fields)-1][1] += "\r\n" + l
		case found:
			fields = append(fields, message.Field{name, strings.TrimPrefix(value, " ")})
		}
	}
	return line, fields
}

// summary says what was sent, its fields shortened and those of transport left out.
func (s Sent) summary() string {
	line, fields := parseRequest(s.Head)
	var shown []string
	for _, f := range fields.Without("Host").Without("Content-Length") {
		shown = append(shown, Printable(f.Name(), maxValue)+": "+Printable(f.Value(), maxValue))
	}
	text := Printable(strings.TrimSuffix(line, " HTTP/1.1"), 80)
	if len(shown) > 0 {
		text += ": " + strings.Join(shown, ", ")
	}
	return Printable(text, maxSummary) + fmt.Sprintf(" (%d bytes)", s.HeadSize+s.BodySize)
}

// received says what came back.
func (x Exchange) received() string {
	if x.Failure != nil || x.Answer == nil {
		return x.happened()
	}
	text := x.Answer.statusLine()
	if offers := x.Answer.values("WWW-Authenticate"); len(offers) > 0 {
		text += ": WWW-Authenticate: " + Printable(strings.Join(offers, ", "), 60)
	}
	more := map[bool]string{true: " and more"}[x.Answer.Truncated]
	return Printable(text, maxSummary) + fmt.Sprintf(" (%d bytes%s)", len(x.Answer.Body), more)
}
