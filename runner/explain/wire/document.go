package wire

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// docLine is a line of a decoded message, under the heading of its part.
type docLine struct{ part, text string }

// documentOf writes a message with its tokens decoded, to be compared with another message. A token
// stays as it is where the other message carries the same one, or none in that place.
func documentOf(s, other vector.Step) []docLine {
	if s.Peer != nil {
		return under("peer", Lines(s))
	}
	if s.Request == nil {
		return under("identifier", Lines(s))
	}
	doc := under("request", startLines(*s.Request))
	theirs := tokensIn(other)
	shown := map[string]bool{}
	for _, t := range tokensIn(s) {
		if same, sameInput := t.among(theirs); !same {
			doc = append(doc, t.document(sameInput)...)
			shown[t.text()] = true
		}
	}
	doc = append(doc, contentDocument("", s.Request.Fields, s.Request.Body, shown)...)
	if s.Response != nil {
		doc = append(doc, docLine{"response", statusLine(*s.Response)})
		doc = append(doc, contentDocument("response's ", s.Response.Fields, s.Response.Body, shown)...)
	}
	return doc
}

// contentDocument gives the fields and the body of a message, but for tokens that are shown
// decoded.
func contentDocument(whose string, fields message.Fields, body []byte, shown map[string]bool) []docLine {
	var doc []docLine
	for _, f := range fields {
		if strings.EqualFold(f.Name(), "Signature-Input") {
			doc = append(doc, under(whose+f.Name(), parameters(f.Value()))...)
			continue
		}
		value := Briefly(withoutTokens(f.Value(), shown))
		doc = append(doc, docLine{whose + "fields", oneLine(f.Name() + ": " + value)})
	}
	if len(body) > 0 {
		doc = append(doc, docLine{whose + "body", oneLine(string(body))})
	}
	return doc
}

// parameters gives each parameter of a signature a line of its own, so that none is shortened away.
func parameters(value string) []string {
	var lines []string
	quoted, depth, start := false, 0, 0
	for i, c := range value {
		switch {
		case c == '"' && (i == 0 || value[i-1] != '\\'):
			quoted = !quoted
		case !quoted && c == '(':
			depth++
		case !quoted && c == ')':
			depth--
		case c == ';' && !quoted && depth == 0:
			lines, start = append(lines, oneLine(value[start:i])), i
		}
	}
	return append(lines, oneLine(value[start:]))
}

func under(part string, lines []string) []docLine {
	var doc []docLine
	for _, l := range lines {
		doc = append(doc, docLine{part, l})
	}
	return doc
}

// maxIndented bounds the JSON texts that are indented, in bytes.
const maxIndented = 4096

// jsonLines indents JSON as it stands, order and duplicates kept; any other text is one line.
func jsonLines(text string) []string {
	var out bytes.Buffer
	if len(text) > maxIndented || json.Indent(&out, []byte(text), "", "  ") != nil {
		return []string{oneLine(text)}
	}
	lines := strings.Split(out.String(), "\n")
	for i, l := range lines {
		lines[i] = oneLine(l)
	}
	return lines
}
