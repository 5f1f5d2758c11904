package mtls

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// nameChecks find the one URI name that carries the identifier (draft-ietf-wimse-workload-creds-02,
// Section 6.1).
var nameChecks = slices.Concat([]check.Check[*state]{
	{ID: "WIC-URI-SAN-ONE", Strict: func(s *state) error {
		return check.FailIf(true, "no identity is taken from a URI name")
	}, Run: (*state).hasURI, Bent: bendsOf((*state).hasURI, insteadBends...)},
	{Run: func(s *state) error {
		if len(s.leaf().namesOf(nameURI)) > 0 || s.elsewhere() == "" || s.Faults.On("WIC-URI-SAN-ONE") {
			return nil
		}
		if s.bent(s.sources()...) {
			return nil
		}
		return s.refuse(s.sources(), "its identifier stands elsewhere than in a URI name")
	}},
	{ID: "WIC-URI-SAN-NO-SECOND", Run: (*state).noSecond, Bent: secondBends((*state).noSecond)},
	{ID: "WIC-URI-SAN-ONLY-LEGACY", Run: func(s *state) error {
		if _, other := s.Profile.Rule("WIC-URI-SAN-NO-SECOND"); other {
			return nil
		}
		return s.noSecond()
	}},
	{ID: "WIC-URI-SAN-OTHER", Run: func(s *state) error {
		more := len(s.leaf().namesOf(nameURI)) > max(1, len(s.identifying()))
		bad := more && s.Profile.MTLS().OneURI
		return check.FailIf(bad, "it has another URI name beside the identifier")
	}, Strict: func(s *state) error {
		return check.FailIf(len(s.leaf().namesOf(nameURI)) > 1, "it has more than one URI name")
	}},
}, twiceChecks, []check.Check[*state]{
	{ID: "WIC-OTHER-SAN-ACCEPT", Strict: func(s *state) error {
		other := slices.ContainsFunc(s.leaf().names, func(n generalName) bool {
			return n.kind != nameURI
		})
		return check.FailIf(other, "it has names of other kinds than URI")
	}},
	{ID: "WIC-SAN-CRITICAL", Strict: func(s *state) error {
		e, _ := s.leaf().extension(oidSubjectAltName)
		return check.FailIf(e.Critical, "its subject alternative names are critical")
	}},
	{Run: func(s *state) error {
		s.uri = s.choose()
		return nil
	}},
})

func (s *state) hasURI() error {
	if len(s.leaf().namesOf(nameURI)) > 0 || s.elsewhere() != "" {
		return nil
	}
	return s.refuse([]string{"WIC-URI-SAN-ONE"}, "it has no URI name")
}

func (s *state) noSecond() error {
	n := len(s.identifying())
	return check.FailIf(n > 1, "%d URI names carry a Workload Identifier", n)
}

// sources are the requirements not to take an identity from elsewhere than the URI name, the most
// particular first.
func (s *state) sources() []string {
	if s.Usage == UsageClient {
		return []string{"WIC-IDENTITY-SOURCE", "ID-NO-CN", "WIC-URI-SAN-ONE"}
	}
	return []string{"ID-NO-CN", "WIC-URI-SAN-ONE"}
}

// identifying gives the URI names that have the look of a Workload Identifier: an authority, which
// names the trust domain.
func (s *state) identifying() []string {
	return slices.DeleteFunc(s.leaf().namesOf(nameURI), func(uri string) bool {
		_, rest, found := strings.Cut(uri, ":")
		return !found || !strings.HasPrefix(rest, "//")
	})
}

// choose gives the URI name that carries the identifier, or what the faults of that rule take.
func (s *state) choose() string {
	if s.taken != "" {
		return s.taken
	}
	source := s.Faults.On("ID-NO-CN") || s.Usage == UsageClient && s.Faults.On("WIC-IDENTITY-SOURCE")
	if other := s.elsewhere(); source && other != "" {
		return other
	}
	for _, uris := range [][]string{s.identifying(), s.leaf().namesOf(nameURI)} {
		if len(uris) > 0 {
			return uris[0]
		}
	}
	return ""
}

// elsewhere gives what looks like an identifier in the common name or in a name of another kind.
func (s *state) elsewhere() string {
	texts := append([]string{s.leaf().Subject.CommonName}, s.leaf().namesOf(nameDNS)...)
	for _, text := range append(texts, s.leaf().namesOf(nameEmail)...) {
		if strings.Contains(text, "://") {
			return text
		}
	}
	return ""
}
