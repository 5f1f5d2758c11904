package runner

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// explainStep writes a message as it goes on the wire, and what its tokens say.
func explainStep(w io.Writer, p *spec.Profile, s vector.Step) {
	if s.Identifier != nil {
		fmt.Fprintf(w, "  identifier  %s\n", shortenRuns(strconv.QuoteToASCII(*s.Identifier)))
		if s.Other != nil {
			fmt.Fprintf(w, "  other       %s\n", shortenRuns(strconv.QuoteToASCII(*s.Other)))
		}
		return
	}
	fmt.Fprintf(w, "  %s %s\n", s.Request.Method, s.Request.URL)
	for _, f := range s.Request.Fields {
		fmt.Fprintf(w, "  %s: %s\n", f.Name(), shortenRuns(visible(f.Value())))
	}
	if len(s.Request.Body) > 0 {
		fmt.Fprintf(w, "\n  %s\n", shortenRuns(visible(string(s.Request.Body))))
	}
	for _, f := range s.Request.Fields {
		explainTokens(w, p, f)
	}
}

// explainVerdict writes what the reference makes of a message, and its answer if one is asked for.
func explainVerdict(w io.Writer, s vector.Step, got prove.Verdict) {
	expected := "either"
	if s.Expect != vector.Either {
		expected = string(s.Expect)
	}
	fmt.Fprintf(w, "\n  expected is %s; %s\n", expected, visible(said(got)))
	if s.Answer == nil {
		return
	}
	asked, _ := json.Marshal(s.Answer) // it came from JSON
	fmt.Fprintf(w, "  asked of the answer is %s; the reference answers\n\n", asked)
	fmt.Fprintf(w, "  %d\n", got.Answer.Status)
	for _, f := range got.Answer.Fields {
		fmt.Fprintf(w, "  %s: %s\n", f.Name(), visible(f.Value()))
	}
	if len(got.Answer.Body) > 0 {
		fmt.Fprintf(w, "\n  %s\n", visible(string(got.Answer.Body)))
	}
}

// explainTokens writes every token of a field: what is cut by spaces and commas, and has dots.
func explainTokens(w io.Writer, p *spec.Profile, f message.Field) {
	name := f.Name()
	switch {
	case strings.EqualFold(name, p.WIT().Field):
		name = "WIT"
	case strings.EqualFold(name, p.WPT().Field):
		name = "WPT"
	}
	between := func(r rune) bool { return r == ' ' || r == ',' }
	for _, piece := range strings.FieldsFunc(f.Value(), between) {
		parts := strings.Split(piece, ".")
		if len(parts) < 2 || !strings.HasPrefix(decoded(parts[0]), "{") {
			continue
		}
		fmt.Fprintf(w, "\n  %s header %s\n", name, readable(decoded(parts[0])))
		fmt.Fprintf(w, "  %s claims %s\n", name, readable(decoded(parts[1])))
	}
}

// decoded undoes base64url, with or without padding; what is none stays as it is.
func decoded(part string) string {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
	if err != nil {
		return part
	}
	return string(raw)
}

// readable indents JSON as it stands, order and duplicates kept; any other text is quoted.
func readable(s string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(s), "  ", "  ") != nil {
		return shortenRuns(strconv.Quote(s))
	}
	return shortenRuns(visible(out.String()))
}

// longRun is a text without any place to break it, such as a part of a token.
var longRun = regexp.MustCompile(`[A-Za-z0-9_/+=-]{61,}`)

// shortenRuns leaves the ends of long runs, and says how much there was.
func shortenRuns(s string) string {
	return longRun.ReplaceAllStringFunc(s, func(run string) string {
		return fmt.Sprintf("%s...(%d characters)...%s", run[:16], len(run), run[len(run)-16:])
	})
}

// visible writes characters that a terminal could obey, and bytes that are no UTF-8, as escapes.
func visible(s string) string {
	var out strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, "\\x%02x", s[0])
		case r == '\n' || unicode.IsPrint(r):
			out.WriteRune(r)
		default:
			fmt.Fprintf(&out, "\\u%04x", r)
		}
		s = s[size:]
	}
	return out.String()
}
