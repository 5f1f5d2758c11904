package harness

import (
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// curl gives a command for a POSIX-like shell that sends the request again. Where a command line
// cannot carry it, the answer is a comment that says why.
func (s Sent) curl() string {
	line, fields := parseRequest(s.Head)
	method, target, _ := strings.Cut(strings.TrimSuffix(line, " HTTP/1.1"), " ")
	if why := s.beyondCurl(fields); why != "" {
		return "# curl cannot send this: " + why
	}
	args := []string{"curl", "--path-as-is", "-i"}
	if strings.ContainsAny(target, "[]{}") {
		args = append(args, "-g")
	}
	args = append(args, "-X", quote(method))
	for _, h := range headers(fields, s.Body != "") {
		args = append(args, "-H", quote(h))
	}
	pipe, data := s.data()
	return pipe + strings.Join(append(append(args, data...), quote(s.To+target)), " ")
}

func (s Sent) beyondCurl(fields message.Fields) string {
	switch {
	case len(s.Head) < s.HeadSize || len(s.Body) < s.BodySize:
		return fmt.Sprintf("it has %d bytes", s.HeadSize+s.BodySize)
	case strings.ContainsRune(string(s.Head), 0):
		return "there is a NUL in its head"
	}
	for _, f := range fields {
		if strings.HasPrefix(f.Name(), "@") || f.Name() == "" {
			return fmt.Sprintf("there is a field named %q", f.Name())
		}
	}
	return ""
}

// headers gives curl's -H values: every field as it was sent, and none that curl would add.
func headers(fields message.Fields, body bool) []string {
	var all []string
	for _, f := range fields {
		if strings.TrimSpace(f.Value()) == "" {
			all = append(all, f.Name()+";")
		} else {
			all = append(all, f.Name()+": "+f.Value())
		}
	}
	own := []string{"User-Agent", "Accept"}
	if body {
		own = append(own, "Content-Type", "Expect")
	}
	for _, name := range own {
		if !fields.Has(name) {
			all = append(all, name+":")
		}
	}
	return all
}

// data gives what stands before curl and what stands among its arguments to send the body. A body
// that no argument can hold, or that would name a file, comes through a pipe.
func (s Sent) data() (pipe string, args []string) {
	body := string(s.Body)
	switch {
	case body == "":
		return "", nil
	case strings.ContainsRune(body, 0), strings.HasPrefix(body, "@"):
		return "printf " + octal(body) + " | ", []string{"--data-binary", "@-"}
	}
	return "", []string{"--data-binary", quote(body)}
}

// quote makes one shell word: in single quotes where it is plain, and as $'...' where it holds what
// a terminal or an eye could mistake.
func quote(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "$'" + escaped(s, `\x%02x`) + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func octal(s string) string {
	return "'" + strings.ReplaceAll(escaped(s, `\%03o`), "%", "%%") + "'"
}

// escaped writes all but plain characters by a format, one byte at a time.
func escaped(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '\'' || c == '\\' {
			fmt.Fprintf(&b, format, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
