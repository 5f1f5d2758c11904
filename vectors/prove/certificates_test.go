package prove_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// unnoticed are faults that no vector about certificates can show.
var unnoticed = map[string]string{
	"ID-COMPARE-FULL:strict": "vectors of identifiers compare two of them",
	"ID-TRUST-DOMAIN-NO-IP":  "no address is a trusted domain",
	"WIC-RESUMPTION":         "it needs two connections",
	"WIC-TLS-VERSION:strict": "it needs a connection",
}

// TestEveryFaultOfCertificatesIsNoticed: with any one fault that the reference offers, some vector of
// a profile comes out otherwise.
func TestEveryFaultOfCertificatesIsNoticed(t *testing.T) {
	t.Parallel()
	var judged []judgement
	for _, name := range []string{"latest", "2025-11", "s2s-01", "s2s-00"} {
		judged = append(judged, judgements(t, spec.Must(name))...)
	}
	for _, fault := range mtls.Faults() {
		id, variant, _ := strings.Cut(fault, ":")
		if slices.Contains(identifier.Faults(), fault) && variant != "" && variant != "strict" {
			continue // how a check of identifiers is bent shows in vectors about them
		}
		slices.SortStableFunc(judged, func(a, b judgement) int { return a.rank(id) - b.rank(id) })
		noticed := slices.ContainsFunc(judged, func(j judgement) bool { return j.changes(t, fault) })
		if _, excused := unnoticed[fault]; excused == noticed {
			t.Errorf("%s is noticed: %t", fault, noticed)
		}
	}
}

// judgement is what the reference says of a vector.
type judgement struct {
	judge    prove.Judge
	vector   vector.Vector
	verdicts []prove.Verdict
}

// rank puts first the vectors that cite a requirement.
func (j judgement) rank(id string) int {
	if slices.Contains(j.vector.Requirements, id) {
		return 0
	}
	return 1
}

func (j judgement) changes(t *testing.T, fault string) bool {
	t.Helper()
	judge := j.judge
	judge.Faults = check.With(fault)
	after, err := judge.Steps(j.vector)
	if err != nil {
		t.Fatal(err)
	}
	return !slices.EqualFunc(j.verdicts, after, func(a, b prove.Verdict) bool { return a.Result == b.Result })
}

// judgements judges all vectors about certificates of a profile.
func judgements(t *testing.T, p *spec.Profile) []judgement {
	t.Helper()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	domains, err := trust.Load(forge.TrustMaterial(keys.Published(), forge.RestTime))
	if err != nil {
		t.Fatal(err)
	}
	f, judge := forge.New(book, forge.AtRest(p, keys.Published())), prove.Judge{Profile: p, Domains: domains}
	var out []judgement
	for _, r := range book.InForce(p) {
		if r.Mechanism() != spec.MechanismMTLS || r.Live {
			continue
		}
		v, err := f.Mint(r)
		if err != nil {
			t.Fatal(err)
		}
		verdicts, err := judge.Steps(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, judgement{judge, v, verdicts})
	}
	return out
}
