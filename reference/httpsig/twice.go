package httpsig

import (
	"fmt"
	"strings"

	"github.com/dunglas/httpsfv"
)

// A parser of structured fields keeps the last of parameters of the same name and forgets the others
// (RFC 8941, Section 4.2.3.2), so that they are looked for in the field as it was sent.

// parameters splits the text of a signature's input into the list and its parameters, as they stand
// there. A text behind the first signature's is left out.
func parameters(text string) (list string, params []string) {
	depth, quoted, start := 0, false, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && c == ',':
			text = text[:i]
		case depth == 0 && c == ';':
			params, start = append(params, text[start:i]), i+1
		}
	}
	params = append(params, text[min(start, len(text)):])
	return params[0], params[1:]
}

// nameOf gives the name of a parameter.
func nameOf(param string) string {
	name, _, _ := strings.Cut(param, "=")
	return strings.Trim(name, " ")
}

// inputs gives what stands behind each label of Signature-Input, by the label.
func (s *state) inputs() map[string]string {
	text := strings.Join(s.fields.Values(inputField), ", ")
	out := map[string]string{}
	for _, g := range s.all {
		if _, behind, found := strings.Cut(text, g.label+"=("); found {
			out[g.label] = "(" + behind
		}
	}
	return out
}

// refuseRepeated refuses a parameter that stands there twice: nobody can tell which one was meant.
func refuseRepeated(s *state) error {
	for _, text := range s.inputs() {
		_, params := parameters(text)
		seen := map[string]bool{}
		for _, p := range params {
			if seen[nameOf(p)] {
				return fmt.Errorf("the parameter %.40q stands there twice", nameOf(p))
			}
			seen[nameOf(p)] = true
		}
	}
	return nil
}

// takeFirst does what an implementation does that reads the field with means of its own: the first
// parameter of a name counts, and the base has them as they were sent.
func takeFirst(s *state) error {
	for label, text := range s.inputs() {
		list, params := parameters(text)
		first := list
		seen := map[string]bool{}
		for _, p := range params {
			if !seen[nameOf(p)] {
				first += ";" + p
			}
			seen[nameOf(p)] = true
		}
		s.reread(label, first, strings.Join(append([]string{list}, params...), ";"))
	}
	return nil
}

func (s *state) reread(label, text, raw string) {
	d, err := httpsfv.UnmarshalDictionary([]string{label + "=" + text})
	if err != nil || text == raw {
		return
	}
	member, _ := d.Get(label)
	if list, ok := member.(httpsfv.InnerList); ok {
		g := withLabel(s.all, label)
		g.list, g.raw = list, raw
	}
}
