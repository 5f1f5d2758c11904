package wire

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// wireToken is a token in compact form that a field of a request carries.
type wireToken struct {
	name  string
	parts []string
}

func (t wireToken) text() string { return strings.Join(t.parts, ".") }

// input is what the signature covers.
func (t wireToken) input() string { return strings.Join(t.parts[:len(t.parts)-1], ".") }

// among says whether other tokens leave nothing to compare this one with: it is one of them, or
// none stands in its place. Failing that, it says whether one has the same header and claims.
func (t wireToken) among(others []wireToken) (same, sameInput bool) {
	same = true
	for _, o := range others {
		if o.text() == t.text() {
			return true, true
		}
		same = same && o.name != t.name
		sameInput = sameInput || o.input() == t.input()
	}
	return same, sameInput
}

// tokensIn finds the tokens of a step, in the order of its fields; those of a response say so
// in their name.
func tokensIn(s vector.Step) []wireToken {
	var tokens []wireToken
	if s.Request != nil {
		tokens = tokensOf("", s.Request.Fields)
	}
	if s.Response != nil {
		tokens = append(tokens, tokensOf("response's ", s.Response.Fields)...)
	}
	return tokens
}

func tokensOf(whose string, fields message.Fields) []wireToken {
	var tokens []wireToken
	for _, f := range fields {
		name := whose + f.Name()
		scheme, _, found := strings.Cut(f.Value(), " ")
		if found && strings.EqualFold(f.Name(), "Authorization") {
			name += ": " + scheme
		}
		for _, word := range cli.Tokens(f.Value()) {
			tokens = append(tokens, wireToken{name, strings.Split(word, ".")})
		}
	}
	return tokens
}

// withoutTokens leaves of a value what is not shown decoded.
func withoutTokens(value string, shown map[string]bool) string {
	for _, word := range cli.Tokens(value) {
		if shown[word] {
			value = strings.Replace(value, word, "(token)", 1)
		}
	}
	return value
}

// document decodes the token. The octets of the signature are of interest only where the other
// message signs the same.
func (t wireToken) document(sameInput bool) []docLine {
	doc := under(t.name+", header", jsonLines(cli.Decoded(t.parts[0])))
	doc = append(doc, under(t.name+", claims", jsonLines(cli.Decoded(t.parts[1])))...)
	for _, p := range t.parts[2:] {
		octets, err := base64.RawURLEncoding.DecodeString(p)
		text := fmt.Sprintf("%d bytes", len(octets))
		switch {
		case err != nil:
			text = "not base64url: " + oneLine(Briefly(p))
		case sameInput:
			text += ", " + Briefly(p)
		}
		doc = append(doc, docLine{t.name + ", signature", text})
	}
	return doc
}
