package harness

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// splitURL gives the authority and the request target of a URL, both verbatim. What is no absolute
// URL is a target by itself.
func splitURL(url string) (authority, target string) {
	_, authority, target, ok := message.SplitURL(url)
	switch {
	case !ok:
		return "", url
	case strings.HasPrefix(target, "/"):
		return authority, target
	}
	return authority, "/" + target // RFC 9112, Section 3.2.1: an empty path is sent as "/"
}

// encode gives the head of a request as bytes: its fields in order and as they are, with Host and
// Content-Length only where it has none. It mends nothing.
func encode(r *message.Request, host string) []byte {
	var head bytes.Buffer
	authority, target := splitURL(r.URL)
	head.WriteString(r.Method + " " + target + " HTTP/1.1\r\n")
	if !r.Fields.Has("Host") {
		writeField(&head, "Host", hostOf(authority, host))
	}
	for _, f := range r.Fields {
		writeField(&head, f.Name(), f.Value())
	}
	if needsLength(r) {
		writeField(&head, "Content-Length", strconv.Itoa(len(r.Body)))
	}
	head.WriteString("\r\n")
	return head.Bytes()
}

// request is what was sent, as far as it is kept, at the absolute URL to which it went.
func (s Sent) request() message.Request {
	line, fields := parseRequest(s.Head)
	method, target, _ := strings.Cut(strings.TrimSuffix(line, " HTTP/1.1"), " ")
	return message.Request{
		Method: method, URL: s.To + target, Fields: fields, Body: []byte(s.Body),
	}
}

func writeField(b *bytes.Buffer, name, value string) {
	if value != "" {
		value = " " + value
	}
	b.WriteString(name + ":" + value + "\r\n")
}

// hostOf leaves user information out, as RFC 9110, Section 7.2 has it.
func hostOf(authority, fallback string) string {
	if authority == "" {
		return fallback
	}
	return authority[strings.LastIndex(authority, "@")+1:]
}

func needsLength(r *message.Request) bool {
	if r.Fields.Has("Content-Length") || r.Fields.Has("Transfer-Encoding") {
		return false
	}
	switch r.Method {
	case "POST", "PUT", "PATCH":
		return true
	}
	return len(r.Body) > 0
}
