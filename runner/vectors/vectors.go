// Package vectors has the commands that mint, prove, list and show test vectors. Start with
// [Command]; each command is in the file of its name.
package vectors

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/recipes"
)

// Command is the command vectors with those below it.
func Command() *cobra.Command {
	c := &cobra.Command{
		Use:   "vectors",
		Short: "Mints, proves, lists, explains and packs test vectors",
		Long: "Mints, proves, lists, explains and packs test vectors: files that a verifier in any language\n" +
			"can read, minted from the recipes that come with this program.",
		Example: "  wimsespec vectors list --mechanism wpt\n" +
			"  wimsespec vectors show wpt/wth-of-another-wit",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(mintCommand(), checkCommand(), listCommand(), showCommand(), exportCommand())
	return c
}

// allProfiles is the name that stands for every profile.
const allProfiles = "all"

// profilesOf gives the profiles of names, each once; the usual ones where none is named.
func profilesOf(named, usual []string) ([]*spec.Profile, error) {
	switch {
	case len(named) == 0:
		named = usual
	case slices.Contains(named, allProfiles):
		named = spec.ProfileNames()
	}
	var profiles []*spec.Profile
	for i, name := range named {
		if slices.Contains(named[:i], name) {
			continue
		}
		p, err := spec.Lookup(name)
		if err != nil {
			return nil, cli.Usage("%w", err)
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// folder is where the tree has its vectors.
const folder = "vectors"

// inTree says whether the working folder is the root of the tree. Its recipes must be those that
// this program was built with, or what is minted would not be theirs.
func inTree() (bool, error) {
	dir := filepath.Join(folder, "recipes")
	lying, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(lying) == 0 {
		return false, err
	}
	builtIn, err := fs.Glob(recipes.Files, "*.yaml")
	if err != nil {
		return false, err
	}
	for _, name := range builtIn {
		want, err := recipes.Files.ReadFile(name)
		if err != nil {
			return false, err
		}
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, want) {
			return false, staleRecipes(filepath.Join(dir, name))
		}
	}
	if len(lying) != len(builtIn) {
		return false, staleRecipes(dir)
	}
	return true, nil
}

func staleRecipes(path string) error {
	return cli.Usage("vectors: %s is not what this program was built with: "+
		"use go run ./cmd/wimsespec", path)
}

// outputFlag adds the flag that chooses between text and JSON.
func outputFlag(c *cobra.Command, format *string) {
	c.Flags().StringVarP(format, "output", "o", "text", "what to print: text or json")
}

func checkOutput(format string) error {
	if format != "text" && format != "json" {
		return cli.Usage("vectors: --output is %q, must be text or json", format)
	}
	return nil
}

// errInterrupted ends a command between two profiles.
var errInterrupted = cli.Exit{
	Status: cli.Interrupted, Err: errors.New("vectors: interrupted"),
}
