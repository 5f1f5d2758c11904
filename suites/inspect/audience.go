package inspect

import (
	"fmt"
	"regexp"

	"github.com/dunglas/httpsfv"
)

// audienceRows look at how a signed request names its recipient (draft-ietf-wimse-http-signature-07,
// Section 3.2).
var audienceRows = []row[*sent]{
	{"SIG-AUD-PRESENT", inspected((*signedRequest).namesAudience)},
	{"SIG-AUD-STRING", inspected((*signedRequest).audienceIsString)},
	{"SIG-AUD-IDENTIFIES", inspected((*signedRequest).audienceRight)},
	{"SIG-AUD-SHOULD-EXPLICIT", inspected((*signedRequest).audienceExplicit)},
	{"SIG-AUD-DEFAULT", inspected((*signedRequest).audienceDefault)},
	{"SIG-AUDIENCE-HDR-FORM", inspected((*signedRequest).audienceForm)},
	{"SIG-AUDIENCE-HDR-LEGACY", inspected((*signedRequest).audienceField)},
}

func (r *signedRequest) namesAudience() error {
	if name := r.Profile.HTTPSig().AudienceParameter; name != "" {
		return missing(r.signature, name)
	}
	return nil
}

func (r *signedRequest) audienceIsString() error {
	name := r.Profile.HTTPSig().AudienceParameter
	return wrongType(r.signature, isText, "a String", name)
}

// audience gives what the request names as its recipient; none where that is missing or of another
// type.
func (r *signedRequest) audience() (string, bool) {
	facts := r.Profile.HTTPSig()
	if facts.AudienceParameter != "" {
		return r.text(facts.AudienceParameter)
	}
	value, ok := only(r.req.Fields, facts.AudienceField)
	if item, err := httpsfv.UnmarshalItem([]string{value}); err == nil {
		if text, isText := item.Value.(string); isText {
			return text, ok
		}
	}
	return value, ok // a bare URI, as in the example of http-signature-02
}

func (r *signedRequest) audienceRight() error {
	got, ok := r.audience()
	if !ok || got == "" || r.Audience == "" || sameAudience(got, r.Audience) {
		return nil
	}
	return fmt.Errorf("the audience is %s, not %s", short(got), short(r.Audience))
}

// told says that the caller was told an audience, so that its default is not asked for.
func (r *signedRequest) told() bool { return r.Call == nil || r.Call.Audience != "" }

// audienceExplicit: draft-ietf-wimse-http-signature-06, Section 3.1.
func (r *signedRequest) audienceExplicit() error {
	if !r.told() {
		return nil
	}
	return r.audienceRight()
}

// audienceDefault is for a caller that was told no audience; of minted vectors, which were told
// nothing, it is for revisions in which no other requirement asks for the right one.
func (r *signedRequest) audienceDefault() error {
	_, must := r.Profile.Rule("SIG-AUD-IDENTIFIES")
	_, should := r.Profile.Rule("SIG-AUD-SHOULD-EXPLICIT")
	if r.told() && (r.Call != nil || must || should) {
		return nil
	}
	return r.audienceRight()
}

// audienceField: draft-ietf-wimse-http-signature-02, Section 3.1.
func (r *signedRequest) audienceField() error {
	name := r.Profile.HTTPSig().AudienceField
	if _, ok := only(r.req.Fields, name); name != "" && !ok {
		return fmt.Errorf("the request has not exactly one field %s with something in it", name)
	}
	return nil
}

// audienceForm takes both forms, since the text has a String where it registers the field and a bare
// URI in its example.
func (r *signedRequest) audienceForm() error {
	value, ok := only(r.req.Fields, r.Profile.HTTPSig().AudienceField)
	if !ok || bareURI.MatchString(value) {
		return nil
	}
	item, err := httpsfv.UnmarshalItem([]string{value})
	if _, isText := item.Value.(string); err != nil || !isText {
		return fmt.Errorf("%s is neither a String nor a URI", short(value))
	}
	return nil
}

var bareURI = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:[!#-~]*$`)
