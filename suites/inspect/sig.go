package inspect

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// sigRows look at the two fields of a signature and at the signature itself
// (draft-ietf-wimse-http-signature-07, Section 3; RFC 9421, Section 4).
var sigRows = []row[*sent]{
	{"SIG-NO-BEARER", (*sent).someSignature},
	{"SIG-FIELD-MALFORMED", onSignatures((*sent).readableSignature)},
	{"SIG-LABEL-PAIRED", onSignatures((*sent).pairedLabels)},
	{"SIG-LABEL-UNIQUE", onSignatures((*sent).uniqueLabels)},
	{"SIG-LABEL-WIMSE-LEGACY", onSignatures((*sent).labelAmongSeveral)},
	{"SIG-ONE-SIGNATURE", onSignatures((*sent).oneSignature)},
	{"SIG-TAG-UNIQUE", onSignatures((*sent).oneTag)},
	{"SIG-SIGNATURE-ENCODING", inspected((*signedRequest).encoding)},
	{"SIG-COMP-QUERY-EMPTY", inspected((*signedRequest).emptyQuery)},
	{"SIG-COMP-CANONICAL", inspected((*signedRequest).canonical)},
	{"SIG-SIGN", inspected((*signedRequest).verifies)},
}

// signedRequest is a request with the signature of the profile, which could be read.
type signedRequest struct {
	*sent
	signature
}

// inspected looks at the signature of a request that has one.
func inspected(look func(*signedRequest) error) func(*sent) error {
	return func(s *sent) error {
		if r := s.signature(); r != nil {
			return look(r)
		}
		told := s.Call != nil && s.Call.Binding == "httpsig"
		s.unseen = unless(!told && !s.usesSignature(), "there is no signature that can be read")
		return nil
	}
}

// onSignatures looks at all the signatures of a request that is to have some.
func onSignatures(look func(*sent) error) func(*sent) error {
	return func(s *sent) error {
		told := s.Call != nil && s.Call.Binding == "httpsig"
		s.unseen = unless(!told || s.usesSignature(), "there is no signature")
		return look(s)
	}
}

func (s *sent) signature() *signedRequest {
	if !s.usesSignature() {
		return nil
	}
	all, err := signatures(s.req.Fields)
	one := chosen(s.Profile, all)
	if err != nil || one == nil {
		return nil
	}
	return &signedRequest{s, *one}
}

// someSignature is for a caller that was told to sign and does not. With nothing else in its place it
// is WIT-POP-REQUIRED as well.
func (s *sent) someSignature() error {
	told := s.Call != nil && s.Call.Binding == "httpsig"
	if told && !s.signed() && !s.bearerWIT() && s.req.Fields.Has(s.Profile.WIT().Field) {
		return errors.New("the request is not signed")
	}
	return nil
}

func (s *sent) readableSignature() error {
	if !s.usesSignature() {
		return nil
	}
	_, err := signatures(s.req.Fields)
	return err
}

func (s *sent) pairedLabels() error {
	if !s.usesSignature() {
		return nil
	}
	if _, err := signatures(s.req.Fields); err != nil {
		return nil
	}
	return paired(s.req.Fields)
}

func paired(fields message.Fields) error {
	inputs, values := labels(fields, signatureInput), labels(fields, signatureField)
	for _, l := range inputs {
		if !slices.Contains(values, l) {
			return fmt.Errorf("the label %s is missing in %s", short(l), signatureField)
		}
	}
	for _, l := range values {
		if !slices.Contains(inputs, l) {
			return fmt.Errorf("the label %s is missing in %s", short(l), signatureInput)
		}
	}
	return nil
}

func (s *sent) uniqueLabels() error {
	if !s.usesSignature() {
		return nil
	}
	for _, field := range []string{signatureInput, signatureField} {
		all := labels(s.req.Fields, field)
		slices.Sort(all)
		if len(slices.Compact(slices.Clone(all))) < len(all) {
			return fmt.Errorf("a label stands twice in %s", field)
		}
	}
	return nil
}

func (s *sent) several() []signature {
	if !s.usesSignature() {
		return nil
	}
	all, err := signatures(s.req.Fields)
	if err != nil || len(all) < 2 {
		return nil
	}
	return all
}

// labelAmongSeveral: draft-ietf-wimse-http-signature-06, Section 3.
func (s *sent) labelAmongSeveral() error {
	all := s.several()
	if one := chosen(s.Profile, all); one != nil && one.label != "wimse" {
		return fmt.Errorf("among several, the label of the signature is %s", short(one.label))
	}
	return nil
}

func (s *sent) oneSignature() error {
	if n := len(s.several()); n > 1 {
		return fmt.Errorf("the request has %d signatures", n)
	}
	return nil
}

func (s *sent) oneTag() error { return oneTag(s.Profile.HTTPSig().Tag, s.several()) }

func oneTag(tag string, all []signature) error {
	n := 0
	for _, one := range all {
		if text, _ := one.text("tag"); text == tag {
			n++
		}
	}
	if n > 1 {
		return fmt.Errorf("%d signatures have the tag", n)
	}
	return nil
}
