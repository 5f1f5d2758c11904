package examples

import (
	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/examples"
)

func scenarioCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "scenario",
		Short: "Prints the scenario from which examples are made",
		Long: "Prints the scenario from which `wimsespec examples generate` makes examples, to be\n" +
			"changed and given to it with --scenario.",
		Example: "  wimsespec examples scenario > mine.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(examples.Scenario())
			return err
		},
	}
}
