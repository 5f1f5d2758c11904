package mtls

import (
	"encoding/asn1"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// insteadBends make an identifier of a name of another kind where there is no URI name.
var insteadBends = []bend[*state]{
	{"dns-name", instead(nameDNS, func(name string) string {
		label, domain, _ := strings.Cut(name, ".")
		return "wimse://" + domain + "/" + label
	})},
	{"mail-address", instead(nameEmail, func(name string) string {
		local, domain, _ := strings.Cut(name, "@")
		return "wimse://" + domain + "/" + local
	})},
	{"other-name", instead(nameOther, textOfOther)},
}

func instead(kind int, read func(string) string) func(*state) bool {
	return func(s *state) bool {
		if len(s.leaf().namesOf(nameURI)) > 0 {
			return true
		}
		for _, name := range s.leaf().namesOf(kind) {
			if id := read(name); s.taken == "" && s.isIdentifier(id) {
				s.taken = id
			}
		}
		return s.taken != ""
	}
}

func (s *state) isIdentifier(text string) bool {
	_, refusal := s.plain.Parse(text)
	return refusal == nil && strings.Contains(text, "://")
}

// textOfOther gives the text of a name of a kind of its own: an object identifier, and what it says
// under an explicit tag (RFC 5280, Section 4.2.1.6).
func textOfOther(der string) string {
	var id asn1.ObjectIdentifier
	var tagged, text asn1.RawValue
	rest, err := asn1.Unmarshal([]byte(der), &id)
	if err == nil {
		_, err = asn1.Unmarshal(rest, &tagged)
	}
	if err == nil {
		_, err = asn1.Unmarshal(tagged.Bytes, &text)
	}
	if err != nil {
		return ""
	}
	return string(text.Bytes)
}

// sourceBends fall back on another field with the identifier in it where there is no URI name.
var sourceBends = []bend[*state]{
	{"common-name-fallback", func(s *state) bool {
		return s.uri == "" && s.takeFrom(s.leaf().Subject.CommonName)
	}},
	{"dns-name-fallback", func(s *state) bool {
		return s.uri == "" && s.takeFrom(s.leaf().namesOf(nameDNS)...)
	}},
}

func (s *state) takeFrom(texts ...string) bool {
	if i := slices.IndexFunc(texts, s.isIdentifier); i >= 0 {
		s.taken = texts[i]
	}
	return s.taken != ""
}

// secondBends are ways to live with several identifiers. The first is taken where nothing else is said.
func secondBends(right func(*state) error) []check.Bent[*state] {
	return bendsOf(right,
		bend[*state]{"last-of-several", func(s *state) bool {
			if all := s.identifying(); len(all) > 0 {
				s.taken = all[len(all)-1]
			}
			return true
		}},
		bend[*state]{"one-of-each-scheme", func(s *state) bool { return s.different(schemeOf) }},
		bend[*state]{"one-of-each-domain", func(s *state) bool { return s.different(s.domainOf) }},
		bend[*state]{"several-of-a-domain", func(s *state) bool { return len(s.kinds(s.domainOf)) < 2 }},
		bend[*state]{"one-that-is-trusted", func(s *state) bool {
			trusted := slices.DeleteFunc(s.identifying(), func(uri string) bool {
				return s.Domains[s.domainOf(uri)] == nil
			})
			return len(trusted) == 1 && s.takeFrom(trusted...)
		}},
		bend[*state]{"any-that-is-expected", func(s *state) bool {
			return slices.Contains(s.identifying(), s.Identifier) && s.takeFrom(s.Identifier)
		}},
	)
}

func schemeOf(uri string) string {
	scheme, _, _ := strings.Cut(uri, ":")
	return scheme
}

func (s *state) domainOf(uri string) string {
	id, _ := s.plain.Parse(uri)
	return id.TrustDomain
}

// kinds gives what a function says of the identifiers, each once.
func (s *state) kinds(of func(string) string) map[string]bool {
	out := map[string]bool{}
	for _, uri := range s.identifying() {
		out[of(uri)] = true
	}
	return out
}

// different says that no two identifiers are of one kind.
func (s *state) different(of func(string) string) bool {
	return len(s.kinds(of)) == len(s.identifying())
}
