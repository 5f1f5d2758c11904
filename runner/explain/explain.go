// Package explain has the command that explains a requirement or a case. Start with [Command]; what
// is gathered is in facts.go and sample.go, how it is written in print.go.
package explain

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// flags are the flags of explain, as they were given.
type flags struct{ profile, output string }

// Command is the command that explains.
func Command() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "explain ID",
		Short: "Explains a requirement or a case",
		Long: "Explains a requirement: what the drafts say and where, whom it binds, the cases that " +
			"cite it, the\nfaults of the reference, and a message that breaks it beside the one that does " +
			"not. The ID of a\ncase explains its requirement with that case. Capitals do not matter.",
		Example: "  wimsespec explain WPT-WTH-MATCH\n" +
			"  wimsespec explain wpt/wth-of-another-wit --profile s2s-01 -o json",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := f.explain(args[0])
			switch {
			case err != nil:
				return err
			case f.output == "json":
				return cli.PrintJSON(cmd.OutOrStdout(), e)
			}
			return e.print(cmd.OutOrStdout())
		},
	}
	set := cmd.Flags()
	set.StringVar(&f.profile, "profile", "", "profile (default "+spec.DefaultProfile()+")")
	set.StringVarP(&f.output, "output", "o", "text", "text or json")
	return cmd
}

// explain gathers all that there is to say about a requirement or a case.
func (f flags) explain(name string) (*explanation, error) {
	if err := cli.CheckOutput(f.output); err != nil {
		return nil, err
	}
	asked, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, cli.Usage("%w", err)
	}
	book, err := forge.Builtin()
	if err != nil {
		return nil, err
	}
	requirement, chosen, err := meant(name, book)
	if err != nil {
		return nil, err
	}
	return explainIn(asked, book, requirement, chosen)
}

// meant finds the requirement of a name, and the case where the name is that of one.
func meant(name string, book *forge.Recipes) (*spec.Requirement, *forge.Recipe, error) {
	if r, ok := book.Find(strings.ToLower(name)); ok {
		requirement, _ := spec.Find(r.Requirement) // the book was read with it
		return requirement, r, nil
	}
	if r, ok := spec.Find(strings.ToUpper(name)); ok {
		return r, nil, nil
	}
	names := append(cli.RequirementIDs(), cli.RecipeIDs(book)...)
	return nil, nil, cli.Usage("runner: there is no requirement or case %q%s",
		name, cli.DidYouMean(name, names))
}
