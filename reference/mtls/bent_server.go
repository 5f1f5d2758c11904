package mtls

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/identifier"
)

// nameBends are what an implementation might take for the DNS name of the server.
var nameBends = []bend[*state]{
	{"wildcard-over-labels", wildcard(func(rest, host string) bool { return strings.HasSuffix(host, rest) })},
	{"wildcard-for-the-domain", wildcard(func(rest, host string) bool { return rest == "."+host })},
	{"wildcard-in-a-label", labelled(func(name, host []string) bool {
		before, after, wild := strings.Cut(name[0], "*")
		return wild && strings.HasPrefix(host[0], before) && strings.HasSuffix(host[0], after) &&
			slices.Equal(name[1:], host[1:])
	})},
	{"wildcard-in-any-label", labelled(func(name, host []string) bool {
		return slices.EqualFunc(name, host, func(p, h string) bool { return p == "*" || p == h })
	})},
	{"first-label", labelled(func(name, host []string) bool { return name[0] == host[0] })},
	{"name-above", presented(func(name, host string) bool { return strings.HasSuffix(host, "."+name) })},
	{"name-below", presented(func(name, host string) bool { return strings.HasSuffix(name, "."+host) })},
	{"prefix", presented(strings.HasPrefix)},
	{"absent", func(s *state) bool { return len(s.leaf().namesOf(nameDNS)) == 0 }},
	{"common-name-fallback", func(s *state) bool {
		return len(s.leaf().namesOf(nameDNS)) == 0 && s.commonNameMatches()
	}},
	{"common-name-too", (*state).commonNameMatches},
	{"host-of-the-identifier", func(s *state) bool { return matchesHost(s.id.TrustDomain, s.Hostname) }},
	{"identity-instead", func(s *state) bool { return s.Identifier != "" && s.id.URI == s.Identifier }},
}

func (s *state) commonNameMatches() bool {
	return s.named() && matchesHost(s.leaf().Subject.CommonName, s.Hostname)
}

// presented compares the DNS names of a certificate with the host by another rule.
func presented(alike func(name, host string) bool) func(*state) bool {
	return func(s *state) bool {
		return s.named() && slices.ContainsFunc(s.leaf().namesOf(nameDNS), func(name string) bool {
			return alike(strings.ToLower(name), strings.ToLower(s.Hostname))
		})
	}
}

// wildcard compares what stands behind the star of a wildcard with the host.
func wildcard(alike func(rest, host string) bool) func(*state) bool {
	return presented(func(name, host string) bool {
		rest, wild := strings.CutPrefix(name, "*.")
		return wild && alike("."+rest, host)
	})
}

// labelled compares label by label.
func labelled(alike func(name, host []string) bool) func(*state) bool {
	return presented(func(name, host string) bool { return alike(labels(name), labels(host)) })
}

// Ways to compare an identifier with the expected one.
var (
	domainOnly = bend[*state]{"trust-domain-only", comparing(func(_, _ identifier.ID) bool { return true })}
	uriPrefix  = bend[*state]{"prefix", comparing(func(got, want identifier.ID) bool {
		return strings.HasPrefix(got.URI, want.URI)
	})}
	uriBeginning = bend[*state]{"beginning", comparing(func(got, want identifier.ID) bool {
		return strings.HasPrefix(want.URI, got.URI)
	})}
	uriCase = bend[*state]{"any-case", comparing(func(got, want identifier.ID) bool {
		return strings.EqualFold(got.URI, want.URI)
	})}
)

// addressBends are what a client might do with a server that it reaches by an address.
var addressBends = []bend[*state]{
	domainOnly, uriPrefix, uriBeginning, uriCase, commonNameToo,
	{"any-scheme", comparing(func(got, want identifier.ID) bool { return got.Path == want.Path })},
	{"slash-behind", comparing(func(got, want identifier.ID) bool {
		return strings.TrimSuffix(got.URI, "/") == strings.TrimSuffix(want.URI, "/")
	})},
	{"last-segment", comparing(func(got, want identifier.ID) bool {
		return lastSegment(got) == lastSegment(want)
	})},
}

func lastSegment(id identifier.ID) string { return id.Path[strings.LastIndexByte(id.Path, '/')+1:] }

// comparing compares identifiers of one trust domain by another rule than that they are equal.
func comparing(same func(got, want identifier.ID) bool) func(*state) bool {
	return func(s *state) bool {
		want, refusal := s.plain.Parse(s.Identifier)
		return refusal == nil && s.id.URI != "" && want.TrustDomain == s.id.TrustDomain && same(s.id, want)
	}
}

// commonNameToo takes a certificate for that of the expected workload where its common name is.
var commonNameToo = bend[*state]{"common-name-too", func(s *state) bool {
	return s.uri != "" && s.leaf().Subject.CommonName == s.Identifier
}}
