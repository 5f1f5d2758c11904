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
	parts := split(split(text, ',')[0], ';')
	return parts[0], parts[1:]
}

// split cuts a text at a separator wherever that stands neither in a string nor in an inner list.
func split(text string, separator byte) []string {
	var parts []string
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
		case depth == 0 && c == separator:
			parts, start = append(parts, text[start:i]), i+1
		}
	}
	return append(parts, text[start:])
}

// nameOf gives the name of a parameter.
func nameOf(param string) string {
	name, _, _ := strings.Cut(param, "=")
	return strings.Trim(name, " ")
}

// inputs gives what stands behind each label of Signature-Input, by the label. Of a label that stands
// there twice the last counts (RFC 9651, Section 4.2.2).
func (s *state) inputs() map[string]string {
	out := map[string]string{}
	for _, member := range split(strings.Join(s.fields.Values(inputField), ","), ',') {
		label, input, _ := strings.Cut(strings.Trim(member, " \t"), "=")
		out[label] = input
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
