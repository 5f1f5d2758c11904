package httpsig

import (
	"net/url"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/check"
)

// audienceChecks hold the audience of a request against the recipient's own name, which is
// configuration (http-signature-07, Section 3.2; http-signature-02, Section 3.1).
var audienceChecks = []check.Check[*state]{
	{ID: "SIG-AUD-PRESENT", Run: func(s *state) error {
		name := s.facts.AudienceParameter
		return check.FailIf(s.sig.parameter(name) == nil, "it has no parameter %s", name)
	}},
	{ID: "SIG-AUDIENCE-HDR-LEGACY", Run: func(s *state) error {
		name := s.facts.AudienceField
		return check.FailIf(!s.fields.Has(name), "the request has no %s field", name)
	}},
	{ID: "SIG-AUDIENCE-HDR-FORM", Strict: func(s *state) error {
		value := strings.Join(s.fields.Values(s.facts.AudienceField), ", ")
		return check.FailIf(strings.HasPrefix(value, `"`), "%s is not a bare URI", s.facts.AudienceField)
	}},
	{ID: "SIG-AUD-STRING", Run: func(s *state) error {
		_, token := s.sig.parameter(s.facts.AudienceParameter).(httpsfv.Token)
		return check.FailIf(token, "%s is not a string", s.facts.AudienceParameter)
	}},
	{ID: "SIG-AUD-TRUSTED", Run: func(s *state) error {
		audience, there := s.audience()
		bad := there && audience != s.Audience && s.claimed(audience)
		return check.FailIf(bad, "the audience is another host, which the request claims to be")
	}, Bent: bentTrusted},
	{ID: "SIG-AUD-QUERY", Run: func(s *state) error {
		audience, there := s.audience()
		bad := there && audience != s.Audience && bare(audience) == s.Audience
		return check.FailIf(bad, "the audience has a query or fragment")
	}},
	{ID: "SIG-AUD-VERIFY", Run: func(s *state) error {
		audience, there := s.audience()
		bad := there && audience != s.Audience && !s.believed(audience)
		return check.FailIf(bad, "the audience is not this recipient")
	}, Bent: bentAudiences},
}

// audience gives the audience that the request names, and whether it names one. A value of a type
// that names nobody is the empty name.
func (s *state) audience() (audience string, there bool) {
	if name := s.facts.AudienceParameter; name != "" {
		switch v := s.sig.parameter(name).(type) {
		case string:
			return v, true
		case httpsfv.Token:
			return string(v), true
		default:
			return "", v != nil
		}
	}
	values := s.fields.Values(s.facts.AudienceField)
	value := strings.Join(values, ", ")
	// The draft registers the field as a string and prints it without quotation marks.
	if text, ok := strings.CutPrefix(value, `"`); ok && strings.HasSuffix(text, `"`) {
		value = strings.TrimSuffix(text, `"`)
	}
	return value, len(values) > 0
}

// believed says that only a switched-off check lets the audience pass as this recipient.
func (s *state) believed(audience string) bool {
	return s.recognized || s.anyOff("SIG-AUD-TRUSTED") && s.claimed(audience) ||
		s.anyOff("SIG-AUD-QUERY") && bare(audience) == s.Audience
}

func bare(uri string) string {
	uri, _, _ = strings.Cut(uri, "#")
	uri, _, _ = strings.Cut(uri, "?")
	return uri
}

// claimed says whether the audience is the recipient's own with its host replaced by one that a
// field of the request names.
func (s *state) claimed(audience string) bool {
	return s.claimedBy(audience, "Host", "X-Forwarded-Host", "Forwarded")
}

func (s *state) claimedBy(audience string, fields ...string) bool {
	u, err := url.Parse(s.Audience)
	if err != nil {
		return false
	}
	for _, name := range fields {
		for _, v := range s.fields.Values(name) {
			u.Host = strings.TrimPrefix(v, "host=")
			if u.String() == audience {
				return true
			}
		}
	}
	return false
}
