package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	signatureInput = "Signature-Input"
	signatureField = "Signature"
)

// signature is one signature of a message (RFC 9421, Section 4). Value is nil where Signature has
// nothing under the label.
type signature struct {
	label string
	input httpsfv.InnerList
	value []byte
}

// signatures reads both fields of a message. A label that only one of them has is no error of their
// form.
func signatures(fields message.Fields) ([]signature, error) {
	inputs, err := dictionary(fields, signatureInput)
	if err != nil {
		return nil, err
	}
	values, err := dictionary(fields, signatureField)
	if err != nil {
		return nil, err
	}
	var all []signature
	for _, label := range inputs.Names() {
		s, err := member(inputs, values, label)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// dictionary reads a structured field (RFC 9651, Section 4.2.2); an absent one is empty.
func dictionary(fields message.Fields, name string) (*httpsfv.Dictionary, error) {
	lines := fields.Values(name)
	if len(strings.Join(lines, "")) > maxField {
		return nil, fmt.Errorf("%s: %w", name, errTooLong)
	}
	d, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return nil, fmt.Errorf("%s is no dictionary", name)
	}
	return d, nil
}

func member(inputs, values *httpsfv.Dictionary, label string) (signature, error) {
	s := signature{label: label}
	v, _ := inputs.Get(label)
	list, ok := v.(httpsfv.InnerList)
	if !ok {
		return s, fmt.Errorf("%s has no list of components under %s", signatureInput, short(label))
	}
	s.input = list
	if v, there := values.Get(label); there {
		item, _ := v.(httpsfv.Item)
		if s.value, ok = item.Value.([]byte); !ok {
			return s, fmt.Errorf("%s has no byte sequence under %s", signatureField, short(label))
		}
	}
	return s, nil
}

// chosen gives the signature of the profile: the one with its tag, or else the one that was most
// likely meant for it. Why it has another tag is for one check to say.
func chosen(p *spec.Profile, all []signature) *signature {
	for _, is := range []func(signature) bool{
		func(s signature) bool { tag, _ := s.text("tag"); return tag == p.HTTPSig().Tag },
		func(s signature) bool { return s.label == "wimse" },
		func(signature) bool { return true },
	} {
		if i := slices.IndexFunc(all, is); i >= 0 {
			return &all[i]
		}
	}
	return nil
}

// param gives a signature parameter, nil where it is absent.
func (s signature) param(name string) any {
	if s.input.Params == nil {
		return nil
	}
	v, _ := s.input.Params.Get(name)
	return v
}

// text gives a parameter that is a String, which a Token is not.
func (s signature) text(name string) (string, bool) {
	v, ok := s.param(name).(string)
	return v, ok
}

// covers says whether a component is covered whole: "@method", or "@method;req" of a response.
func (s signature) covers(component string) bool {
	name, of, _ := strings.Cut(component, ";")
	return slices.ContainsFunc(s.input.Items, func(item httpsfv.Item) bool {
		return item.Value == any(name) && flag(item, "req") == (of == "req") &&
			!flag(item, "tr") && !has(item, "key")
	})
}

func flag(item httpsfv.Item, name string) bool {
	v, _ := item.Params.Get(name)
	on, _ := v.(bool)
	return on
}

func has(item httpsfv.Item, name string) bool {
	_, there := item.Params.Get(name)
	return there
}

// labels lists the keys of a dictionary as they stand in the text, repeated ones repeated.
func labels(fields message.Fields, name string) []string {
	text := strings.Join(fields.Values(name), ",")
	if len(text) > maxField {
		return nil
	}
	var all []string
	depth, quoted, start := 0, false, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text) || text[i] == ',' && depth == 0 && !quoted:
			key, _, _ := strings.Cut(text[start:i], "=")
			all = append(all, strings.Trim(key, " \t"))
			start = i + 1
		case text[i] == '"':
			quoted = !quoted
		case quoted && text[i] == '\\':
			i++
		case !quoted && text[i] == '(':
			depth++
		case !quoted && text[i] == ')':
			depth--
		}
	}
	return all
}

// signed says whether the request carries an HTTP message signature.
func (s *sent) signed() bool { return signed(s.req.Fields) }

func signed(fields message.Fields) bool {
	return fields.Has(signatureInput) || fields.Has(signatureField)
}

// usesSignature says whether the request is to be looked at as a signed one.
func (s *sent) usesSignature() bool {
	if s.Call != nil && s.Call.Binding != "httpsig" {
		return false
	}
	return s.signed()
}
