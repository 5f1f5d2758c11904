package live_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// roles are those that have cases.
var roles = []spec.Role{spec.RoleRecipient, spec.RoleCaller, spec.RoleIssuer}

func recipes(t *testing.T) *forge.Recipes {
	t.Helper()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if len(book.List) == 0 {
		t.Fatal("there are no recipes")
	}
	return book
}

// A requirement by which a role can fail or be warned is cited by a recipe for that role in every
// profile in which it is in force, or the catalogue says why not.
func TestEveryRequirementHasACase(t *testing.T) {
	book, needed := recipes(t), map[string]bool{}
	for _, name := range spec.ProfileNames() {
		for _, role := range roles {
			for _, rule := range uncited(spec.Must(name), book, role) {
				needed[string(role)+rule.ID] = true
				if rule.NoCase[role] == "" {
					t.Errorf("%s is cited by no recipe for the %s that holds in profile %s", rule.ID, role, name)
				}
			}
		}
	}
	for _, r := range spec.Requirements() {
		for role := range r.NoCase {
			if !needed[string(role)+r.ID] {
				t.Errorf("%s has a case for the %s in every profile: take no_case away", r.ID, role)
			}
		}
	}
}

// uncited lists what gates a role and is cited by no recipe for it.
func uncited(p *spec.Profile, book *forge.Recipes, role spec.Role) []spec.Rule {
	cited := map[string]bool{}
	for _, r := range book.InForce(p) {
		for _, id := range r.Requirements() {
			cited[id] = cited[id] || r.Role() == role
		}
	}
	return slices.DeleteFunc(p.Rules(), func(rule spec.Rule) bool {
		return rule.GateFor(role) == spec.GateReport || !rule.IsTestable() || cited[rule.ID]
	})
}

func TestEveryRecipeCitesRequirements(t *testing.T) {
	for _, r := range recipes(t).List {
		for _, id := range r.Requirements() {
			if _, ok := spec.Find(id); !ok {
				t.Errorf("%s: %s cites %q, which the catalogue does not have", r.Place(), r.ID, id)
			}
		}
	}
}

func TestEveryFaultIsNamedAfterARequirement(t *testing.T) {
	faults := live.KnownFaults()
	if len(faults) == 0 {
		t.Fatal("the reference has no faults")
	}
	for _, fault := range faults {
		id, _, _ := strings.Cut(fault, ":")
		if _, ok := spec.Find(id); !ok {
			t.Errorf("the catalogue has no row for the fault %s", fault)
		}
	}
}

// byTLS is verified by crypto/tls, which cannot be told not to.
const byTLS = "WIC-POSSESSION"

// What a recipient must refuse is a check of the reference that can be switched off, or nothing
// would show that the recipe notices its absence.
func TestEveryRefusalHasAFault(t *testing.T) {
	faults := live.KnownFaults()
	for _, r := range recipes(t).List {
		variants := map[spec.Role][]string{
			spec.RoleIssuer: {":issuer"}, spec.RoleCaller: {""}, spec.RoleRecipient: {"", ":signer"},
		}[r.Role()]
		known := slices.ContainsFunc(r.Requirements(), func(id string) bool {
			return slices.ContainsFunc(variants, func(v string) bool { return slices.Contains(faults, id+v) })
		})
		if r.Expected() == vector.Reject && !known && served(r) && r.Requirement != byTLS {
			t.Errorf("%s: %s: the reference has no fault %s", r.Place(), r.ID,
				strings.Join(r.Requirements(), ", nor "))
		}
	}
}

// What a target makes is looked at by a check of the suite, and a fault shows that it looks.
func TestEveryCaptureHasACheckAndAFault(t *testing.T) {
	faults := live.KnownFaults()
	variants := map[spec.Role][]string{
		spec.RoleCaller: {":caller", ":redirect"}, spec.RoleRecipient: {":signer", ":server"},
		spec.RoleIssuer: {":issuer"},
	}
	for _, r := range recipes(t).List {
		id := live.CheckOf(r)
		if id == "" || !served(r) {
			continue
		}
		if _, ok := inspect.Find(id, r.Role()); !ok {
			t.Errorf("%s: %s: there is no check %s for the role %s", r.Place(), r.ID, id, r.Role())
		}
		if !slices.ContainsFunc(variants[r.Role()], func(v string) bool {
			return slices.Contains(faults, id+v)
		}) && unmade[id] == "" {
			t.Errorf("%s: %s: the reference has no fault of %s for the role %s", r.Place(), r.ID, id, r.Role())
		}
	}
}

// unmade lists the requirements that the reference cannot be made to break, each with the reason.
var unmade = map[string]string{
	"SIG-AUDIENCE-HDR-FORM": "the reference signs the field as it writes it",
	"SIG-COMP-CANONICAL":    "the reference makes its signature bases of what it sends",
	"SIG-EXPIRES-PASSED":    "the reference signs with the present clock",
	"SIG-FIELD-MALFORMED":   "the reference writes its fields with one library",
}

// served says that the reference is sent what a recipe is about.
func served(r *forge.Recipe) bool { return !r.Rest }
