package runner

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// explainFlags are the flags of explain, as they were given.
type explainFlags struct{ profile, output string }

func explainCommand() *cobra.Command {
	var f explainFlags
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
				return printIndented(cmd.OutOrStdout(), e)
			}
			return e.print(cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "profile (default "+spec.DefaultProfile()+")")
	flags.StringVarP(&f.output, "output", "o", "text", "text or json")
	return cmd
}

// explain gathers all that there is to say about a requirement or a case.
func (f explainFlags) explain(name string) (*explanation, error) {
	if err := checkOutput(f.output); err != nil {
		return nil, err
	}
	asked, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, usage("%w", err)
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
	names := requirementIDs()
	for _, r := range book.List {
		names = append(names, r.ID)
	}
	return nil, nil, usage("runner: there is no requirement or case %q%s",
		name, didYouMean(name, names))
}

// profilesWith lists the named profiles in which a requirement is in force.
func profilesWith(id string) []string {
	return slices.DeleteFunc(spec.ProfileNames(), func(name string) bool {
		_, ok := spec.Must(name).Rule(id)
		return !ok
	})
}
