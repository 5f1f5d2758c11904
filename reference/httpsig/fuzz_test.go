package httpsig

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
)

// The grammar of structured fields (RFC 9651, Section 3), as far as Signature-Input and Signature use
// it: a second opinion beside that of httpsfv.
const (
	sfKey  = `[a-z*][a-z0-9_.*-]*`
	sfItem = `(?:-?[0-9]{1,12}\.[0-9]{1,3}|-?[0-9]{1,15}|"(?:[ !#-\[\]-~]|\\["\\])*"|` + sfToken +
		`|:[A-Za-z0-9+/=]*:|\?[01]|@-?[0-9]{1,15}|%"[^"]*")`
	sfToken = `[A-Za-z*][!#$%&'*+.^_|~0-9A-Za-z:/` + "`" + `-]*`
	sfParam = `(?:; *` + sfKey + `(?:=` + sfItem + `)?)`
	sfList  = `\( *(?:` + sfItem + sfParam + `*(?: +` + sfItem + sfParam + `*)* *)?\)`
)

var (
	sfMember = regexp.MustCompile(`^(` + sfKey + `)=(` + sfList + `)(` + sfParam + `*)(?:[ \t]*,[ \t]*|$)`)
	sfName   = regexp.MustCompile(`^; *(` + sfKey + `)(?:=` + sfItem + `)?`)
)

// labelled gives the names of the parameters of each member that is an inner list, the last of each
// label; it is not ok where the text does not follow the grammar.
func labelled(lines []string) (params map[string][]string, ok bool) {
	rest, params := strings.Trim(strings.Join(lines, ","), " "), map[string][]string{}
	for rest != "" {
		m := sfMember.FindStringSubmatch(rest)
		if m == nil || strings.HasSuffix(strings.TrimRight(m[0], " \t"), ",") && len(m[0]) == len(rest) {
			return nil, false
		}
		names := []string{}
		for text := m[3]; text != ""; {
			name := sfName.FindStringSubmatch(text)
			names, text = append(names, name[1]), text[len(name[0]):]
		}
		params[m[1]], rest = names, rest[len(m[0]):]
	}
	return params, true
}

func repeated(params map[string][]string) bool {
	for _, names := range params {
		sorted := slices.Sorted(slices.Values(names))
		if len(slices.Compact(sorted)) < len(names) {
			return true
		}
	}
	return false
}

// misleading are fields in which the text of one member looks like the beginning of another.
var misleading = []string{
	`b=("x");n="a=();c", a=("x");c=1;c=2`, `b=("x");n="a=();c;c", a=("x");c=1`, `b=("a=(");c, a=("x");c;c`,
	`b=("x");n="a=(\\";c, a=("x" "a=(,;");c;c`, `ba=("x"), a=("x";c;c)`, `b=("x" "a=(;c;c");c, a=("x")`,
	`b=("x");n="a=();c;c;", a=("x");c=1`, `a=();c, a=();c;c`, `a=();c;c, a=();c`, `a=();c, b=("x";n="a=(");c;c`, `b=();a, a=();c; c`,
}

func addFields(f *testing.F) {
	s := fuzztest.Vectors(f)
	for _, r := range s.Requests {
		if inputs := r.Fields.Values(inputField); len(inputs) > 0 {
			f.Add(strings.Join(inputs, ", "), strings.Join(r.Fields.Values(signatureField), ", "))
		}
	}
	for _, r := range s.Responses {
		f.Add(strings.Join(r.Fields.Values(inputField), ", "), strings.Join(r.Fields.Values(signatureField), ", "))
	}
	for _, input := range misleading {
		f.Add(input, "a=:AA==:, b=:AA==:")
	}
	f.Add(`a=("x";key="a\"b" "y";sf);b="\\";c=tok;d=:AA==:;e=1.5;f;g=?0`, "a=:AA==:, b=::;x")
}

// FuzzSignatures wants an error, or signatures that follow the grammar, stay the same when they are
// written and read, and whose repeated parameters are all found.
func FuzzSignatures(f *testing.F) {
	addFields(f)
	f.Fuzz(func(t *testing.T, input, value string) {
		fields := message.Fields{{inputField, input}, {signatureField, value}}
		all, err := signaturesOf(fields)
		if err == nil {
			err = unpaired(fields)
		}
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		params, ok := labelled([]string{input})
		if !ok || len(params) != len(all) {
			t.Fatalf("%q is read as %d signatures, by the grammar there are %v", input, len(all), params)
		}
		refusal := refuseRepeated(&state{fields: fields, all: all})
		if (refusal != nil) != repeated(params) {
			t.Errorf("%q: %v, the parameters are %v", input, refusal, params)
		}
		for _, g := range all {
			sameSignature(t, g)
		}
	})
}

func sameSignature(t *testing.T, g *signature) {
	t.Helper()
	text, err := httpsfv.Marshal(g.list)
	if err != nil {
		t.Fatalf("%q cannot be written: %v", g.label, err)
	}
	fields := message.Fields{{inputField, g.label + "=" + text}}
	again, err := signaturesOf(fields)
	if err != nil || len(again) != 1 {
		t.Fatalf("%q is read as %v, %v", text, again, err)
	}
	if twice, err := httpsfv.Marshal(again[0].list); err != nil || twice != text || again[0].label != g.label {
		t.Errorf("%q is written as %q, %v", text, twice, err)
	}
}

// FuzzBase writes signature bases over any message: no longer than what it is made of allows, a line
// for each component, and the same again.
func FuzzBase(f *testing.F) {
	s := fuzztest.Vectors(f)
	for _, r := range s.Requests {
		for _, input := range r.Fields.Values(inputField) {
			f.Add(input, r.Method, r.URL, "digest", "a=1, b=:AA==:")
		}
	}
	f.Add(`a=("priority";sf "x";bs "priority";key="u" "@query-param";name="q")`, "GET",
		"https://h:443/p?q=a%20b#f", "priority", "u=1,\r\n i")
	f.Fuzz(func(t *testing.T, input, method, url, name, value string) {
		all, err := signaturesOf(message.Fields{{inputField, input}})
		if err != nil {
			return
		}
		fields := message.Fields{{name, value}, {"X", value}, {name, value}}
		req := &message.Request{Method: method, URL: url, Fields: fields}
		for _, g := range all {
			text, err := g.base(Message{Request: req}, reading{})
			if err != nil {
				fuzztest.Line(t, err)
				continue
			}
			most := 2*len(input) + 200 + len(g.list.Items)*(4*len(value)+4*len(url)+len(method)+100)
			if again, err := g.base(Message{Request: req}, reading{}); err != nil || again != text || len(text) > most {
				t.Errorf("%q: %d bytes, more than %d, or another text: %v", input, len(text), most, err)
			}
		}
	})
}

// named is the name of a component: that of a field, or of what is derived.
var named = regexp.MustCompile("^@?[!#$%&'*+.^_`|~0-9a-z-]+$")

// FuzzComponent wants an error, or a component that is the same when it is written and read.
func FuzzComponent(f *testing.F) {
	for _, text := range []string{
		"@method", `@query-param;name="q"`, `a;sf;key="b"`, "x;bs;req;tr", `a"b`, `a\"b`, "a;b=tok;b=1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseComponent(text)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		if err := c.check(); err != nil {
			fuzztest.Line(t, err)
		}
		if !named.MatchString(c.Name) {
			return
		}
		again, err := ParseComponent(c.Bare())
		if err != nil || again.String() != c.String() || again.Name != c.Name {
			t.Errorf("%q is written as %q, which is read as %v, %v", text, c.Bare(), again, err)
		}
	})
}
