package httpsig

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
)

// fieldValue combines the lines of a field (RFC 9421, Section 2.1).
func fieldValue(fields message.Fields, c Component) (string, error) {
	lines := fields.Values(c.Name)
	if len(lines) == 0 {
		return "", fmt.Errorf("component %.80s is covered, and the message has no such field", c)
	}
	for i, line := range lines {
		lines[i] = unfold(line)
	}
	value, _ := c.item.Params.Get("key")
	key, keyed := value.(string)
	switch {
	case c.flag("bs"):
		return byteSequences(lines), nil
	case keyed:
		return member(lines, key, c)
	case c.flag("sf"):
		return canonical(lines, c)
	}
	return strings.Join(lines, ", "), nil
}

var fold = regexp.MustCompile(`[ \t]*\r?\n[ \t]+`)

// unfold strips the white space around a value and replaces line folding by one space.
func unfold(line string) string {
	if strings.ContainsAny(line, "\r\n") {
		line = fold.ReplaceAllString(line, " ")
	}
	return strings.Trim(line, " \t\r\n")
}

func byteSequences(lines []string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = ":" + base64.StdEncoding.EncodeToString([]byte(line)) + ":"
	}
	return strings.Join(out, ", ")
}

// member gives one member of a dictionary field (RFC 9421, Section 2.1.2).
func member(lines []string, key string, c Component) (string, error) {
	d, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return "", fmt.Errorf("component %.80s: the field is no dictionary: %w", c, err)
	}
	m, there := d.Get(key)
	if !there {
		return "", fmt.Errorf("component %.80s: the field has no such member", c)
	}
	return httpsfv.Marshal(m)
}

// dictionaries are the fields whose strict serialization is known here.
var dictionaries = map[string]bool{
	"content-digest": true, "repr-digest": true, "signature": true, "signature-input": true,
	"priority": true,
}

func canonical(lines []string, c Component) (string, error) {
	if !dictionaries[c.Name] {
		return "", fmt.Errorf("component %.80s: the type of that field is not known here", c)
	}
	d, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return "", fmt.Errorf("component %.80s: the field is no dictionary: %w", c, err)
	}
	return httpsfv.Marshal(d)
}
