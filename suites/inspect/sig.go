package inspect

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
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

// encoding: RFC 9421, Section 3.3.4; RFC 7518, Section 3.4.
func (r *signedRequest) encoding() error {
	_, t := witOf(r.Profile, r.req.Fields)
	key, ok := confirmation(t)
	if ok && isDER(key, r.value) {
		return errors.New("the signature is in DER, not r and s in their fixed sizes")
	}
	return nil
}

// verifies leaves what other checks know of a signature that does not.
func (r *signedRequest) verifies() error {
	_, t := witOf(r.Profile, r.req.Fields)
	key, ok := confirmation(t)
	if !ok || r.value == nil || isDER(key, r.value) || r.components() != nil {
		return nil
	}
	err := verifySignature(httpsig.Message{Request: r.req}, r.signature, key)
	if err == nil || r.emptyQuery() != nil || r.canonical() != nil {
		return nil
	}
	return err
}

// verifiesOver says whether the signature verifies over another base, and not over the right one.
func (r *signedRequest) verifiesOver(bend func(base string) string) bool {
	_, t := witOf(r.Profile, r.req.Fields)
	key, ok := confirmation(t)
	alg := algorithmOf(key)
	if !ok || r.value == nil || alg == "" {
		return false
	}
	base, err := baseOf(httpsig.Message{Request: r.req}, r.signature)
	wrong := bend(base)
	return err == nil && wrong != base && verifies(alg, key, wrong, r.value) &&
		!verifies(alg, key, base, r.value)
}

// emptyQuery: RFC 9421, Section 2.2.7. It is seen where the signature verifies over the wrong value.
func (r *signedRequest) emptyQuery() error {
	_, inForce := r.Profile.Rule("SIG-COMP-QUERY-EMPTY")
	empty := func(base string) string {
		return strings.Replace(base, "\"@query\": ?\n", "\"@query\": \n", 1)
	}
	if inForce && r.covers("@query") && r.verifiesOver(empty) {
		return errors.New("without a query, @query is signed as nothing, not as a question mark")
	}
	return nil
}

// canonical: RFC 9421, Section 2.1. It is seen where the signature verifies over the field values as
// they stand, or over one of several lines.
func (r *signedRequest) canonical() error {
	for _, join := range []func([]string) string{
		func(lines []string) string { return lines[0] },
		func(lines []string) string { return lines[len(lines)-1] },
		func(lines []string) string { return strings.Join(lines, ",") },
		func(lines []string) string { return strings.Join(lines, ", ") },
	} {
		if r.verifiesOver(func(base string) string { return r.rejoined(base, join) }) {
			return errors.New("the signature covers field values that are not in canonical form")
		}
	}
	return nil
}

// rejoined puts other values of the covered fields into a signature base.
func (r *signedRequest) rejoined(base string, join func([]string) string) string {
	lines := strings.Split(base, "\n")
	for i, line := range lines {
		name, _, found := strings.Cut(line, ": ")
		values := r.req.Fields.Values(strings.Trim(name, `"`))
		if found && len(values) > 0 {
			lines[i] = name + ": " + join(values)
		}
	}
	return strings.Join(lines, "\n")
}

// algorithmOf gives the algorithm that a key names, or suits where it names none; empty where that
// is unknown or does not fit the key.
func algorithmOf(key jose.Key) string {
	alg := key.Algorithm
	if alg == "" {
		alg = key.Natural()
	}
	if !jose.IsSignature(alg) || key.Fits(alg) != nil {
		return ""
	}
	return alg
}

// verifySignature checks a signature under the confirmation key.
func verifySignature(m httpsig.Message, s signature, key jose.Key) error {
	alg := algorithmOf(key)
	if alg == "" {
		return nil
	}
	base, err := baseOf(m, s)
	if err != nil {
		return err
	}
	if !verifies(alg, key, base, s.value) {
		return errors.New("the signature does not verify under the confirmation key")
	}
	return nil
}
