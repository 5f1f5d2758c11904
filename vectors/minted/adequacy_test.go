package minted_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// TestSetsFailCarelessVerifiers holds that nobody passes a set who accepts everything, or refuses
// everything. A set in which nothing is decided holds observations alone.
func TestSetsFailCarelessVerifiers(t *testing.T) {
	t.Parallel()
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		for _, f := range set.Files {
			n := map[vector.Result]int{}
			for _, v := range f.Vectors {
				n[v.Result]++
			}
			if len(f.Vectors) > 0 && (n[vector.Accept] == 0 || n[vector.Reject] == 0) {
				t.Errorf("%s: vectors by result: %v", f.Mechanism, n)
			}
			if len(f.Vectors) == 0 && len(f.Observations) == 0 {
				t.Errorf("%s: there is nothing", f.Mechanism)
			}
		}
	})
}

// TestEveryReasonHasAVector holds that each check of the reference which can be in force is the reason
// for which some vector is refused.
func TestEveryReasonHasAVector(t *testing.T) {
	t.Parallel()
	needed := map[string]bool{}
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		seen := reasons(t, set)
		for _, id := range checks() {
			if _, inForce := set.Profile.Rule(id); !inForce || seen[id] {
				continue
			}
			needed[id] = true
			if withoutVector[id] == "" {
				t.Errorf("no vector is refused for %s", id)
			}
		}
	})
	for id := range withoutVector {
		if !needed[id] {
			t.Errorf("%s is the reason for a refusal in every profile: take it off the list", id)
		}
	}
}

// withoutVector lists the checks that are the reason for no refusal at rest, each with why.
var withoutVector = map[string]string{
	"WIC-RESUMPTION":              "it shows in connections alone",
	"WIC-PKIX":                    everyRule,
	"WIC-VALIDATE-BEFORE-USE":     everyRule,
	"WIC-CLIENT-VALIDATE":         everyRule,
	"SIG-ALG-POLICY-REJECT":       "the reference accepts every algorithm that it implements",
	"SIG-NO-BEARER":               otherName,
	"SIG-TAG-SELECT":              otherName,
	"SIG-TAG-NONE":                otherName,
	"SIG-REPLAY-DETECT":           otherName,
	"SIG-LABEL-NOT-USED":          otherName,
	"RSP-LABEL-NOT-USED":          otherName,
	"WPT-JTI-REPLAY-OPTIONAL":     otherName,
	"WIC-ANCHOR-BIND":             otherName,
	"WIC-REJECT-CROSS-DOMAIN":     otherName,
	"WIC-PATH-IN-DOMAIN":          otherName,
	"WIC-SRV-DNS-PREFERRED":       otherName,
	"WIC-URI-SAN-OTHER":           "the reference accepts what the requirement leaves open",
	"ID-ISSUER-CONSISTENT-LEGACY": otherName,
}

const (
	everyRule = "each rule of validation refuses under a name of its own"
	otherName = "what breaks it is refused under the name of another requirement that says it too"
)

// boundaries are pairs of recipes on the two sides of a limit: the last that is accepted, and the
// first that is refused or, where the texts leave it open, observed.
var boundaries = [][2]string{
	{"wit/nbf-in-the-past", "wit/nbf-in-the-future"},
	{"wit/valid", "wit/exp-passed"}, {"wit/valid", "wit/exp-this-second"},
	{"wit/sub-of-2048-bytes", "wit/sub-of-8192-bytes"},
	{"identifier/of-2048-bytes", "identifier/of-8192-bytes"},
	{"wpt/valid", "wpt/exp-passed"}, {"wpt/valid", "wpt/exp-in-two-days"},
	{"httpsig/valid", "httpsig/expired"}, {"httpsig/valid", "httpsig/expires-now"},
	{"httpsig/valid", "httpsig/expires-far-ahead"},
	{"mtls/client-path-length-kept", "mtls/client-path-too-long"},
	{"mtls/server-path-length-kept", "mtls/server-path-too-long"},
	{"mtls/client-three-intermediates", "mtls/client-path-one-too-long"},
	{"mtls/server-three-intermediates", "mtls/server-path-one-too-long"},
	{"mtls/client-expires-this-second", "mtls/client-expired-a-second-ago"},
	{"mtls/server-expires-this-second", "mtls/server-expired-a-second-ago"},
	{"mtls/client-valid-from-this-second", "mtls/client-valid-in-a-second"},
	{"mtls/server-valid-from-this-second", "mtls/server-valid-in-a-second"},
	{"mtls/client-within-permitted-names", "mtls/client-outside-permitted-names"},
	{"mtls/client-beside-excluded-names", "mtls/client-within-excluded-names"},
	{"mtls/client", "mtls/client-expired"}, {"mtls/client", "mtls/client-not-yet-valid"},
}

// TestBoundariesHaveBothSides holds that a limit which is in force has a vector on each side.
func TestBoundariesHaveBothSides(t *testing.T) {
	t.Parallel()
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		results := map[string]vector.Result{}
		for _, f := range set.Files {
			for _, v := range slices.Concat(f.Vectors, f.Observations) {
				results[v.ID] = v.Result
			}
		}
		for _, pair := range boundaries {
			within, beyond := results[pair[0]], results[pair[1]]
			if beyond != "" && within != vector.Accept {
				t.Errorf("%s is there, and %s is %q", pair[1], pair[0], within)
			}
			if beyond == vector.Accept {
				t.Errorf("%s is beyond a limit and is accepted", pair[1])
			}
			if set.Profile.Name == spec.DefaultProfile() && beyond == "" {
				t.Errorf("there is no vector %s", pair[1])
			}
		}
	})
}

// checks lists the requirements for which the reference refuses.
func checks() []string {
	all := slices.Concat(identifier.Faults(), wit.Faults(), wpt.Faults(), httpsig.RequestFaults(),
		httpsig.ResponseFaults(), mtls.Faults())
	all = slices.DeleteFunc(all, func(name string) bool { return strings.Contains(name, ":") })
	slices.Sort(all)
	return slices.Compact(all)
}

// reasons gives the requirements for which the reference refuses some step of a set.
func reasons(t *testing.T, set *minted.Set) map[string]bool {
	t.Helper()
	domains, err := trust.Load(forge.TrustMaterial(keys.Published(), forge.RestTime))
	if err != nil {
		t.Fatal(err)
	}
	judge, seen := prove.Judge{Profile: set.Profile, Domains: domains}, map[string]bool{}
	for _, f := range set.Files {
		for _, v := range slices.Concat(f.Vectors, f.Observations) {
			verdicts, err := judge.Steps(v)
			if err != nil {
				t.Fatal(err)
			}
			for _, verdict := range verdicts {
				seen[verdict.Requirement] = true
			}
		}
	}
	return seen
}
