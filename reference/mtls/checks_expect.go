package mtls

import (
	"errors"
	"net/netip"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
)

// expectChecks compare the certificate with what is expected: the server's name and identity
// (draft-ietf-wimse-mutual-tls-02, Section 3.2.1), and whom the deployment lets in.
var expectChecks = []check.Check[*state]{
	{ID: "WIC-SRV-NAME-VALIDATE", Run: (*state).byName, Strict: exactName,
		Bent: bendsOf((*state).byName, nameBends...)},
	{ID: "WIC-SRV-NAME-LEGACY", Run: func(s *state) error {
		bad := s.named() && len(s.leaf().namesOf(nameDNS)) > 0 && !s.matchesName() && s.Identifier == ""
		return check.FailIf(bad, "it has no DNS name that matches %.60q", s.Hostname)
	}, Strict: exactName},
	{ID: "WIC-HOST-NOT-DNS", Strict: func(s *state) error {
		bad := s.named() && !strings.EqualFold(s.Hostname, s.id.TrustDomain)
		return check.FailIf(bad, "its trust domain is not the name of the server")
	}},
	{ID: "WIC-SRV-MATCH-LEGACY", Run: func(s *state) error {
		bad := s.named() && !s.matchesName() && s.Identifier == ""
		return check.FailIf(bad, "no DNS name matches, and no identifier is expected that could")
	}},
	{Run: (*state).expected},
	{ID: "WIC-AUTHZ-POLICY", Run: func(s *state) error {
		if s.Authorize == nil {
			return nil
		}
		err := s.Authorize(s.id)
		if refusal := new(check.Refusal); errors.As(err, &refusal) {
			return refusal
		}
		return err
	}},
}

func (s *state) byName() error {
	if !s.named() || s.matchesName() || s.Profile.MTLS().ServerName != "always" {
		return nil
	}
	return s.refuse([]string{"WIC-SRV-NAME-VALIDATE", "WIC-SRV-DNS-PREFERRED"},
		"it has no DNS name that matches %.60q", s.Hostname)
}

// named says whether a client connects to the server by a DNS name.
func (s *state) named() bool {
	_, err := netip.ParseAddr(strings.Trim(s.Hostname, "[]"))
	return s.Usage == UsageServer && s.Hostname != "" && err != nil
}

// matchesName says whether the certificate has the DNS name. Neither its common name nor the host
// of its identifier is one.
func (s *state) matchesName() bool {
	return s.named() && slices.ContainsFunc(s.leaf().namesOf(nameDNS), func(name string) bool {
		return matchesHost(name, s.Hostname)
	})
}

func exactName(s *state) error {
	bad := s.named() && !slices.Contains(s.leaf().namesOf(nameDNS), s.Hostname)
	return check.FailIf(bad, "no DNS name is written exactly like %.60q", s.Hostname)
}

// expected compares the whole identifier with the one that is expected
// (draft-ietf-wimse-identifier-03, Section 4.3).
func (s *state) expected() error {
	if s.Identifier == "" || s.id.URI == s.Identifier || s.bent(s.identityRules()...) {
		return nil
	}
	if s.Usage == UsageClient && s.bent("WIC-IDENTITY-SOURCE", "ID-COMPARE-FULL", "ID-NO-WILDCARD") {
		return nil
	}
	if want, refusal := s.plain.Parse(s.Identifier); refusal == nil && s.samePath(want) {
		return s.refuse([]string{"WIC-AUTHZ-NO-PATH-ONLY", "WIC-PATH-IN-DOMAIN", "ID-COMPARE-FULL"},
			"the expected workload has the same path in another trust domain")
	}
	return s.refuse(s.identityRules(), "it is not the expected workload")
}

func (s *state) samePath(want identifier.ID) bool {
	return want.Path == s.id.Path && want.TrustDomain != s.id.TrustDomain && s.id.TrustDomain != ""
}

// identityRules are the requirements that have the identity compared: for a server that its name
// authenticates another one than for a server that nothing else does.
func (s *state) identityRules() []string {
	switch {
	case s.Usage == UsageClient:
		return []string{"WIC-AUTHZ-POLICY"}
	case s.matchesName():
		return []string{"WIC-SRV-EXPECTED"}
	case s.named() && s.Profile.MTLS().ServerName == "always":
		return []string{"WIC-SRV-EXPECTED"} // past the check of the name
	}
	return []string{"WIC-SRV-NODNS-VALIDATE", "WIC-SRV-IDENTITY-LEGACY", "WIC-SRV-MATCH-LEGACY"}
}
