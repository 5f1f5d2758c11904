package httpsig

import (
	"fmt"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
)

// The fields that carry signatures (RFC 9421, Sections 4.1 and 4.2).
const (
	inputField     = "Signature-Input"
	signatureField = "Signature"
	digestField    = "Content-Digest"
	acceptField    = "Accept-Signature"
)

// signature is one signature of a message as its two fields have it.
type signature struct {
	label string
	list  httpsfv.InnerList
	value []byte
	// raw is the list with its parameters as a switched-off check takes it; empty takes them anew.
	raw string
}

// parameter gives a parameter of the signature, nil where it is not there.
func (g *signature) parameter(name string) any {
	v, _ := g.list.Params.Get(name)
	return v
}

func (g *signature) text(name string) (string, bool) {
	v, ok := g.parameter(name).(string)
	return v, ok
}

func (g *signature) integer(name string) (int64, bool) {
	v, ok := g.parameter(name).(int64)
	return v, ok
}

// components reads the covered components.
func (g *signature) components() ([]Component, error) {
	var out []Component
	for _, item := range g.list.Items {
		c, err := componentOf(item)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// base gives the signature base of a message for this signature. The parameters are written anew
// from what was parsed (RFC 9421, Sections 2.3 and 3.2).
func (g *signature) base(m Message, how reading) (string, error) {
	components, err := g.components()
	if err != nil {
		return "", err
	}
	if g.raw != "" {
		return base(m, components, g.raw, how)
	}
	params, err := httpsfv.Marshal(g.list)
	if err != nil {
		return "", fmt.Errorf("its parameters cannot be written: %w", err)
	}
	return base(m, components, params, how)
}

// signaturesOf reads the signatures of a message in the order of Signature-Input. One whose label
// Signature does not have is without a value.
func signaturesOf(fields message.Fields) ([]*signature, error) {
	inputs, values, err := bothFields(fields)
	if err != nil {
		return nil, err
	}
	for _, label := range values.Names() {
		if _, ok := byteSequence(values, label); !ok {
			return nil, fmt.Errorf("%s: %.40q is no byte sequence", signatureField, label)
		}
	}
	var all []*signature
	for _, label := range inputs.Names() {
		member, _ := inputs.Get(label)
		list, ok := member.(httpsfv.InnerList)
		if !ok {
			return nil, fmt.Errorf("%s: %.40q is no list of components", inputField, label)
		}
		g := &signature{label: label, list: list}
		g.value, _ = byteSequence(values, label)
		if err := g.readable(); err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// maxComponents is this implementation's limit for one signature, so that a list of them costs no
// more than it should.
const maxComponents = 256

func (g *signature) readable() error {
	if n := len(g.list.Items); n > maxComponents {
		return fmt.Errorf("%.40q covers %d components; the limit here is %d", g.label, n, maxComponents)
	}
	_, err := g.components()
	return err
}

func bothFields(fields message.Fields) (inputs, values *httpsfv.Dictionary, err error) {
	if inputs, err = httpsfv.UnmarshalDictionary(fields.Values(inputField)); err != nil {
		return nil, nil, fmt.Errorf("%s is no dictionary: %w", inputField, err)
	}
	if values, err = httpsfv.UnmarshalDictionary(fields.Values(signatureField)); err != nil {
		return nil, nil, fmt.Errorf("%s is no dictionary: %w", signatureField, err)
	}
	return inputs, values, nil
}

// unpaired refuses a label that only one of the fields has (RFC 9421, Section 4).
func unpaired(fields message.Fields) error {
	inputs, values, err := bothFields(fields)
	if err != nil {
		return err
	}
	for _, label := range inputs.Names() {
		if _, there := values.Get(label); !there {
			return fmt.Errorf("the label %.40q stands in %s alone", label, inputField)
		}
	}
	for _, label := range values.Names() {
		if _, there := inputs.Get(label); !there {
			return fmt.Errorf("the label %.40q stands in %s alone", label, signatureField)
		}
	}
	return nil
}
