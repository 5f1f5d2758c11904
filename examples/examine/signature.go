package examine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
)

const (
	inputField     = "Signature-Input"
	signatureField = "Signature"
)

// signature is a message signature as it is printed.
type signature struct {
	label string
	list  httpsfv.InnerList
	value []byte
}

func (s signature) param(name string) any {
	v, _ := s.list.Params.Get(name)
	return v
}

func (s signature) text(name string) string {
	v, _ := s.param(name).(string)
	return v
}

// covered gives the components, as facts write them.
func (s signature) covered() ([]httpsig.Component, error) {
	var out []httpsig.Component
	for _, item := range s.list.Items {
		name, _ := item.Value.(string)
		text, err := httpsfv.Marshal(item)
		if err != nil {
			return nil, err
		}
		c, err := httpsig.ParseComponent(strings.Replace(text, `"`+name+`"`, name, 1))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (f *figure) signed() bool {
	return f.message != nil && (f.message.Fields().Has(inputField) || f.message.Fields().Has(signatureField))
}

// signatureOf reads the signature of a message that has one of some tags, or the first where none
// has. What is not in canonical form is named, since nothing that is signed shows it.
func signatureOf(f *figure, tags []string) (signature, error) {
	inputs, err := dictionary(f.message.Fields(), inputField)
	if err != nil {
		return signature{}, err
	}
	values, err := dictionary(f.message.Fields(), signatureField)
	if err != nil {
		return signature{}, err
	}
	var all []signature
	for _, label := range inputs.Names() {
		member, _ := inputs.Get(label)
		list, isList := member.(httpsfv.InnerList)
		value, there := values.Get(label)
		item, _ := value.(httpsfv.Item)
		bytes, isBytes := item.Value.([]byte)
		if !isList || !there || !isBytes {
			return signature{}, fmt.Errorf("the label %q is not in both fields, or of another type", label)
		}
		all = append(all, signature{label, list, bytes})
	}
	if len(all) == 0 || len(values.Names()) != len(all) {
		return signature{}, errors.New("the labels of the two fields differ")
	}
	return all[max(0, slices.IndexFunc(all, func(s signature) bool {
		return slices.Contains(tags, s.text("tag"))
	}))], nil
}

func dictionary(fields message.Fields, name string) (*httpsfv.Dictionary, error) {
	lines := fields.Values(name)
	d, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return nil, fmt.Errorf("%s is no dictionary: %w", name, err)
	}
	text, err := httpsfv.Marshal(d)
	if err == nil && text != strings.Join(lines, ", ") {
		err = fmt.Errorf("%s is not written in its canonical form, %s", name, text)
	}
	return d, err
}

// tags are those of the revision, or of every revision where there is no profile.
func (w *world) tags() []string {
	if w.profile != nil {
		return []string{w.profile.HTTPSig().Tag}
	}
	return w.vocabulary.tags
}

// checkSignature rebuilds the signature base of a printed message and verifies its signature.
func (w *world) checkSignature(r *Result, f *figure) {
	if !f.signed() {
		return
	}
	s, err := signatureOf(f, w.tags())
	if err != nil {
		r.fail("message-signature", "it cannot be read: %v", err)
		return
	}
	requests := w.answered(f, s)
	if w.profile != nil {
		w.checkCovered(r, f, s)
		w.checkParameters(r, f, s, requests)
	}
	checkMoments(r, f, s)
	if f.message.Response != nil && len(requests) == 0 {
		r.cannot("message-signature", "the request that it answers is not printed")
		return
	}
	bases, err := basesOf(f, s, requests)
	if err != nil {
		r.fail("message-signature", "the signature base cannot be built: %v", err)
		return
	}
	w.verify(r, f, bases, s.value)
}

// basesOf gives the signature base of a request, or that of a response to each request that it may
// answer.
func basesOf(f *figure, s signature, requests []*figure) ([]string, error) {
	if f.message.Response == nil {
		base, err := baseOf(f, s, nil)
		return []string{base}, err
	}
	var bases []string
	for _, request := range requests {
		base, err := baseOf(f, s, request)
		if err != nil {
			return nil, err
		}
		bases = append(bases, base)
	}
	return bases, nil
}

func baseOf(f *figure, s signature, request *figure) (string, error) {
	m := httpsig.Message{Request: f.message.Request, Response: f.message.Response}
	if request != nil {
		m.Request = request.message.Request
	}
	covered, err := s.covered()
	if err != nil {
		return "", err
	}
	params, err := httpsfv.Marshal(s.list)
	if err != nil {
		return "", err
	}
	return httpsig.Base(m, covered, params)
}
