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
		Short: "Makes the examples that the drafts print",
		Long: "Makes the examples that the drafts print: tokens, requests, responses, keys and\n" +
			"certificates that agree with each other, whole and folded by RFC 8792.",
		Example: "  wimsespec examples generate --out out/examples\n" +
			"  wimsespec examples scenario > mine.yaml",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(generateCommand(), scenarioCommand())
	return c
}
