package wire

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Lines writes a message as it goes on the wire, with long runs such as tokens shortened, and
// behind it the response where the step has one.
func Lines(s vector.Step) []string {
	if s.Peer != nil {
		return Peer(*s.Peer)
	}
	if s.Identifier != nil {
		lines := []string{oneLine("identifier: " + *s.Identifier)}
		if s.Other != nil {
			lines = append(lines, oneLine("and:        "+*s.Other))
		}
		return lines
	}
	lines := append(startLines(*s.Request), contentLines(s.Request.Fields, s.Request.Body)...)
	if s.Response != nil {
		lines = append(lines, "", statusLine(*s.Response))
		lines = append(lines, contentLines(s.Response.Fields, s.Response.Body)...)
	}
	return lines
}

// contentLines gives the fields of a message, and its body.
func contentLines(fields message.Fields, body []byte) []string {
	var lines []string
	for _, f := range fields {
		lines = append(lines, oneLine(f.Name()+": "+Briefly(f.Value())))
	}
	if len(body) > 0 {
		lines = append(lines, "", oneLine(Briefly(string(body))))
	}
	return lines
}

func statusLine(r message.Response) string {
	return strings.TrimSpace(fmt.Sprintf("HTTP/1.1 %d %s", r.Status, http.StatusText(r.Status)))
}

// startLines gives the request line, and the Host field where the message does not bring its own.
func startLines(r message.Request) []string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return []string{oneLine(r.Method + " " + r.URL)}
	}
	lines := []string{oneLine(fmt.Sprintf("%s %s HTTP/1.1", r.Method, u.RequestURI()))}
	if !r.Fields.Has("Host") {
		lines = append(lines, "Host: "+u.Host)
	}
	return lines
}

var shortened = cli.Shortening{Over: 40, Head: 8, Tail: 4}

// Briefly shortens the runs of a text that nobody reads, such as the parts of a token.
func Briefly(text string) string { return shortened.Of(text) }

// oneLine makes a text safe to print, and short enough for a line of a page.
func oneLine(text string) string { return OneLine(text, cli.PageWidth-8) }

// OneLine makes a text safe to print, in no more characters than a width.
func OneLine(text string, width int) string { return reports.Printable(text, width) }
