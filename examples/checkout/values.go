package checkout

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/examples/fold"
	"github.com/wimsespec/wimsespec/reference/jose"
)

var (
	token       = regexp.MustCompile(`ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+`)
	requestLine = regexp.MustCompile(`^[A-Z]+ \S+ HTTP/\d`)
	statusLine  = regexp.MustCompile(`^(Response:\s+)?HTTP/\d\S* \d{3}`)
	fieldLine   = regexp.MustCompile(`^[A-Za-z0-9-]+( [A-Za-z]+)*: `)
)

// kindOf says what a text looks like, in words.
func kindOf(text string) string {
	text = strings.TrimSpace(unfolded(text))
	switch {
	case token.FindString(text) == text && text != "":
		return "a token"
	case json.Valid([]byte(text)):
		return "JSON"
	case strings.HasPrefix(text, "-----BEGIN "):
		return "PEM"
	case requestLine.MatchString(text):
		return "a request"
	case statusLine.MatchString(text):
		return "a response"
	case fieldLine.MatchString(text):
		return "fields"
	}
	return "something else"
}

// unfolded undoes folding, and the line ends that some examples have from HTTP.
func unfolded(text string) string {
	if plain, _, err := fold.Unfold(text); err == nil {
		text = plain
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// valuesOf lists the values in an example by their names: the members of JSON and of the parts of
// tokens, and the parameters of signatures.
func valuesOf(text string) map[string]string {
	text = unfolded(text)
	out := map[string]string{}
	if kindOf(text) == "JSON" {
		if o, err := jose.ParseObject([]byte(text)); err == nil {
			flatten(out, "", o.Members)
		}
		return out
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		field, value, isField := strings.Cut(line, ": ")
		prefix := ""
		if isField {
			prefix = strings.ToLower(field) + " "
		}
		if strings.EqualFold(field, "signature-input") {
			parameters(out, value)
		}
		if t, err := jose.Parse(token.FindString(line)); err == nil {
			flatten(out, prefix+"header.", t.Header.Members)
			flatten(out, prefix+"claims.", t.Claims.Members)
		}
	}
	return out
}

// flatten gives members names with dots.
func flatten(out map[string]string, prefix string, members map[string]any) {
	for name, value := range members {
		if below, ok := value.(map[string]any); ok {
			flatten(out, prefix+name+".", below)
			continue
		}
		out[prefix+name] = fmt.Sprint(value)
	}
}

// parameters lists those of the signatures in a Signature-Input field.
func parameters(out map[string]string, value string) {
	inputs, err := httpsfv.UnmarshalDictionary([]string{value})
	if err != nil {
		return
	}
	for _, label := range inputs.Names() {
		member, _ := inputs.Get(label)
		list, ok := member.(httpsfv.InnerList)
		if !ok {
			continue
		}
		for _, name := range list.Params.Names() {
			parameter, _ := list.Params.Get(name)
			out["signature-input "+name] = fmt.Sprint(parameter)
		}
	}
}

// differing lists the values that are others in a new text, by name.
func differing(old, new string) []Value {
	was, now := valuesOf(old), valuesOf(new)
	names := maps.Clone(was)
	maps.Copy(names, now)
	var out []Value
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if was[name] != now[name] {
			out = append(out, Value{Name: name, Was: was[name], Now: now[name]})
		}
	}
	return out
}
