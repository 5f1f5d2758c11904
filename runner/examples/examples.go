// Package examples has the commands for the examples that the drafts print. Start with [Command];
// each command is in the file of its name.
package examples

import (
	"github.com/spf13/cobra"
)

// Command is the command examples with those below it.
func Command() *cobra.Command {
	c := &cobra.Command{
		Use:   "examples",
		Short: "Makes the examples that the drafts print, and checks printed ones",
		Long: "Makes the examples that the drafts print: tokens, requests, responses, keys and\n" +
			"certificates that agree with each other, whole and folded by RFC 8792. And says what is\n" +
			"right and what is wrong in the figures of a draft.",
		Example: "  wimsespec examples generate --out out/examples\n" +
			"  wimsespec examples scenario > mine.yaml\n" +
			"  wimsespec examples check draft-ietf-wimse-wpt.md",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(generateCommand(), scenarioCommand(), checkCommand(), publishedCommand())
	return c
}
