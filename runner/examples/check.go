package examples

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
	"github.com/wimsespec/wimsespec/runner/cli"
)

type checkFlags struct {
	revision, output string
	with             []string
}

func checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Says what is right and what is wrong in the figures of a draft",
		Long: `Reads drafts as kramdown source with its includes, as rendered text or as RFC XML, or folders
with one file for each figure, and checks the tokens, keys and messages that they print.

The revision is recognised by the name of the document or of the file; a draft that is still
being written is judged as the newest revision. In a document that is not known, only those
checks are made that hold in every revision. --with names documents whose keys and tokens count
too, such as the draft on credentials beside the one on proofs.

Exit status: 0 nothing is wrong; 1 something is; 2 the command line or a file is wrong, or there
is nothing to check in a file that is no published draft and no draft that is still being written.`,
		Example: "  wimsespec examples check draft-ietf-wimse-http-signature.md\n" +
			"  wimsespec examples check draft-ietf-wimse-wpt-02.txt --with draft-ietf-wimse-workload-creds-02.txt\n" +
			"  wimsespec examples check draft-ietf-wimse-wpt.xml --revision wpt-02 -o markdown",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error { return f.run(cmd.OutOrStdout(), files) },
	}
	c.Flags().StringVar(&f.revision, "revision", "",
		"judge by this revision, such as wpt-02, or by this profile")
	c.Flags().StringArrayVar(&f.with, "with", nil, "a document whose keys and tokens count too")
	c.Flags().StringVarP(&f.output, "output", "o", "text", "text, json or markdown")
	return c
}

// printers write reports in each form of output.
var printers = map[string]func(io.Writer, []examine.Report) error{
	"text": printText, "markdown": printMarkdown,
	"json": func(w io.Writer, reports []examine.Report) error { return cli.PrintJSON(w, reports) },
}

func (f checkFlags) run(w io.Writer, files []string) error {
	printer, known := printers[f.output]
	if !known {
		return cli.Usage("examples: unknown output %q; known: text, json, markdown", f.output)
	}
	others, err := readAll(f.with)
	if err != nil {
		return err
	}
	documents, err := readAll(files)
	if err != nil {
		return err
	}
	reports, err := f.judge(documents, others)
	if err != nil {
		return err
	}
	if err := printer(w, reports); err != nil {
		return fmt.Errorf("examples: %w", err)
	}
	if slices.ContainsFunc(reports, examine.Report.Failed) {
		return cli.Exit{Status: cli.NotMet}
	}
	return nil
}

// judge examines each document. One that shows nothing is a mistake, whatever it is to be judged by,
// but for the drafts that have no example data.
func (f checkFlags) judge(documents, others []*draft.Document) ([]examine.Report, error) {
	reports := []examine.Report{}
	for _, d := range documents {
		report, err := examine.Judge(d, f.revision, others)
		if err != nil {
			return nil, cli.Usage("examples: --revision: %w", err)
		}
		if _, known := examine.Recognise(d); len(report.Results) == 0 && !known {
			return nil, cli.Usage("examples: %s: is no draft that is known, and no figure in it shows a "+
				"token, a key or a message", d.Path)
		}
		reports = append(reports, report)
	}
	return reports, nil
}

func readAll(paths []string) ([]*draft.Document, error) {
	var out []*draft.Document
	for _, path := range paths {
		d, err := draft.Read(path)
		if err != nil {
			return nil, cli.Usage("examples: %w", err)
		}
		out = append(out, d)
	}
	return out, nil
}
