package mtls

import (
	"github.com/wimsespec/wimsespec/reference/check"
)

// domainChecks read the identifier and find its trust domain among the trusted ones: that alone
// chooses the trust anchors (draft-ietf-wimse-mutual-tls-02, Section 3.2).
var domainChecks = []check.Check[*state]{
	{Run: func(s *state) error {
		if s.uri == "" && s.Faults.On("WIC-URI-SAN-ONE") {
			return nil // only the switched-off check lets this come here
		}
		id, refusal := s.reader.Parse(s.uri)
		if refusal != nil {
			return refusal
		}
		s.id = id
		s.domain = s.Domains[id.TrustDomain]
		s.bent("WIC-ANCHOR-DOMAIN")
		return nil
	}},
	{ID: "ID-DOMAIN-TRUSTED", Run: func(s *state) error {
		bad := s.domain == nil && !s.nameless()
		return check.FailIf(bad, "trust domain %.40q is not trusted here", s.id.TrustDomain)
	}},
	{Run: func(s *state) error {
		if s.domain != nil || s.nameless() || s.Faults.On("ID-DOMAIN-TRUSTED") {
			return nil
		}
		return s.refuse(anchorRules, "no trust anchor is known for trust domain %.40q", s.id.TrustDomain)
	}},
	{ID: "WIC-DOMAIN-MATCH", Run: (*state).ofExpectedDomain,
		Bent: bendsOf((*state).ofExpectedDomain, matchBends...)},
}

func (s *state) ofExpectedDomain() error {
	bad := s.TrustDomain != "" && s.id.TrustDomain != s.TrustDomain && !s.nameless()
	return check.FailIf(bad, "its trust domain %.40q is not the expected one", s.id.TrustDomain)
}

// anchorRules are the requirements to validate a certificate under the trust anchors of its own
// trust domain: one rule in several places.
var anchorRules = []string{
	"WIC-ANCHOR-DOMAIN", "WIC-REJECT-CROSS-DOMAIN", "WIC-ANCHOR-BIND", "ID-ISSUER-CONSISTENT-LEGACY",
}

// nameless says that no trust domain is named, which a switched-off check has let pass.
func (s *state) nameless() bool {
	if s.id.TrustDomain != "" || s.uri == "" {
		return s.uri == ""
	}
	_, refusal := s.plain.Parse(s.uri)
	return refusal != nil
}
