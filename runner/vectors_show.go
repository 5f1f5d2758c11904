package runner

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

type vectorsShowFlags struct {
	profile, format string
}

func vectorsShowCommand() *cobra.Command {
	var f vectorsShowFlags
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
	vectorsOutput(c, &f.format)
	return c
}

func (f vectorsShowFlags) run(w io.Writer, id string) error {
	if err := checkVectorsOutput(f.format); err != nil {
		return err
	}
	p, err := spec.Lookup(f.profile)
	if err != nil {
		return usage("%w", err)
	}
	proof, err := proofOf(p, id)
	if err != nil {
		return err
	}
	if f.format == "text" {
		return explainVector(w, proof)
	}
	if minted.IsLiveOnly(proof.Recipe) {
		return usage("vectors: %s is sent to live targets alone, and stands in no file", id)
	}
	_, err = w.Write(minted.Encode(minted.Files(p, []prove.Proof{proof})[0]))
	return err
}

// proofOf mints and proves one recipe.
func proofOf(p *spec.Profile, id string) (prove.Proof, error) {
	book, err := forge.Builtin()
	if err != nil {
		return prove.Proof{}, usage("%w", err)
	}
	r, err := recipeOf(book, p, id)
	if err != nil {
		return prove.Proof{}, err
	}
	prover, err := prove.New(p, book, keys.Published())
	if err != nil {
		return prove.Proof{}, usage("%w", err)
	}
	v, err := prover.Recipe(r)
	if err != nil {
		return prove.Proof{}, exit{exitNotMet, err}
	}
	return prove.Proof{Profile: p, Recipe: r, Vector: v}, nil
}

// recipeOf finds a recipe that holds in a profile, or says what to ask for instead.
func recipeOf(book *forge.Recipes, p *spec.Profile, id string) (*forge.Recipe, error) {
	r, ok := book.Find(id)
	if !ok {
		var ids []string
		for _, r := range book.List {
			ids = append(ids, r.ID)
		}
		return nil, usage("vectors: there is no vector %q%s", id, didYouMean(id, ids))
	}
	if _, ok := p.Rule(r.Requirement); ok {
		return r, nil
	}
	holds := slices.DeleteFunc(spec.ProfileNames(), func(name string) bool {
		_, ok := spec.Must(name).Rule(r.Requirement)
		return !ok
	})
	return nil, usage("vectors: %s does not hold in profile %s, but in %s: choose one with --profile",
		id, p.Name, strings.Join(holds, ", "))
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
		return usage("%w", err)
	}
	verdicts, err := prove.Judge{Profile: p.Profile, Domains: domains}.Steps(p.Vector)
	if err != nil {
		return usage("%w", err)
	}
	explainCase(w, p)
	for i, step := range p.Vector.Steps {
		fmt.Fprintf(w, "\nStep %d of %d\n", i+1, len(p.Vector.Steps))
		explainStep(w, p.Profile, step)
		explainVerdict(w, step, verdicts[i])
	}
	return nil
}

func explainCase(w io.Writer, p prove.Proof) {
	v := minted.AtRest(p)
	fmt.Fprintf(w, "%s\n\n", v.ID)
	explainLine(w, "comment", v.Comment)
	for _, id := range v.Requirements {
		explainRequirement(w, p.Profile, id)
	}
	if v.Control != "" {
		explainLine(w, "control", v.Control)
	}
	explainLine(w, "recipe", path.Join("vectors/recipes", p.Recipe.Place()))
	explainLine(w, "profile", p.Profile.Name)
	clock := time.Unix(v.VerifyAt, 0).UTC().Format(time.RFC3339)
	explainLine(w, "clock", fmt.Sprintf("%d, %s", v.VerifyAt, clock))
	if r := v.Recipient; r != nil {
		explainLine(w, "recipient", fmt.Sprintf("%s, with audience %s, understands the tokens of %s",
			r.Identifier, r.Audience, strings.Join(r.UnderstoodTokens, ", ")))
	}
	explainLine(w, "result", string(v.Result)+remark(p))
}

func explainRequirement(w io.Writer, p *spec.Profile, id string) {
	rule, _ := p.Rule(id) // what is cited is in force
	said := fmt.Sprintf("%s, %s, %s: %s", id, rule.Level, rule.Source, rule.Text)
	explainLine(w, "requirement", said)
}

// remark says what kind of result it is.
func remark(p prove.Proof) string {
	switch {
	case minted.IsLiveOnly(p.Recipe):
		return fmt.Sprintf("; live only: %d copies are sent at once, and one of them is accepted",
			p.Recipe.AtOnce)
	case p.Recipe.Expected() == vector.Either:
		return "; an observation: the texts allow both, and this is what the reference does"
	case minted.IsObservation(p):
		return "; an observation: it gates nothing, and this is what the reference does"
	}
	return ""
}

// explainLine writes a label and its text, wrapped.
func explainLine(w io.Writer, label, value string) {
	wrapped := text.WrapSoft(value, explanationWidth)
	for i, line := range strings.Split(wrapped, "\n") {
		if i > 0 {
			label = ""
		}
		fmt.Fprintf(w, "%-*s%s\n", explanationIndent, label, line)
	}
}
