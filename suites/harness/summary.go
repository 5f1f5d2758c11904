package harness

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

const (
	maxSummary = 200     // characters of a summary
	maxValue   = 40      // characters of a field's name or value within it
	maxToken   = 600     // characters of a token's header or claims
	maxFields  = 10      // lines of a summary
	maxShown   = 8 << 10 // bytes of a value in which tokens are looked for
)

// describe sums up the exchange that decided.
func (o *Outcome) describe(x Exchange, step int) {
	o.Step = step + 1
	o.Observed = x.seen()
	if x.Answer != nil {
		o.Status = x.Answer.Status
	}
	if o.Verdict != Pass { // nobody asks what was sent where all is well, and it takes its time
		o.Sent, o.Received, o.Curl = x.sent(), x.received(), x.curl()
	}
}

// parseRequest takes the head of a request apart into its request line and its fields. A value
// keeps the line breaks within it.
func parseRequest(head Text) (line string, fields message.Fields) {
	text := strings.TrimSuffix(strings.TrimSuffix(string(head), "\r\n"), "\r\n")
	line, rest, _ := strings.Cut(text, "\r\n")
	for rest != "" {
		var field string
		field, rest = cutField(rest)
		if name, value, found := strings.Cut(field, ":"); found {
			fields = append(fields, message.Field{name, strings.TrimPrefix(value, " ")})
		}
	}
	return line, fields
}

// cutField cuts the first field off, with the lines that continue it.
func cutField(text string) (field, rest string) {
	for at := 0; ; {
		n := strings.Index(text[at:], "\r\n")
		if n < 0 {
			return text, ""
		}
		at += n + len("\r\n")
		if at == len(text) || text[at] != ' ' && text[at] != '\t' {
			return text[:at-len("\r\n")], text[at:]
		}
	}
}

// summary says what was sent: the request line, then a line for each field, those of transport left
// out, with what the tokens in it say.
func (s Sent) summary() string {
	line, fields := parseRequest(s.Head)
	lines := []string{Printable(strings.TrimSuffix(line, " HTTP/1.1"), maxSummary) +
		fmt.Sprintf(" (%d bytes)", s.HeadSize+s.BodySize)}
	return strings.Join(append(lines, fieldLines(fields)...), "\n")
}

// fieldLines gives a line for each field, those of transport left out.
func fieldLines(fields message.Fields) []string {
	var lines []string
	for _, f := range fields.Without("Host").Without("Content-Length") {
		lines = append(lines, Printable(f.Name(), maxValue)+": "+shown(f.Value()))
	}
	if len(lines) >= maxFields {
		more := len(lines) - maxFields + 1
		lines = append(lines[:maxFields-1], fmt.Sprintf("and %d more fields", more))
	}
	return lines
}

// compact finds a JWS compact serialization, or something that was to look like one.
var compact = regexp.MustCompile(`[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`)

// shown shortens a value, and writes a token as the JSON that it holds.
func shown(value string) string {
	if len(value) > maxShown {
		return Printable(value, maxValue)
	}
	at := compact.FindStringIndex(value)
	if at == nil {
		return Printable(value, maxValue)
	}
	text := Printable(value[:at[0]], maxValue)
	for _, part := range strings.Split(value[at[0]:at[1]], ".")[:2] {
		plain, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil {
			return Printable(value, maxValue)
		}
		text += Printable(string(plain), maxToken) + " "
	}
	return text + Printable(value[at[1]:], maxValue)
}

// received says what came back, and what a caller made.
func (x Exchange) received() string {
	if x.Failure != nil || x.Answer == nil {
		return x.happened()
	}
	if x.Called != nil || x.Issued != nil || x.Asked != nil {
		return x.receivedFrom()
	}
	text := x.Answer.statusLine()
	if offers := x.Answer.values("WWW-Authenticate"); len(offers) > 0 {
		text += ": WWW-Authenticate: " + Printable(strings.Join(offers, ", "), 60)
	}
	more := map[bool]string{true: " and more"}[x.Answer.Truncated]
	return Printable(text, maxSummary) + fmt.Sprintf(" (%d bytes%s)", len(x.Answer.Body), more)
}
