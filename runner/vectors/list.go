package vectors

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

type listFlags struct {
	profile, mechanism, requirement, format string
}

func listCommand() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:   "list",
		Short: "Lists the vectors of a profile",
		Long: "Lists the vectors of a profile in the order of the recipes. The gate says what a\n" +
			"failed vector does to a recipient's verdict; those of gate report are observations,\n" +
			"whose result is what the reference does.",
		Example: "  wimsespec vectors list --profile s2s-07 --mechanism wit\n" +
			"  wimsespec vectors list --requirement WPT-WTH-MATCH -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	c.Flags().StringVar(&f.profile, "profile", spec.DefaultProfile(), "the profile")
	c.Flags().StringVar(&f.mechanism, "mechanism", "", "only this mechanism: identifier, wit or wpt")
	c.Flags().StringVar(&f.requirement, "requirement", "", "only vectors that cite this requirement")
	outputFlag(c, &f.format)
	return c
}

// line is a vector as it is listed.
type line struct {
	ID           string   `json:"id"`
	Result       string   `json:"result"`
	Requirements []string `json:"requirements"`
	Level        string   `json:"level"`
	Gate         string   `json:"gate"`
	Control      string   `json:"control,omitempty"`
	Comment      string   `json:"comment"`
}

func (f listFlags) run(cmd *cobra.Command) error {
	p, err := f.check()
	if err != nil {
		return err
	}
	book, err := forge.Builtin()
	if err != nil {
		return cli.Usage("%w", err)
	}
	set, err := minted.Mint(p, book)
	if err != nil {
		return cli.Usage("%w", err)
	}
	lines := []line{}
	for _, proof := range set.Proofs {
		if f.wants(proof) {
			lines = append(lines, lineOf(proof))
		}
	}
	if f.format == "json" {
		return cli.PrintJSON(cmd.OutOrStdout(), lines)
	}
	return printLines(cmd.OutOrStdout(), lines)
}

// check refuses filters that can fit nothing.
func (f listFlags) check() (*spec.Profile, error) {
	if err := checkOutput(f.format); err != nil {
		return nil, err
	}
	if f.mechanism != "" && !slices.Contains(spec.Mechanisms, spec.Mechanism(f.mechanism)) {
		return nil, cli.Usage("vectors: there is no mechanism %q; there are %v",
			f.mechanism, spec.Mechanisms)
	}
	if f.requirement != "" {
		if _, ok := spec.Find(f.requirement); !ok {
			return nil, cli.Usage("vectors: the catalogue has no requirement %q%s", f.requirement,
				cli.DidYouMean(f.requirement, cli.RequirementIDs()))
		}
	}
	p, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, cli.Usage("%w", err)
	}
	return p, nil
}

// wants leaves out what is in no file, and what the filters leave out.
func (f listFlags) wants(p prove.Proof) bool {
	return p.Err == nil && !minted.IsLiveOnly(p.Recipe) &&
		(f.mechanism == "" || string(p.Recipe.Mechanism()) == f.mechanism) &&
		(f.requirement == "" || slices.Contains(p.Recipe.Requirements(), f.requirement))
}

func lineOf(p prove.Proof) line {
	v := minted.AtRest(p)
	return line{
		v.ID, string(v.Result), v.Requirements, v.Level, string(minted.GateOf(p)), v.Control, v.Comment,
	}
}

func printLines(w io.Writer, lines []line) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tRESULT\tREQUIREMENT\tGATE\tCOMMENT")
	for _, l := range lines {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", l.ID, l.Result, l.Requirements[0], l.Gate, l.Comment)
	}
	return table.Flush()
}
