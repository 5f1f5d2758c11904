package mtls

import (
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bend is one way to get a rule wrong: what is let pass besides what the rule allows.
type bend[S any] struct {
	name   string
	passes func(S) bool
}

// bendsOf makes bent checks of a right one.
func bendsOf[S any](right func(S) error, list ...bend[S]) []check.Bent[S] {
	var out []check.Bent[S]
	for _, b := range list {
		out = append(out, check.Bent[S]{Name: b.name, Run: func(state S) error {
			if b.passes(state) {
				return nil
			}
			return right(state)
		}})
	}
	return out
}

// ruleBends are ways to get a rule wrong that is no check of its own, by the rule's ID.
var ruleBends = map[string][]bend[*state]{
	"WIC-ANCHOR-DOMAIN":       domainBends,
	"WIC-IDENTITY-SOURCE":     append(slices.Clone(sourceBends), commonNameToo),
	"ID-NO-CN":                sourceBends[:1],
	"WIC-SRV-NODNS-VALIDATE":  addressBends,
	"WIC-SRV-IDENTITY-LEGACY": {domainOnly},
	"WIC-SRV-MATCH-LEGACY":    {domainOnly},
	"WIC-AUTHZ-POLICY":        {domainOnly},
	"ID-COMPARE-FULL":         {uriPrefix, uriCase},
	"ID-NO-WILDCARD":          {uriBeginning},
}

func ruleBendFaults() []string {
	var names []string
	for id, list := range ruleBends {
		for _, b := range list {
			names = append(names, id+":"+b.name)
		}
	}
	return names
}

// bent says that a bend of one of some rules is on and lets this pass.
func (s *state) bent(ids ...string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		_, inForce := s.Profile.Rule(id)
		return inForce && slices.ContainsFunc(ruleBends[id], func(b bend[*state]) bool {
			return s.Faults.On(id+":"+b.name) && b.passes(s)
		})
	})
}

// domainBends find the trust anchors of another domain that is written nearly alike.
var domainBends = []bend[*state]{
	{"subdomain", nearly(func(got, known string) bool { return strings.HasSuffix(got, "."+known) })},
	{"suffix", nearly(strings.HasSuffix)},
	{"prefix", nearly(strings.HasPrefix)},
}

func nearly(alike func(got, known string) bool) func(*state) bool {
	return func(s *state) bool {
		for _, name := range slices.Sorted(maps.Keys(s.Domains)) {
			if s.domain == nil && alike(s.id.TrustDomain, name) {
				s.domain = s.Domains[name]
			}
		}
		return s.domain != nil
	}
}

// issuedBends are what an implementation might look at in place of the anchor at the end of a path.
var issuedBends = []bend[*path]{
	{"direct-only", func(p *path) bool { return len(p.certificates) > 2 }},
	// the name is the choice of whoever made the certificate
	{"name-of-the-issuer", func(p *path) bool { return strings.Contains(p.leaf().issuer, p.id.TrustDomain) }},
}

// matchBends compare the trust domain with the expected one.
var matchBends = []bend[*state]{
	{"prefix", func(s *state) bool { return strings.HasPrefix(s.id.TrustDomain, s.TrustDomain) }},
	{"suffix", func(s *state) bool { return strings.HasSuffix(s.id.TrustDomain, s.TrustDomain) }},
	{"same-parent", func(s *state) bool {
		_, got, _ := strings.Cut(s.id.TrustDomain, ".")
		_, want, found := strings.Cut(s.TrustDomain, ".")
		return found && got == want
	}},
}
