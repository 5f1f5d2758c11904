package cli

import (
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// RequirementIDs lists the catalogue, in its order.
func RequirementIDs() []string {
	var ids []string
	for _, r := range spec.Requirements() {
		ids = append(ids, r.ID)
	}
	return ids
}

// RecipeIDs lists the recipes of a book, in their order.
func RecipeIDs(book *forge.Recipes) []string {
	var ids []string
	for _, r := range book.List {
		ids = append(ids, r.ID)
	}
	return ids
}

// ProfilesWith lists the named profiles in which a requirement is in force.
func ProfilesWith(requirement string) []string {
	return slices.DeleteFunc(spec.ProfileNames(), func(name string) bool {
		_, ok := spec.Must(name).Rule(requirement)
		return !ok
	})
}
