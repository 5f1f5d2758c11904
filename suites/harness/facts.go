package harness

import (
	"errors"
	"sync"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// Facts are what the checks of messages that a target made go by, beside the messages. They stand
// in the journal, so that anybody can judge it again; nothing in them is secret.
type Facts struct {
	Revisions spec.Revisions `json:"revisions"`
	// TrustDomains are the trust anchors of the run.
	TrustDomains map[string]trust.Material `json:"trust_domains"`
	// UnderstoodTokens are the header fields whose tokens the target binds.
	UnderstoodTokens []string `json:"understood_tokens,omitempty"`
	// Recipient and Caller are the identifiers of the target in these roles.
	Recipient string `json:"recipient,omitempty"`
	Caller    string `json:"caller,omitempty"`
	// AlwaysSigns says that it claims to sign the response to every signed request.
	AlwaysSigns bool `json:"always_signs,omitempty"`
	// SignsWhenAsked says that it claims to sign the response to a request that asks for it.
	SignsWhenAsked bool `json:"signs_when_asked,omitempty"`

	once    sync.Once
	profile *spec.Profile
	domains trust.Domains
	err     error
}

var errNoFacts = errors.New("it is not written down which profile and trust anchors were used")

// read gives the profile and the trust anchors of the facts.
func (f *Facts) read() (*spec.Profile, trust.Domains, error) {
	if f == nil {
		return nil, nil, errNoFacts
	}
	f.once.Do(func() {
		if f.profile, f.err = spec.Pin(spec.Must(spec.DefaultProfile()), f.Revisions); f.err == nil {
			f.domains, f.err = trust.Load(f.TrustDomains)
		}
	})
	return f.profile, f.domains, f.err
}
