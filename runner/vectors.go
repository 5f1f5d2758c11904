package runner

import "github.com/spf13/cobra"

func vectorsCommand() *cobra.Command {
	return &cobra.Command{Use: "vectors", Short: "Mints, proves, lists and explains test vectors"}
}
