package live

import (
	"crypto/tls"

	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// version is what stands in the place of a proof algorithm in cases about mutual TLS: the one
// version of TLS that is offered.
type version struct {
	algorithm, name string
	number          uint16
}

// versions are the ones that cases are run with. The first offers all of them, and is the one that
// every recipe is run with.
var versions = []version{
	{"TLS", "", 0},
	{"TLS1.2", "TLS 1.2", tls.VersionTLS12},
	{"TLS1.3", "TLS 1.3", tls.VersionTLS13},
}

// mutual makes the cases of a recipe about mutual TLS.
func (p *planner) mutual(r *forge.Recipe) []harness.Case {
	if r.Rest {
		return nil
	}
	wanted := versions[:1]
	switch {
	case r.Needs.Unsupported != "":
		return []harness.Case{p.absentMutual(r)}
	case r.Algorithms == "each":
		wanted = versions
	}
	var out []harness.Case
	for _, v := range wanted {
		out = append(out, p.mutualCase(r, v))
	}
	return out
}

// mutualCase has its control over the same version of TLS.
func (p *planner) mutualCase(r *forge.Recipe, v version) harness.Case {
	c, f := p.caseOf(r, v.algorithm), p.mutualForge()
	c.Version, c.Together, c.Resume = v.name, r.Together, r.Resume
	if v.number != 0 {
		free := p.mutualCase(r, versions[0])
		c.Freely = &free
	}
	c.Present = func() ([]harness.Credentials, error) {
		all, err := f.Presentations(r)
		var out []harness.Credentials
		for _, shown := range all {
			out = append(out, harness.Credentials{
				Certificate: shown.Certificate, Version: max(shown.Version, v.number),
			})
		}
		return out, err
	}
	return c
}

// absentMutual has as its control a message with the main algorithm, to a recipient whose certificate
// may be any: it need not be that of the kit.
func (p *planner) absentMutual(r *forge.Recipe) harness.Case {
	c := p.mutualCase(r, version{algorithm: p.algorithm()})
	c.AnyServer = true
	return c
}

// mutualForge is the forge for what goes to the URL for mutual TLS.
func (p *planner) mutualForge() *forge.Forge {
	if p.handed == nil {
		p.handed = p.main.With(kitAlgorithm)
		p.handed.URL = p.Target.MutualURL()
	}
	return p.handed
}
