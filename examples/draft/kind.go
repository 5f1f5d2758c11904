package draft

import (
	"path"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// Kind says what a figure shows, as far as its form tells.
type Kind string

// The kinds: a token in compact form, an HTTP message or fields of one, a JWK, and the decoded
// header or claims of a token. KindNone is for figures that are no example data, such as ABNF.
const (
	KindNone    Kind = ""
	KindToken   Kind = "token"
	KindMessage Kind = "message"
	KindJWK     Kind = "jwk"
	KindHeader  Kind = "header"
	KindClaims  Kind = "claims"
)

// typed are the kinds that the language of a source block, or the extension of a file, names.
var typed = map[string]Kind{
	"jwt": KindToken, "jws": KindToken, "jwk": KindJWK, "jwk+json": KindJWK,
	"http": KindMessage, "http-message": KindMessage,
}

// shows are the kinds that titles and file names name; the first that matches counts.
var shows = []struct {
	pattern *regexp.Regexp
	kind    Kind
}{
	{regexp.MustCompile(`(?i)ABNF|grammar|sequence|diagram`), KindNone},
	{regexp.MustCompile(`(?i)JOSE Header|(wit|wpt)-header`), KindHeader},
	{regexp.MustCompile(`(?i)claims`), KindClaims},
	{regexp.MustCompile(`(?i)\bkey\b|\bjwk\b|keypair`), KindJWK},
	{regexp.MustCompile(`(?i)request|response|header field`), KindMessage},
	{regexp.MustCompile(`(?i)token|^(wit|wpt)\.`), KindToken},
}

// kindOf says what a figure shows: by its content, or where that is no such thing, by what it is
// said to be, so that a damaged figure is not passed over.
func kindOf(f Figure) Kind {
	text := strings.TrimSpace(f.Text)
	if k := byContent(text, f); k != KindNone {
		return k
	}
	said := saidToBe(f)
	if !looksLikeData(text) && typed[f.Type] == KindNone && f.Type != "json" {
		return KindNone
	}
	return said
}

func byContent(text string, f Figure) Kind {
	switch {
	case compact.MatchString(text) && len(text) > 20:
		return KindToken
	case strings.HasPrefix(text, "{"):
		return jsonKind(text, f)
	}
	_, rest := skipLabel(f.Text)
	line, _, _ := strings.Cut(rest, "\n")
	if requestLine.MatchString(line) || statusLine.MatchString(line) {
		return KindMessage
	}
	if name, _, _ := strings.Cut(line, ":"); fieldLine.MatchString(line) && carrier[strings.ToLower(name)] {
		return KindMessage
	}
	return KindNone
}

// carrier are the fields that make a figure an example of a message.
var carrier = map[string]bool{
	"workload-identity-token": true, "workload-proof-token": true, "signature": true,
	"signature-input": true, "authorization": true,
}

// jsonKind tells apart keys, headers and claims, by what the figure is said to be where its members
// do not tell.
func jsonKind(text string, f Figure) Kind {
	o, err := jose.ParseObject([]byte(text))
	if err != nil {
		return saidToBe(f)
	}
	said := saidToBe(f)
	switch {
	case o.Has("kty") && !o.Has("cnf"), said == KindJWK:
		return KindJWK
	case said == KindHeader, said == KindClaims:
		return said
	case o.Has("alg"):
		return KindHeader
	case o.Has("exp") || o.Has("cnf"):
		return KindClaims
	}
	return KindNone
}

func saidToBe(f Figure) Kind {
	if k := typed[strings.ToLower(f.Type)]; k != KindNone {
		return k
	}
	for _, s := range shows {
		if s.pattern.MatchString(path.Base(f.Title)) {
			return s.kind
		}
	}
	return KindNone
}

// looksLikeData says that a text is no drawing and no grammar.
func looksLikeData(text string) bool {
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "eyJ") || statusOrRequest.MatchString(text) ||
		member.MatchString(text)
}

var member = regexp.MustCompile(`"[A-Za-z_]+" *:`)

var statusOrRequest = regexp.MustCompile(`(^|\n)HTTP/|HTTP/[0-9.]+(\n|$)`)
