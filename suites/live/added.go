package live

import (
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// addition is a case in Go: what it changes in a recipe, and in the case that is made of it.
type addition struct {
	base   string
	recipe func(*forge.Recipe)
	edit   func(*harness.Case)
}

// added are cases that no recipe can write: they are about several connections, or about what the
// target itself presents.
var added = []addition{
	{"mtls/client", func(r *forge.Recipe) {
		r.ID, r.Requirement, r.Also = "mtls/client-ten-at-once", "WIC-PKIX", nil
		r.Comment, r.Control = "ten connections at once, each with the good certificate", "mtls/client"
	}, func(c *harness.Case) { c.Together = 10 }},
	{"mtls/client", func(r *forge.Recipe) {
		r.ID, r.Requirement, r.Also = "mtls/client-resumed", "WIC-RESUMPTION", nil
		r.Comment = "a connection that resumes an accepted one: the same client"
		r.Control, r.Needs.CallerField = "mtls/client", true
		r.Steps = []forge.Step{{Expect: vector.Accept}, {Expect: vector.Accept}}
		r.Answer = &vector.Answer{Caller: "${id workload-a}"}
	}, resumed},
	{"mtls/client-without-certificate", func(r *forge.Recipe) {
		r.ID, r.Requirement = "mtls/client-resumed-without-certificate", "WIC-RESUMPTION"
		r.Also = []string{"WIC-CLIENT-CERT-REQUIRED"}
		r.Comment = "a connection that resumes a refused one, without any certificate"
		r.Steps = []forge.Step{{Expect: vector.Reject}, {Expect: vector.Reject}}
	}, resumed},
	presenting("mtls/client", "mtls/own-certificate", "WIC-SENT-VALID",
		"what the server presents is its own certificate, in its time, with its chain"),
	presenting("mtls/client", "mtls/own-identifier", "WIC-SRV-PRESENTED",
		"what the server presents carries its identifier"),
	presenting("mtls/client", "mtls/own-name", "WIC-SRV-DNS-ID",
		"what the server presents has the DNS name by which it is reached"),
	presenting("mtls/server", "mtls/call-own-certificate", "WIC-SENT-VALID",
		"what the caller presents is its own certificate, in its time, with its chain"),
}

func resumed(c *harness.Case) { c.Resume = true }

// presenting makes a case of which the check of a requirement looks at what the target presents in
// an exchange that is accepted.
func presenting(base, id, requirement, comment string) addition {
	return addition{base, func(r *forge.Recipe) {
		r.ID, r.Requirement, r.Also, r.Comment = id, requirement, nil, comment
		r.Control = base
	}, func(c *harness.Case) { c.Check, c.Share = requirement, "presented" }}
}

// Added gives the recipes of the cases that are written in Go.
func Added(book *forge.Recipes) []*forge.Recipe {
	var out []*forge.Recipe
	for _, a := range added {
		base, ok := book.Find(a.base)
		if !ok {
			panic("live: internal error: there is no recipe " + a.base)
		}
		own := *base
		a.recipe(&own)
		out = append(out, &own)
	}
	return out
}

// addedCases makes the cases of Added that are in force.
func (p *planner) addedCases() []harness.Case {
	if !slices.Contains(p.Mechanisms, spec.MechanismMTLS) {
		return nil
	}
	var out []harness.Case
	for i, r := range Added(p.book) {
		if _, inForce := p.Profile.Rule(r.Requirement); !inForce {
			continue
		}
		c := p.mutualCase(r, versions[0])
		added[i].edit(&c)
		out = append(out, c)
	}
	return out
}
