package live_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// withoutCase lists the requirements that ought to have a case and have none, each with the reason.
// An entry that is not needed any more fails the test, so that the list shrinks.
var withoutCase = map[string]string{}

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

// A requirement by which a recipient can fail or be warned, and which shows over HTTP, is cited by
// a recipe in every profile in which it is in force.
func TestEveryRequirementHasACase(t *testing.T) {
	book, needed := recipes(t), map[string]bool{}
	for _, name := range spec.ProfileNames() {
		for _, id := range uncited(spec.Must(name), book) {
			needed[id] = true
			if withoutCase[id] == "" {
				t.Errorf("%s is cited by no recipe that holds in profile %s", id, name)
			}
		}
	}
	for id := range withoutCase {
		if !needed[id] {
			t.Errorf("%s has a case in every profile: take it off the list", id)
		}
	}
}

// uncited lists what gates a recipient, shows over HTTP and is cited by nothing.
func uncited(p *spec.Profile, book *forge.Recipes) []string {
	cited := map[string]bool{}
	for _, r := range book.InForce(p) {
		for _, id := range r.Requirements() {
			cited[id] = true
		}
	}
	var ids []string
	for _, rule := range p.Rules() {
		gates := rule.GateFor(spec.RoleRecipient) != spec.GateReport
		if gates && rule.Testable == "http" && !cited[rule.ID] {
			ids = append(ids, rule.ID)
		}
	}
	return ids
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

// What a recipient must refuse is a check of the reference that can be switched off, or nothing
// would show that the recipe notices its absence.
func TestEveryRefusalHasAFault(t *testing.T) {
	faults := live.KnownFaults()
	for _, r := range recipes(t).List {
		known := slices.ContainsFunc(r.Requirements(), func(id string) bool {
			return slices.Contains(faults, id)
		})
		if r.Expected() == vector.Reject && !known {
			t.Errorf("%s: %s: the reference has no fault %s", r.Place(), r.ID,
				strings.Join(r.Requirements(), ", nor "))
		}
	}
}
