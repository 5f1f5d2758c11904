package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/explain/wire"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// explainCase writes what a vector is about.
func explainCase(w io.Writer, p prove.Proof) {
	v := minted.AtRest(p)
	fmt.Fprintf(w, "%s\n\n", v.ID)
	explainLine(w, "comment", v.Comment)
	for _, id := range v.Requirements {
		rule, _ := p.Profile.Rule(id) // what is cited is in force
		said := fmt.Sprintf("%s, %s, %s: %s", id, rule.Level, rule.Source, rule.Text)
		explainLine(w, "requirement", said)
	}
	if v.Control != "" {
		explainLine(w, "control", v.Control)
	}
	explainLine(w, "recipe", path.Join("vectors/recipes", p.Recipe.Place()))
	explainLine(w, "profile", p.Profile.Name)
	clock := time.Unix(v.VerifyAt, 0).UTC().Format(time.RFC3339)
	explainLine(w, "clock", fmt.Sprintf("%d, %s", v.VerifyAt, clock))
	if r := v.Recipient; r != nil {
		explainLine(w, "recipient", fmt.Sprintf("%s, with audience %s, understands the tokens of %s",
			r.Identifier, r.Audience, strings.Join(r.UnderstoodTokens, ", ")))
	}
	explainLine(w, "result", string(v.Result)+remark(p))
}

// remark says what kind of result it is.
func remark(p prove.Proof) string {
	switch {
	case isTold(p.Recipe):
		return fmt.Sprintf("; live only: the %s is told to make something, which is looked at", p.Recipe.Role())
	case p.Recipe.Answer != nil && p.Recipe.Answer.Signed:
		return "; live only: the recipient is asked for a signed response, which is looked at"
	case p.Recipe.Manner() != "":
		return "; live only: " + p.Recipe.Manner()
	case minted.IsLiveOnly(p.Recipe):
		return "; live only: it is too large for a file"
	case p.Recipe.Expected() == vector.Either:
		return "; an observation: the texts allow both, and this is what the reference does"
	case minted.IsObservation(p):
		return "; an observation: it gates nothing, and this is what the reference does"
	}
	return ""
}

// explainStep writes a message as it goes on the wire, and what its tokens say.
func explainStep(w io.Writer, p *spec.Profile, s vector.Step) {
	if s.Identifier != nil {
		fmt.Fprintf(w, "  identifier  %s\n", shortened.Of(strconv.QuoteToASCII(*s.Identifier)))
		if s.Other != nil {
			fmt.Fprintf(w, "  other       %s\n", shortened.Of(strconv.QuoteToASCII(*s.Other)))
		}
		return
	}
	if s.Peer != nil {
		for _, line := range wire.Peer(*s.Peer) {
			fmt.Fprintln(w, "  "+line)
		}
		return
	}
	fmt.Fprintf(w, "  %s %s\n", visible(s.Request.Method), visible(s.Request.URL))
	explainContent(w, p, s.Request.Fields, s.Request.Body)
	if s.Response != nil {
		fmt.Fprintf(w, "\n  The response: %d\n", s.Response.Status)
		explainContent(w, p, s.Response.Fields, s.Response.Body)
	}
	explainBase(w, p, s)
}

// explainContent writes the fields and the body of a message, and what its tokens say.
func explainContent(w io.Writer, p *spec.Profile, fields message.Fields, body []byte) {
	for _, f := range fields {
		fmt.Fprintf(w, "  %s: %s\n", f.Name(), shortened.Of(visible(f.Value())))
	}
	if len(body) > 0 {
		fmt.Fprintf(w, "\n  %s\n", shortened.Of(visible(string(body))))
	}
	for _, f := range fields {
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
	fmt.Fprintf(w, "  asked of the answer is %s", asked)
	if got.Answer.Status == 0 {
		fmt.Fprintln(w) // behind a handshake alone there is none
		return
	}
	fmt.Fprint(w, "; the reference answers\n\n")
	fmt.Fprintf(w, "  %d\n", got.Answer.Status)
	for _, f := range got.Answer.Fields {
		fmt.Fprintf(w, "  %s: %s\n", f.Name(), visible(f.Value()))
	}
	if len(got.Answer.Body) > 0 {
		fmt.Fprintf(w, "\n  %s\n", visible(string(got.Answer.Body)))
	}
}

// explainTokens writes what every token of a field says.
func explainTokens(w io.Writer, p *spec.Profile, f message.Field) {
	name := f.Name()
	switch {
	case strings.EqualFold(name, p.WIT().Field):
		name = "WIT"
	case strings.EqualFold(name, p.WPT().Field):
		name = "WPT"
	}
	for _, token := range cli.Tokens(f.Value()) {
		parts := strings.Split(token, ".")
		fmt.Fprintf(w, "\n  %s header %s\n", name, readable(cli.Decoded(parts[0])))
		fmt.Fprintf(w, "  %s claims %s\n", name, readable(cli.Decoded(parts[1])))
	}
}

// readable indents JSON as it stands, order and duplicates kept; any other text is quoted.
func readable(s string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(s), "  ", "  ") != nil {
		return shortened.Of(strconv.Quote(s))
	}
	return shortened.Of(visible(out.String()))
}

// shortened leaves the ends of runs that nobody reads, and says how much there was.
var shortened = cli.Shortening{Over: 60, Head: 16, Tail: 16, Count: true}

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
