package runner

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/recipes"
)

func vectorsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "vectors",
		Short: "Mints, proves, lists and explains test vectors",
		Long: "Mints, proves, lists and explains test vectors: files that a verifier in any language\n" +
			"can read, minted from the recipes that come with this program.",
		Example: "  wimsespec vectors list --mechanism wpt\n" +
			"  wimsespec vectors show wpt/wth-of-another-wit",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(
		vectorsMintCommand(), vectorsCheckCommand(), vectorsListCommand(), vectorsShowCommand(),
	)
	return c
}

// allProfiles is the name that stands for every profile.
const allProfiles = "all"

// vectorsProfiles gives the profiles of names, each once; the usual ones where none is named.
func vectorsProfiles(named, usual []string) ([]*spec.Profile, error) {
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
			return nil, usage("%w", err)
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// vectorsFolder is where the tree has its vectors.
const vectorsFolder = "vectors"

// inVectorsTree says whether the working folder is the root of the tree. Its recipes must be those
// that this program was built with, or what is minted would not be theirs.
func inVectorsTree() (bool, error) {
	dir := filepath.Join(vectorsFolder, "recipes")
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
	return usage("vectors: %s is not what this program was built with: "+
		"use go run ./cmd/wimsespec", path)
}

// vectorsOutput adds the flag that chooses between text and JSON.
func vectorsOutput(c *cobra.Command, format *string) {
	c.Flags().StringVarP(format, "output", "o", "text", "what to print: text or json")
}

func checkVectorsOutput(format string) error {
	if format != "text" && format != "json" {
		return usage("vectors: --output is %q, must be text or json", format)
	}
	return nil
}

// errVectorsInterrupted ends a command between two profiles.
var errVectorsInterrupted = exit{exitInterrupted, errors.New("vectors: interrupted")}

// counted writes a number and what it counts.
func counted[N int | int64](n N, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
