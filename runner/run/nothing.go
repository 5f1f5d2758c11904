package run

import (
	"errors"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// notStarted says why a run was not started, and what a filter that selects nothing may have meant.
func notStarted(err error, filter string) error {
	if !errors.Is(err, live.ErrNoCase) {
		return cli.Exit{Status: cli.WrongUse, Err: err}
	}
	return cli.Usage("--filter: %w %q%s", live.ErrNoCase, filter, meant(filter))
}

// meant offers the names of cases and requirements that are nearest to the words of a filter.
func meant(filter string) string {
	book, err := forge.Builtin()
	if err != nil {
		return "" // the run would have said so
	}
	names := slices.Concat(cli.RecipeIDs(book), cli.RequirementIDs())
	for _, word := range strings.FieldsFunc(filter, between) {
		if near := cli.DidYouMean(strings.ReplaceAll(word, "*", ""), names); near != "" {
			return near
		}
	}
	return ""
}

// between says whether a character stands between the words of a filter.
func between(r rune) bool { return strings.ContainsRune(" ,&|!()", r) }
