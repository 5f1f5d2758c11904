package wire

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// docLine is a line of a decoded message, under the heading of its part.
type docLine struct{ part, text string }

// documentOf writes a message with its tokens decoded, to be compared with another message. A token
// stays as it is where the other message carries the same one, or none in that place.
func documentOf(s, other vector.Step) []docLine {
	if s.Request == nil {
		return under("identifier", Lines(s))
	}
	doc := under("request", startLines(*s.Request))
	shown := map[string]bool{}
	for _, t := range tokensIn(s.Request) {
		if same, sameInput := t.among(tokensIn(other.Request)); !same {
			doc = append(doc, t.document(sameInput)...)
			shown[t.text()] = true
		}
	}
	for _, f := range s.Request.Fields {
		value := Briefly(withoutTokens(f.Value(), shown))
		doc = append(doc, docLine{"fields", oneLine(f.Name() + ": " + value)})
	}
	if len(s.Request.Body) > 0 {
		doc = append(doc, docLine{"body", oneLine(string(s.Request.Body))})
	}
	return doc
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
