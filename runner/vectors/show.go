package vectors

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

type showFlags struct {
	profile, format string
}

func showCommand() *cobra.Command {
	var f showFlags
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Explains one vector",
		Long: "Explains one vector: why it is there, what goes on the wire, what the tokens say, and\n" +
			"what the reference makes of it. Long texts are shortened; -o json has them whole, as a\n" +
			"file with this one vector that a verifier can read.",
		Example: "  wimsespec vectors show wpt/wth-of-another-wit\n" +
			"  wimsespec vectors show wit/typ-jwt --profile s2s-07 -o json",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.OutOrStdout(), args[0]) },
	}
	c.Flags().StringVar(&f.profile, "profile", spec.DefaultProfile(), "the profile")
	outputFlag(c, &f.format)
	return c
}

func (f showFlags) run(w io.Writer, id string) error {
	if err := checkOutput(f.format); err != nil {
		return err
	}
	p, err := spec.Lookup(f.profile)
	if err != nil {
		return cli.Usage("%w", err)
	}
	proof, err := proofOf(p, id)
	if err != nil {
		return err
	}
	if f.format == "text" {
		return explainVector(w, proof)
	}
	if minted.IsLiveOnly(proof.Recipe) {
		return cli.Usage("vectors: %s is sent to live targets alone, and stands in no file", id)
	}
	_, err = w.Write(minted.Encode(minted.Files(p, []prove.Proof{proof})[0]))
	return err
}

// proofOf mints and proves one recipe.
func proofOf(p *spec.Profile, id string) (prove.Proof, error) {
	book, err := forge.Builtin()
	if err != nil {
		return prove.Proof{}, cli.Usage("%w", err)
	}
	r, err := recipeOf(book, p, id)
	if err != nil {
		return prove.Proof{}, err
	}
	prover, err := prove.New(p, book, keys.Published())
	if err != nil {
		return prove.Proof{}, cli.Usage("%w", err)
	}
	v, err := prover.Recipe(r)
	if err != nil {
		return prove.Proof{}, cli.Exit{Status: cli.NotMet, Err: err}
	}
	return prove.Proof{Profile: p, Recipe: r, Vector: v}, nil
}

// recipeOf finds a recipe that holds in a profile, or says what to ask for instead.
func recipeOf(book *forge.Recipes, p *spec.Profile, id string) (*forge.Recipe, error) {
	r, ok := book.Find(id)
	if !ok {
		return nil, cli.Usage("vectors: there is no vector %q%s", id,
			cli.DidYouMean(id, cli.RecipeIDs(book)))
	}
	if _, ok := p.Rule(r.Requirement); ok {
		return r, nil
	}
	return nil, cli.Usage("vectors: %s does not hold in profile %s, but in %s: "+
		"choose one with --profile", id, p.Name, strings.Join(cli.ProfilesWith(r.Requirement), ", "))
}

// explanationWidth is where prose is wrapped, explanationIndent where it begins.
const (
	explanationWidth  = 80
	explanationIndent = 13
)

// explainVector writes a vector for a reader.
func explainVector(w io.Writer, p prove.Proof) error {
	domains, err := trust.Load(forge.TrustMaterial(keys.Published(), forge.RestTime))
	if err != nil {
		return cli.Usage("%w", err)
	}
	explainCase(w, p)
	if isTold(p.Recipe) {
		return explainTold(w, p)
	}
	verdicts, err := prove.Judge{Profile: p.Profile, Domains: domains}.Steps(p.Vector)
	if err != nil {
		return cli.Usage("%w", err)
	}
	for i, step := range p.Vector.Steps {
		fmt.Fprintf(w, "\nStep %d of %d\n", i+1, len(p.Vector.Steps))
		explainStep(w, p.Profile, step)
		explainVerdict(w, step, verdicts[i])
	}
	return nil
}

// explainLine writes a label and its text, wrapped.
func explainLine(w io.Writer, label, value string) {
	for _, line := range cli.Folded(value, explanationWidth) {
		fmt.Fprintf(w, "%-*s%s\n", explanationIndent, label, line)
		label = ""
	}
}
