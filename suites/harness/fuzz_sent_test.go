package harness

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
)

// folded is a value in which no line ends but by folding.
var folded = regexp.MustCompile(`^(?:[^\r\n]|\r\n[ \t])*$`)

// FuzzSent reads the head of a request as a journal has it: what was sent comes back, folded lines and
// all, and the rest of any text is printable.
func FuzzSent(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Requests {
		for _, field := range r.Fields {
			f.Add(r.Method, r.URL, field.Name(), field.Value())
		}
	}
	f.Add("GET", "http://h", "A", "b\r\n c\r\n\td: e")
	f.Add("GET", "http://h/ HTTP/1.1", "A", strings.Repeat("\r\n b", 3000))
	f.Add("\x1b", "\r\n", "\r\n:", "\xff\r\n\r\n")
	f.Fuzz(func(t *testing.T, method, url, name, value string) {
		r := &message.Request{Method: method, URL: url, Fields: message.Fields{{"Host", "h"}, {name, value}, {"Last", "x"}}}
		sent := Sent{To: "http://h", Head: Text(encode(r, "h"))}
		for line := range strings.SplitSeq(sent.summary(), "\n") {
			fuzztest.Printable(t, line)
		}
		if strings.ContainsAny(method+url, "\r\n") || strings.ContainsAny(name, "\r\n: \t") || !folded.MatchString(value) {
			return
		}
		_, fields := parseRequest(sent.Head)
		if len(fields) < 3 || fields[1] != (message.Field{name, value}) {
			t.Errorf("%q: %q is read as %q", name, value, fields)
		}
	})
}
