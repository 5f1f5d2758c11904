package httpsig

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// draft is a signature in the making.
type draft struct {
	*Signer
	facts  spec.HTTPSig
	msg    Message
	fields *message.Fields
	// components are the derived ones, optional the fields that are covered where they are there.
	components, optional []string
	params               *httpsfv.Params
	label                string
	// What follows is for faults: how the base is read, the label of a second signature of another
	// tag, and what is wrong with the signature.
	how                     reading
	second                  string
	tampered, der, unpaired bool
}

// draft puts into the fields what is signed, and makes the parameters that every signature has.
func (s *Signer) draft(m Message, fields *message.Fields, body []byte) *draft {
	d := &draft{
		Signer: s, facts: s.Profile.HTTPSig(), msg: m, fields: fields, label: s.label(),
		params: httpsfv.NewParams(),
	}
	d.set(s.Profile.WIT().Field, s.WIT)
	d.digest(body)
	now := s.now()
	d.params.Add("created", now.Unix())
	d.params.Add("expires", now.Add(s.lifetime()).Unix())
	d.params.Add("nonce", s.nonce())
	d.params.Add("tag", d.facts.Tag)
	return d
}

// digest puts a digest beside content. One that is there already stays where it is right.
func (d *draft) digest(body []byte) {
	if compare(d.fields.Values(digestField), body).good() {
		return
	}
	d.remove(digestField)
	if len(body) > 0 {
		d.set(digestField, Digest(body))
	}
}

// name names the recipient, as a parameter or as a field.
func (d *draft) name(audience string) {
	if d.facts.AudienceParameter != "" {
		d.params.Add(d.facts.AudienceParameter, audience)
	}
	if d.facts.AudienceField != "" {
		d.set(d.facts.AudienceField, audience)
	}
}

// ask asks for a signed response. Before there was a parameter for it, a field could say so
// (http-signature-05, Section 3.3; RFC 9421, Section 5.1).
func (d *draft) ask() {
	if d.facts.SignResponse != "" {
		d.params.Add(d.facts.SignResponse, true)
		return
	}
	d.accept(slices.Concat(d.facts.Response, d.facts.ResponseFields))
}

// accept sets an Accept-Signature field that wants some components covered. A tag in it is the one
// that the signature is to have; a nonce would be the one as well, but that is the signer's own.
func (d *draft) accept(components []string) {
	var list []string
	for _, c := range components {
		if parsed, err := ParseComponent(c); err == nil {
			list = append(list, parsed.String())
		}
	}
	d.set(acceptField, fmt.Sprintf("%s=(%s);created;expires;tag=%q", d.label, strings.Join(list, " "),
		d.facts.Tag))
}

func (d *draft) set(name, value string) {
	d.remove(name)
	*d.fields = append(*d.fields, message.Field{name, value})
}

func (d *draft) remove(name string) { *d.fields = d.fields.Without(name) }
