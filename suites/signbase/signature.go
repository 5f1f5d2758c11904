package signbase

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	inputField     = "Signature-Input"
	signatureField = "Signature"
)

// signature is the signature of a message that the profile would look at.
type signature struct {
	httpsig.Message
	label string
	list  httpsfv.InnerList
	// sent is the list as it stands in the field, and value what Signature has; nil without one.
	sent  string
	value []byte
}

// fields are those of the message that is signed.
func fields(m httpsig.Message) message.Fields {
	switch {
	case m.Response != nil:
		return m.Response.Fields
	case m.Request != nil:
		return m.Request.Fields
	}
	return nil
}

func (s *signature) size() int {
	n := 0
	if s.Request != nil {
		n = len(s.Request.URL) + len(s.Request.Method) + sizeOf(s.Request.Fields)
	}
	if s.Response != nil {
		n += sizeOf(s.Response.Fields)
	}
	return n
}

func sizeOf(fields message.Fields) int {
	n := 0
	for _, f := range fields {
		n += len(f.Name()) + len(f.Value())
	}
	return n
}

// read finds the signature of the profile: the one with its tag, or else the one that was most
// likely meant for it. It gives a signature with nothing in it beside an error.
func read(facts spec.HTTPSig, m httpsig.Message) (*signature, error) {
	s := &signature{Message: m}
	lines := fields(m).Values(inputField)
	switch {
	case len(lines) == 0:
		return s, errors.New("the message has no " + inputField)
	case len(strings.Join(lines, "")) > maxSigned:
		return s, errors.New(inputField + " is too long to be read")
	}
	inputs, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return s, fmt.Errorf("%s is no dictionary", inputField)
	}
	label, list, ok := chosen(facts, inputs)
	if !ok {
		return s, fmt.Errorf("%s has no list of components", inputField)
	}
	s.label, s.list = label, list
	s.sent = memberText(strings.Join(lines, ", "), label)
	s.value = valueOf(fields(m), label)
	return s, nil
}

func chosen(facts spec.HTTPSig, inputs *httpsfv.Dictionary) (string, httpsfv.InnerList, bool) {
	names := slices.DeleteFunc(inputs.Names(), func(label string) bool {
		_, ok := listOf(inputs, label)
		return !ok
	})
	for _, meant := range []func(string) bool{
		func(label string) bool {
			list, _ := listOf(inputs, label)
			tag, _ := list.Params.Get("tag")
			return tag == any(facts.Tag)
		},
		func(label string) bool { return label == "wimse" },
		func(string) bool { return true },
	} {
		if i := slices.IndexFunc(names, meant); i >= 0 {
			list, _ := listOf(inputs, names[i])
			return names[i], list, true
		}
	}
	return "", httpsfv.InnerList{}, false
}

func listOf(inputs *httpsfv.Dictionary, label string) (httpsfv.InnerList, bool) {
	member, _ := inputs.Get(label)
	list, ok := member.(httpsfv.InnerList)
	return list, ok && list.Params != nil && len(list.Items) <= maxComponents
}

// maxComponents is how many components of a signature are looked at.
const maxComponents = 64

func valueOf(fields message.Fields, label string) []byte {
	lines := fields.Values(signatureField)
	if len(strings.Join(lines, "")) > maxSigned {
		return nil
	}
	values, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return nil
	}
	member, _ := values.Get(label)
	item, _ := member.(httpsfv.Item)
	value, _ := item.Value.([]byte)
	return value
}

// memberText gives the text of a member of a dictionary as it was sent, behind its key.
func memberText(text, label string) string {
	found := ""
	depth, quoted, start := 0, false, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text) || text[i] == ',' && depth == 0 && !quoted:
			key, value, _ := strings.Cut(text[start:i], "=")
			if strings.Trim(key, " \t") == label {
				found = strings.Trim(value, " \t")
			}
			start = i + 1
		case quoted && text[i] == '\\':
			i = min(i+1, len(text)-1)
		case text[i] == '"':
			quoted = !quoted
		case !quoted && text[i] == '(':
			depth++
		case !quoted && text[i] == ')':
			depth--
		}
	}
	return found
}
