package vectors

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
)

type checkFlags struct {
	profiles []string
	dir      string
}

func checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check [FILE...]",
		Short: "Proves the vectors, and that the files are what would be minted",
		Long: `Validates the recipes, mints the vectors of each profile in memory and proves them: the
reference accepts every control, refuses every vector for the requirement that it cites, and
accepts it with that one check left out. Where minted files lie, they must be what would be
minted now; the vectors of the drafts' own examples that lie beside them are given to the reference.

With files as arguments, validates those and gives every vector in them to the reference.

Exit status: 0 all of it holds; 1 something does not; 2 the command line or a file is wrong.`,
		Example: "  wimsespec vectors check\n  wimsespec vectors check --profile latest\n" +
			"  wimsespec vectors check vectors/latest/wpt.json",
		RunE: func(cmd *cobra.Command, files []string) error {
			if len(files) > 0 {
				return f.files(cmd, files)
			}
			return f.run(cmd)
		},
	}
	c.Flags().StringArrayVar(&f.profiles, "profile", nil, "a profile to check, or all (default: all)")
	c.Flags().StringVar(&f.dir, "dir", "",
		"the folder with minted files (default: ./vectors in the tree)")
	return c
}

func (f checkFlags) run(cmd *cobra.Command) error {
	profiles, err := profilesOf(f.profiles, spec.ProfileNames())
	if err != nil {
		return err
	}
	dir, err := f.folder()
	if err != nil {
		return err
	}
	book, err := forge.Builtin()
	if err != nil {
		return cli.Usage("%w", err)
	}
	var t tally
	t.recipes()
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "profile\tvectors\tobservations\tverifications\tfailures\t")
	for _, p := range profiles {
		if cmd.Context().Err() != nil {
			return errInterrupted
		}
		if err := t.profile(table, p, book, dir); err != nil {
			return cli.Usage("%w", err)
		}
	}
	if err := t.published(table, dir); err != nil {
		return err
	}
	table.Flush()
	return t.conclude(cmd.OutOrStdout())
}

// folder gives the folder whose files are compared, "" for none.
func (f checkFlags) folder() (string, error) {
	if f.dir != "" {
		_, err := os.Stat(f.dir)
		if err != nil {
			err = cli.Usage("vectors: %w", err)
		}
		return f.dir, err
	}
	in, err := inTree()
	lying := slices.ContainsFunc(minted.Tree, func(profile string) bool {
		return hasFolder(folder, profile)
	})
	if err != nil || !in || !lying {
		return "", err
	}
	return folder, nil
}

func hasFolder(dir, name string) bool {
	at, err := os.Stat(filepath.Join(dir, name))
	return err == nil && at.IsDir()
}
