package examine

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
)

// The kinds of tokens.
const (
	kindWIT   = "wit"
	kindWPT   = "wpt"
	kindToken = "token"
)

// token is a token that a figure shows, alone or in a field.
type token struct {
	text   string
	jwt    *jose.Token
	err    error
	kind   string
	field  string
	figure *figure
}

// label names the token within its figure.
func (t *token) label() string {
	name := map[string]string{kindWIT: "the WIT", kindWPT: "the proof", kindToken: "the token"}[t.kind]
	if t.field != "" {
		name += " in " + t.field
	}
	return name
}

// placeholder says that neither header nor payload is JSON: nobody meant it to be a token.
func (t *token) placeholder() bool {
	parts := strings.Split(t.text, ".")
	return t.err != nil && len(parts) == 3 && !object(parts[0]) && !object(parts[1])
}

func object(part string) bool {
	raw, err := decode(part)
	_, bad := jose.ParseObject(raw)
	return err == nil && bad == nil
}

func (t *token) claim(name string) string {
	value, _ := t.jwt.Claims.String(name)
	return value
}

func (t *token) kid() string {
	value, _ := t.jwt.Header.String("kid")
	return value
}

// confirmation gives cnf.jwk of a WIT, nil where there is none.
func (t *token) confirmation() map[string]any {
	if t == nil || t.jwt == nil {
		return nil
	}
	cnf, _ := t.jwt.Claims.Members["cnf"].(map[string]any)
	jwk, _ := cnf["jwk"].(map[string]any)
	return jwk
}

// vocabulary is what the revisions call things, all of them together, so that a document without a
// profile can be read as well.
type vocabulary struct {
	witFields, wptFields, schemes []string
	witTypes, wptTypes            []string
	// tags and nonces are the values of tag, and the parameters that repeat the nonce of a request.
	tags, nonces []string
}

var words = sync.OnceValue(func() vocabulary {
	var v vocabulary
	for _, name := range spec.ProfileNames() {
		p := spec.Must(name)
		v.tags = append(v.tags, p.HTTPSig().Tag)
		v.nonces = append(v.nonces, p.HTTPSig().RequestNonce)
		v.witFields = append(v.witFields, p.WIT().Field)
		v.witTypes = append(v.witTypes, p.WIT().Typ)
		v.wptTypes = append(v.wptTypes, p.WPT().Typ)
		if scheme := p.WPT().Scheme; scheme != "" {
			v.schemes = append(v.schemes, scheme)
		} else {
			v.wptFields = append(v.wptFields, p.WPT().Field)
		}
	}
	return v
})

// carried finds the tokens in the fields of a message.
func (v vocabulary) carried(f *figure) []*token {
	var out []*token
	for _, field := range f.message.Fields() {
		holds := func(name string) bool { return strings.EqualFold(name, field.Name()) }
		scheme, credentials, _ := strings.Cut(field.Value(), " ")
		switch {
		case slices.ContainsFunc(v.witFields, holds) || slices.ContainsFunc(v.wptFields, holds):
			out = append(out, v.token(field.Value(), field.Name(), f))
		case strings.EqualFold(field.Name(), "Authorization") && slices.ContainsFunc(v.schemes,
			func(s string) bool { return strings.EqualFold(s, scheme) }):
			out = append(out, v.token(strings.TrimSpace(credentials), field.Name(), f))
		}
	}
	return out
}

func (v vocabulary) token(text, field string, f *figure) *token {
	t := &token{text: text, field: field, figure: f, kind: kindToken}
	t.jwt, t.err = jose.Parse(text)
	if t.err == nil {
		t.err = t.jwt.RefuseStrayBits()
	}
	switch {
	case slices.ContainsFunc(v.witFields, func(n string) bool { return strings.EqualFold(n, field) }):
		t.kind = kindWIT
	case field != "":
		t.kind = kindWPT
	case t.jwt != nil:
		t.kind = v.kind(t.jwt)
	}
	if t.kind == kindToken {
		t.kind = titled(f.Title)
	}
	return t
}

func (v vocabulary) kind(t *jose.Token) string {
	conveys := func(typ string) bool { return jose.Conveys(t.Header, typ) }
	switch {
	case t.Claims.Has("cnf"), slices.ContainsFunc(v.witTypes, conveys):
		return kindWIT
	case t.Claims.Has("wth"), slices.ContainsFunc(v.wptTypes, conveys):
		return kindWPT
	}
	return kindToken
}

var (
	proofTitle    = regexp.MustCompile(`(?i)\bwpt\b|proof`)
	identityTitle = regexp.MustCompile(`(?i)\bwit\b|identity token|wit-svid`)
)

// titled takes the kind of a token from the title of a figure about it.
func titled(title string) string {
	switch {
	case proofTitle.MatchString(title):
		return kindWPT
	case identityTitle.MatchString(title):
		return kindWIT
	}
	return kindToken
}
