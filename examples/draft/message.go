package draft

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Message is an HTTP message that a figure shows: a request, a response, or fields alone, which are
// those of a Request without a method.
type Message struct {
	Request  *message.Request
	Response *message.Response
	// Before is what stands before the message and is no part of it.
	Before string
}

var (
	requestLine = regexp.MustCompile(`^([!#$%&'*+.^_\x60|~0-9A-Za-z-]+) (\S+) HTTP/[0-9.]+$`)
	statusLine  = regexp.MustCompile(`^HTTP/[0-9.]+ ([0-9]{3})( .*)?$`)
)

// ParseMessage reads an HTTP/1.1 message as it is printed, unfolded. The body is all that stands
// behind the empty line; the line break that ends the figure is still part of it. The URL of a
// request is taken to be https, with the authority of its Host field.
func ParseMessage(text string) (Message, error) {
	before, text := skipLabel(text)
	line, rest, _ := strings.Cut(text, "\n")
	m := Message{Before: before}
	if fieldLine.MatchString(line) {
		list, err := fields(strings.TrimRight(text, "\n"))
		m.Request = &message.Request{Fields: list}
		return m, err
	}
	head, body := cutHead(rest)
	list, err := fields(head)
	if err != nil {
		return m, err
	}
	if w := statusLine.FindStringSubmatch(line); w != nil {
		status, err := strconv.Atoi(w[1])
		m.Response = &message.Response{Status: status, Fields: list, Body: []byte(body)}
		return m, err
	}
	w := requestLine.FindStringSubmatch(line)
	if w == nil {
		return m, fmt.Errorf("%.60q begins no HTTP/1.1 message", line)
	}
	host := strings.Join(list.Values("Host"), ",")
	m.Request = &message.Request{
		Method: w[1], URL: "https://" + host + w[2], Fields: list, Body: []byte(body),
	}
	return m, nil
}

// Fields gives the fields of the message.
func (m Message) Fields() message.Fields {
	switch {
	case m.Response != nil:
		return m.Response.Fields
	case m.Request != nil:
		return m.Request.Fields
	}
	return nil
}

// Body gives the body as it is printed.
func (m Message) Body() []byte {
	if m.Response != nil {
		return m.Response.Body
	}
	return m.Request.Body
}

// skipLabel passes over lines such as "Response:" in front of a message.
func skipLabel(text string) (before, rest string) {
	rest = strings.TrimLeft(text, "\n")
	line, more, _ := strings.Cut(rest, "\n")
	begins := fieldLine.MatchString(line) || requestLine.MatchString(line) || statusLine.MatchString(line)
	next := strings.TrimLeft(more, "\n")
	first, _, _ := strings.Cut(next, "\n")
	if label := strings.HasSuffix(line, ":"); label && (requestLine.MatchString(first) ||
		statusLine.MatchString(first)) || !begins && label {
		return line, next
	}
	return "", rest
}

func cutHead(text string) (head, body string) {
	if strings.HasPrefix(text, "\n") {
		return "", text[1:]
	}
	head, body, _ = strings.Cut(text, "\n\n")
	return strings.TrimSuffix(head, "\n"), body
}

func fields(text string) (message.Fields, error) {
	var list message.Fields
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if !found || !fieldLine.MatchString(line) {
			return nil, fmt.Errorf("%.60q is no field line", line)
		}
		list = append(list, message.Field{name, strings.Trim(value, " \t")})
	}
	return list, nil
}
