package mtls

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
)

// ruleFaults are the requirements that checks name beside their own: switching one off lets pass
// what it is about.
var ruleFaults = []string{
	"WIC-IDENTITY-SOURCE", "ID-NO-CN", "WIC-REJECT-CROSS-DOMAIN", "WIC-ANCHOR-BIND",
	"ID-ISSUER-CONSISTENT-LEGACY", "WIC-RESUMPTION", "WIC-TLS-VERSION:strict",
	"WIC-SRV-NAME-VALIDATE", "WIC-SRV-DNS-PREFERRED", "WIC-AUTHZ-NO-PATH-ONLY", "WIC-PATH-IN-DOMAIN",
	"WIC-SRV-EXPECTED", "WIC-SRV-NODNS-VALIDATE", "WIC-SRV-IDENTITY-LEGACY",
}

// wide are the requirements that say several rules in one: without them goes everything that they
// stand for.
var wide = map[string]func() []string{
	"WIC-PKIX": func() []string { return append(check.FaultsOf(pathChecks), anchorRules...) },
	"WIC-CLIENT-VALIDATE": func() []string {
		return append(check.FaultsOf(pathChecks), "WIC-DOMAIN-MATCH", "ID-DOMAIN-TRUSTED", anchorRules[0])
	},
	"WIC-VALIDATE-BEFORE-USE": func() []string {
		return append(check.FaultsOf(pathChecks), "WIC-EKU-VALIDATE", anchorRules[0])
	},
}

// Faults lists the faults that a verifier offers, those of its identifiers included.
func Faults() []string {
	all := slices.Concat(check.FaultsOf(checks), check.FaultsOf(pathChecks), identifier.Faults(),
		ruleFaults, ruleBendFaults())
	for id := range wide {
		all = append(all, id)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// widen adds what the wide requirements among the faults stand for.
func widen(on check.Faults) check.Faults {
	for id, of := range wide {
		if !on.On(id) {
			continue
		}
		on = on.And(slices.DeleteFunc(of(), func(name string) bool {
			return strings.Contains(name, ":") // bent, or too strict
		})...)
	}
	return on
}
