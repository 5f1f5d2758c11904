// Package requirements has the command that lists the catalogue and what no case tests. Start with
// [Command]; [Row] is a requirement as commands print it.
package requirements

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// flags are the flags of requirements, as they were given.
type flags struct {
	profile, mechanism, role, output string
	all, coverage                    bool
}

// Command is the command that lists requirements.
func Command() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "requirements",
		Short: "Lists the requirements of a profile, or says which of them no case tests",
		Long: "Lists the requirements that are in force in a profile, with the number of cases that " +
			"cite each.\n\n--coverage counts the requirements that bind a role and can be tested, and names " +
			"those that no\ncase cites, each with the reason for it. It also counts the key words of BCP 14 " +
			"in each text of the\nprofile, those that a case asks for and those that cannot be tested. The exit " +
			"status is 1 if a MUST\nhas neither a case nor a reason.",
		Example: "  wimsespec requirements --profile s2s-03 --mechanism wpt\n" +
			"  wimsespec requirements --all -o json\n  wimsespec requirements --coverage",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return list(cmd.OutOrStdout(), f)
		},
	}
	set := cmd.Flags()
	set.StringVar(&f.profile, "profile", "", "profile (default "+spec.DefaultProfile()+")")
	set.StringVar(&f.mechanism, "mechanism", "", "only those of a mechanism, such as wpt")
	set.StringVar(&f.role, "role", "", "only those that bind a role, such as recipient")
	set.StringVarP(&f.output, "output", "o", "text", "text or json")
	set.BoolVar(&f.all, "all", false, "the whole catalogue, with the revisions where each row holds")
	set.BoolVar(&f.coverage, "coverage", false, "say which requirements no case tests")
	cmd.MarkFlagsMutuallyExclusive("all", "coverage")
	cmd.MarkFlagsMutuallyExclusive("all", "profile")
	cmd.MarkFlagsMutuallyExclusive("role", "coverage")
	return cmd
}

func list(w io.Writer, f flags) error {
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
	return printRows(w, f, rowsInForce(profile, book), func(w io.Writer, rows []Row) error {
		return printTable(w, profile, rows)
	})
}

// check finds words that name nothing.
func (f flags) check() (*spec.Profile, error) {
	roles := []spec.Role{spec.RoleIssuer, spec.RoleCaller, spec.RoleRecipient, spec.RoleDeployment}
	switch {
	case f.mechanism != "" && !slices.Contains(spec.Mechanisms, spec.Mechanism(f.mechanism)):
		return nil, cli.Usage("runner: unknown mechanism %q; known: %v", f.mechanism, spec.Mechanisms)
	case f.role != "" && !slices.Contains(roles, spec.Role(f.role)):
		return nil, cli.Usage("runner: unknown role %q; known: %v", f.role, roles)
	}
	if err := cli.CheckOutput(f.output); err != nil {
		return nil, err
	}
	profile, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, cli.Usage("%w", err)
	}
	return profile, nil
}

func printRows(w io.Writer, f flags, rows []Row,
	text func(io.Writer, []Row) error) error {
	rows = slices.DeleteFunc(rows, func(r Row) bool { return !f.wants(r) })
	if f.output == "json" {
		return cli.PrintJSON(w, rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(w, "No requirement of that kind is in force.")
		return nil
	}
	return text(w, rows)
}

func (f flags) wants(r Row) bool {
	return (f.mechanism == "" || f.mechanism == string(r.Mechanism)) &&
		(f.role == "" || slices.Contains(r.Roles, spec.Role(f.role)))
}
