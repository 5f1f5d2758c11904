package runner

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
)

type vectorsMintFlags struct {
	profiles []string
	out      string
}

func vectorsMintCommand() *cobra.Command {
	var f vectorsMintFlags
	c := &cobra.Command{
		Use:   "mint",
		Short: "Writes the vector files",
		Long: "Mints and proves the vectors of each profile, and writes them to\n" +
			"<out>/<profile>/<mechanism>.json. Nothing is written unless every proof holds.\n" +
			"The same recipes give the same bytes.",
		Example: "  wimsespec vectors mint\n  wimsespec vectors mint --profile s2s-04 --out /tmp/vectors",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	c.Flags().StringArrayVar(&f.profiles, "profile", nil,
		"a profile to mint, or all (default: those that lie in the tree)")
	c.Flags().StringVar(&f.out, "out", "", "the folder to write to (default: ./vectors in the tree)")
	return c
}

func (f vectorsMintFlags) run(cmd *cobra.Command) error {
	profiles, err := vectorsProfiles(f.profiles, minted.Tree)
	if err != nil {
		return err
	}
	dir, err := f.folder()
	if err != nil {
		return err
	}
	sets, err := mintAll(cmd, profiles)
	if err != nil {
		return err
	}
	for _, set := range sets {
		if err := set.Write(dir); err != nil {
			return usage("%w", err)
		}
		for _, file := range set.Files {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s\n", minted.PathOf(dir, file),
				counted(len(file.Vectors), "vector"), counted(len(file.Observations), "observation"))
		}
	}
	return nil
}

// folder gives the folder to write to.
func (f vectorsMintFlags) folder() (string, error) {
	if f.out != "" {
		return f.out, nil
	}
	in, err := inVectorsTree()
	if err == nil && !in {
		err = usage("vectors: there is no folder %s with recipes here: say with --out where to write",
			vectorsFolder)
	}
	return vectorsFolder, err
}

// mintAll mints every profile before anything is written. What does not hold is said line by line.
func mintAll(cmd *cobra.Command, profiles []*spec.Profile) ([]*minted.Set, error) {
	book, err := forge.Builtin()
	if err != nil {
		return nil, usage("%w", err)
	}
	var sets []*minted.Set
	failures := 0
	for _, p := range profiles {
		if cmd.Context().Err() != nil {
			return nil, errVectorsInterrupted
		}
		set, err := minted.Mint(p, book)
		if err != nil {
			return nil, usage("%w", err)
		}
		for _, failure := range set.Failures() {
			failures++
			fmt.Fprintln(cmd.ErrOrStderr(), failure)
		}
		sets = append(sets, set)
	}
	if failures > 0 {
		err := fmt.Errorf("vectors: nothing is written: %s", counted(failures, "failure"))
		return nil, exit{exitNotMet, err}
	}
	return sets, nil
}
