package runner

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// requirementsFlags are the flags of requirements, as they were given.
type requirementsFlags struct {
	profile, mechanism, role, output string
	all, coverage                    bool
}

func requirementsCommand() *cobra.Command {
	var f requirementsFlags
	cmd := &cobra.Command{
		Use:   "requirements",
		Short: "Lists the requirements of a profile, or says which of them no case tests",
		Long: "Lists the requirements that are in force in a profile, with the number of cases that " +
			"cite each.\n\n--coverage counts the requirements that bind the recipient and can be tested, " +
			"and names those\nthat no case cites; the exit status is 1 if one that gates as MUST and can " +
			"be tested over HTTP\nis among them.",
		Example: "  wimsespec requirements --profile s2s-03 --mechanism wpt\n" +
			"  wimsespec requirements --all -o json\n  wimsespec requirements --coverage",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return listRequirements(cmd.OutOrStdout(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "profile (default "+spec.DefaultProfile()+")")
	flags.StringVar(&f.mechanism, "mechanism", "", "only those of a mechanism, such as wpt")
	flags.StringVar(&f.role, "role", "", "only those that bind a role, such as recipient")
	flags.StringVarP(&f.output, "output", "o", "text", "text or json")
	flags.BoolVar(&f.all, "all", false, "the whole catalogue, with the revisions where each row holds")
	flags.BoolVar(&f.coverage, "coverage", false, "say which requirements no case tests")
	cmd.MarkFlagsMutuallyExclusive("all", "coverage")
	cmd.MarkFlagsMutuallyExclusive("all", "profile")
	cmd.MarkFlagsMutuallyExclusive("role", "coverage")
	return cmd
}

func listRequirements(w io.Writer, f requirementsFlags) error {
	profile, err := f.check()
	if err != nil {
		return err
	}
	book, err := forge.Builtin()
	if err != nil {
		return err
	}
	switch {
	case f.coverage:
		return reportCoverage(w, f, profile, book)
	case f.all:
		return printRows(w, f, wholeCatalogue(book), printSpans)
	}
	return printRows(w, f, rowsInForce(profile, book), func(w io.Writer, rows []requirementRow) error {
		return printTable(w, profile, rows)
	})
}

// check finds words that name nothing.
func (f requirementsFlags) check() (*spec.Profile, error) {
	roles := []spec.Role{spec.RoleIssuer, spec.RoleCaller, spec.RoleRecipient, spec.RoleDeployment}
	switch {
	case f.mechanism != "" && !slices.Contains(spec.Mechanisms, spec.Mechanism(f.mechanism)):
		return nil, usage("runner: unknown mechanism %q; known: %v", f.mechanism, spec.Mechanisms)
	case f.role != "" && !slices.Contains(roles, spec.Role(f.role)):
		return nil, usage("runner: unknown role %q; known: %v", f.role, roles)
	}
	if err := checkOutput(f.output); err != nil {
		return nil, err
	}
	profile, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, usage("%w", err)
	}
	return profile, nil
}

// checkOutput knows the forms of output that the catalogue's commands have.
func checkOutput(form string) error {
	if form != "text" && form != "json" {
		return usage("runner: unknown output %q; known: text, json", form)
	}
	return nil
}

func printRows(w io.Writer, f requirementsFlags, rows []requirementRow,
	text func(io.Writer, []requirementRow) error) error {
	rows = slices.DeleteFunc(rows, func(r requirementRow) bool { return !f.wants(r) })
	if f.output == "json" {
		return printIndented(w, rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(w, "No requirement of that kind is in force.")
		return nil
	}
	return text(w, rows)
}

func (f requirementsFlags) wants(r requirementRow) bool {
	return (f.mechanism == "" || f.mechanism == string(r.Mechanism)) &&
		(f.role == "" || slices.Contains(r.Roles, spec.Role(f.role)))
}

// printIndented writes a value as JSON, without the escapes that HTML asks for.
func printIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
