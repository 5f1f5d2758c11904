package vectors

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
)

type mintFlags struct {
	profiles []string
	out      string
}

func mintCommand() *cobra.Command {
	var f mintFlags
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

func (f mintFlags) run(cmd *cobra.Command) error {
	profiles, err := profilesOf(f.profiles, minted.Tree)
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
			return cli.Usage("%w", err)
		}
		for _, file := range set.Files {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s\n", minted.PathOf(dir, file),
				cli.Counted(len(file.Vectors), "vector"), cli.Counted(len(file.Observations), "observation"))
		}
	}
	return nil
}

// folder gives the folder to write to.
func (f mintFlags) folder() (string, error) {
	if f.out != "" {
		return f.out, nil
	}
	in, err := inTree()
	if err == nil && !in {
		err = cli.Usage("vectors: there is no folder %s with recipes here: say with --out where to write",
			folder)
	}
	return folder, err
}

// mintAll mints every profile before anything is written. What does not hold is said line by line.
func mintAll(cmd *cobra.Command, profiles []*spec.Profile) ([]*minted.Set, error) {
	book, err := forge.Builtin()
	if err != nil {
		return nil, cli.Usage("%w", err)
	}
	var sets []*minted.Set
	failures := 0
	for _, p := range profiles {
		if cmd.Context().Err() != nil {
			return nil, errInterrupted
		}
		set, err := minted.Mint(p, book)
		if err != nil {
			return nil, cli.Usage("%w", err)
		}
		for _, failure := range set.Failures() {
			failures++
			fmt.Fprintln(cmd.ErrOrStderr(), failure)
		}
		sets = append(sets, set)
	}
	if failures > 0 {
		err := fmt.Errorf("vectors: nothing is written: %s", cli.Counted(failures, "failure"))
		return nil, cli.Exit{Status: cli.NotMet, Err: err}
	}
	return sets, nil
}
