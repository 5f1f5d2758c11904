package examples

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/examples/survey"
	"github.com/wimsespec/wimsespec/runner/cli"
)

// publishedCommand writes what this project keeps of the published documents. It is for who works on
// the project, and so it is hidden.
func publishedCommand() *cobra.Command {
	var specs, root string
	c := &cobra.Command{
		Use:     "published",
		Short:   "Writes docs/published-examples.md and vectors/published, and with --specs what the page is of",
		Example: "  wimsespec examples published --specs ../shared/specs",
		Args:    cobra.NoArgs,
		Hidden:  true,
		RunE: func(*cobra.Command, []string) error {
			list, err := survey.Recorded()
			if err == nil && specs != "" {
				list, err = remade(specs, root)
			}
			if err != nil {
				return cli.Usage("examples: %w", err)
			}
			page, err := survey.Page(list)
			if err != nil {
				return cli.Usage("examples: %w", err)
			}
			if err := writeVectors(root); err != nil {
				return cli.Usage("%w", err)
			}
			return write(filepath.Join(root, "docs", "published-examples.md"), []byte(page))
		},
	}
	c.Flags().StringVar(&specs, "specs", "", "a folder with the published documents, to examine them anew")
	c.Flags().StringVar(&root, "root", ".", "the root of the source tree")
	return c
}

func remade(specs, root string) ([]survey.Entry, error) {
	list, err := survey.Make(specs)
	if err != nil {
		return nil, err
	}
	text, err := survey.Write(list)
	if err != nil {
		return nil, err
	}
	return list, write(filepath.Join(root, "examples", "survey", "survey.yaml"), text)
}

func write(path string, text []byte) error {
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return cli.Usage("examples: %w", err)
	}
	return nil
}
