package examine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// checkCovered asks for the components that the revision requires.
func (w *world) checkCovered(r *Result, f *figure, s signature) {
	components, err := s.covered()
	if err != nil {
		r.fail("components", "they cannot be read: %v", err)
		return
	}
	var covered, missing []string
	for _, c := range components {
		covered = append(covered, c.Bare())
	}
	for _, want := range w.required(f) {
		if !slices.Contains(covered, want) {
			missing = append(missing, want)
		}
	}
	r.demand("components", len(missing) == 0, "all that this revision requires is covered",
		"not covered, and required in this revision: "+strings.Join(missing, ", "))
}

// required lists the components of a message: the derived ones, and the fields that are there.
func (w *world) required(f *figure) []string {
	facts := w.profile.HTTPSig()
	derived, fields := facts.Request, facts.RequestFields
	if f.message.Response != nil {
		derived, fields = facts.Response, facts.ResponseFields
	}
	out := slices.Clone(derived)
	for _, name := range fields {
		if f.message.Fields().Has(name) {
			out = append(out, name)
		}
	}
	return out
}

// checkParameters asks for the parameters that the revision requires, and for none that it forbids.
func (w *world) checkParameters(r *Result, f *figure, s signature, requests []*figure) {
	facts := w.profile.HTTPSig()
	wrong := common(facts, s)
	if f.message.Response == nil {
		wrong = append(wrong, audience(r, facts, f, s)...)
	} else if facts.RequestNonce != "" {
		wrong = append(wrong, w.echo(r, s, requests)...)
	}
	r.demand("parameters", len(wrong) == 0, "the parameters are those of this revision",
		strings.Join(wrong, "; "))
}

// common says what is wrong with the parameters that requests and responses share.
func common(facts spec.HTTPSig, s signature) []string {
	var wrong []string
	for _, name := range []string{"created", "expires"} {
		if _, ok := s.param(name).(int64); !ok {
			wrong = append(wrong, "there is no "+name)
		}
	}
	if s.text("nonce") == "" {
		wrong = append(wrong, "there is no nonce")
	}
	if tag := s.text("tag"); tag != facts.Tag {
		wrong = append(wrong, fmt.Sprintf("tag is %q; it is %q in this revision", tag, facts.Tag))
	}
	for name, said := range map[string]string{"keyid": facts.KeyID, "alg": facts.Algorithm} {
		if s.param(name) != nil && said == "forbidden" {
			wrong = append(wrong, "there is a parameter "+name+", which this revision forbids")
		}
	}
	slices.Sort(wrong)
	return wrong
}

// audience asks for the name of the recipient where the revision has one. A deployment may give it
// another value than the target URI.
func audience(r *Result, facts spec.HTTPSig, f *figure, s signature) []string {
	value, name := "", ""
	switch {
	case facts.AudienceParameter != "":
		name, value = facts.AudienceParameter, s.text(facts.AudienceParameter)
	case facts.AudienceField != "":
		name = facts.AudienceField
		value = strings.Join(f.message.Fields().Values(name), ", ")
	default:
		return nil
	}
	switch {
	case value == "":
		return []string{"there is no " + name}
	case value == target(f):
		r.pass("audience", "%s is the target URI", name)
	default:
		r.cannot("audience", "%s is %s, the target URI is %s: a deployment may have other values",
			name, value, target(f))
	}
	return nil
}

// echo asks for the nonce of the request. It is required of every signed response, or only of those
// that had to be signed; where requests can ask for that and this one does not, nobody can tell.
func (w *world) echo(r *Result, s signature, requests []*figure) []string {
	facts := w.profile.HTTPSig()
	nonce := s.text(facts.RequestNonce)
	var asked signature
	var err error
	if len(requests) > 0 {
		asked, err = signatureOf(requests[0], w.tags())
	}
	demanded := facts.RequestNonceAlways || facts.SignResponse == "" ||
		asked.list.Params != nil && asked.param(facts.SignResponse) == true
	switch {
	case nonce == "" && demanded:
		return []string{"there is no " + facts.RequestNonce}
	case nonce == "":
		r.odd("parameters", "there is no %s", facts.RequestNonce)
	case len(requests) > 0 && err == nil && asked.text("nonce") != nonce:
		return []string{fmt.Sprintf("%s is %q, the nonce of the request is %q", facts.RequestNonce, nonce,
			asked.text("nonce"))}
	}
	return nil
}
