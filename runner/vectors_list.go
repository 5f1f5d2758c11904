package runner

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

type vectorsListFlags struct {
	profile, mechanism, requirement, format string
}

func vectorsListCommand() *cobra.Command {
	var f vectorsListFlags
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
	vectorsOutput(c, &f.format)
	return c
}

// vectorsLine is a vector as it is listed.
type vectorsLine struct {
	ID           string   `json:"id"`
	Result       string   `json:"result"`
	Requirements []string `json:"requirements"`
	Level        string   `json:"level"`
	Gate         string   `json:"gate"`
	Control      string   `json:"control,omitempty"`
	Comment      string   `json:"comment"`
}

func (f vectorsListFlags) run(cmd *cobra.Command) error {
	p, err := f.check()
	if err != nil {
		return err
	}
	book, err := forge.Builtin()
	if err != nil {
		return usage("%w", err)
	}
	set, err := minted.Mint(p, book)
	if err != nil {
		return usage("%w", err)
	}
	lines := []vectorsLine{}
	for _, proof := range set.Proofs {
		if f.wants(proof) {
			lines = append(lines, vectorsLineOf(proof))
		}
	}
	if f.format == "json" {
		return printVectorsJSON(cmd.OutOrStdout(), lines)
	}
	return printVectors(cmd.OutOrStdout(), lines)
}

// check refuses filters that can fit nothing.
func (f vectorsListFlags) check() (*spec.Profile, error) {
	if err := checkVectorsOutput(f.format); err != nil {
		return nil, err
	}
	if f.mechanism != "" && !slices.Contains(spec.Mechanisms, spec.Mechanism(f.mechanism)) {
		return nil, usage("vectors: there is no mechanism %q; there are %v", f.mechanism, spec.Mechanisms)
	}
	if f.requirement != "" {
		if _, ok := spec.Find(f.requirement); !ok {
			return nil, usage("vectors: the catalogue has no requirement %q%s", f.requirement,
				didYouMean(f.requirement, requirementIDs()))
		}
	}
	p, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, usage("%w", err)
	}
	return p, nil
}

func requirementIDs() []string {
	var ids []string
	for _, r := range spec.Requirements() {
		ids = append(ids, r.ID)
	}
	return ids
}

// wants leaves out what is in no file, and what the filters leave out.
func (f vectorsListFlags) wants(p prove.Proof) bool {
	return p.Err == nil && !minted.IsLiveOnly(p.Recipe) &&
		(f.mechanism == "" || string(p.Recipe.Mechanism()) == f.mechanism) &&
		(f.requirement == "" || slices.Contains(p.Recipe.Requirements(), f.requirement))
}

func vectorsLineOf(p prove.Proof) vectorsLine {
	v := minted.AtRest(p)
	return vectorsLine{
		v.ID, string(v.Result), v.Requirements, v.Level, string(minted.GateOf(p)), v.Control, v.Comment,
	}
}

func printVectors(w io.Writer, lines []vectorsLine) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tRESULT\tREQUIREMENT\tGATE\tCOMMENT")
	for _, l := range lines {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", l.ID, l.Result, l.Requirements[0], l.Gate, l.Comment)
	}
	return table.Flush()
}

// printVectorsJSON writes a value indented and without the escapes that HTML asks for.
func printVectorsJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}
