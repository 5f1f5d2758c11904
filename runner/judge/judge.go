// Package judge has the command that makes results and reports again from evidence alone, of one run
// or of the shards of one. Start with [Command]; source.go reads a journal, merge.go puts several
// together.
package judge

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/run"
)

// flags are the flags of judge, as they were given.
type flags struct {
	out, output     string
	strict, verbose bool
}

// Command is the command that judges evidence.
func Command() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "judge EVIDENCE...",
		Short: "Makes results and reports again from the evidence of a run, or merges those of its shards",
		Long: "Judges evidence.jsonl again, without the target: of one run, or of all shards of one. What " +
			"is named\nmay be the file or the folder in which it lies. Evidence of a run that was cut " +
			"short gives the\nverdict of all that was observed; a last line that was cut in the middle is " +
			"left out.\n\nPrints a summary. With --out it writes results.json and junit.xml into that " +
			"folder as well.\n\nExit status: 0 every MUST is met; 1 a requirement is not, or the evidence " +
			"is incomplete; 2 the\ncommand line or a file is wrong; 3 the target could not be reached in " +
			"the run.",
		Example: "  wimsespec judge out\n  wimsespec judge acme-results/evidence.jsonl --out again\n" +
			"  wimsespec judge shard-1 shard-2 shard-3 --out merged\n" +
			"  wimsespec judge out -o json | jq .summary.verdict",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usage("judge: name evidence.jsonl or the folder of a run, such as out")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return judge(cmd, args, f) },
	}
	set := cmd.Flags()
	set.StringVar(&f.out, "out", "", "folder for the reports; without it none is written")
	set.StringVarP(&f.output, "output", "o", "text", "what is printed: text or json")
	set.BoolVar(&f.strict, "strict", false,
		"let a SHOULD that is not met fail, also where the run did not")
	set.BoolVarP(&f.verbose, "verbose", "v", false,
		"list what was reported, not claimed and not tested as well")
	return cmd
}

func judge(cmd *cobra.Command, names []string, f flags) error {
	if err := cli.CheckOutput(f.output); err != nil {
		return err
	}
	sources, err := readAll(names)
	if err != nil {
		return cli.Usage("judge: %w", err)
	}
	m, err := merge(sources)
	if err != nil {
		return cli.Usage("judge: %w", err)
	}
	m.tell(cmd.ErrOrStderr())
	m.facts.Strict = m.facts.Strict || f.strict
	if f.out == "" {
		return show(cmd, f, m, reports.Build(m.facts, m.cases, m.profile))
	}
	folder, err := run.OpenReports(f.out, m.files())
	if err != nil {
		return err
	}
	defer folder.Close()
	m.mark(folder.HasEvidence())
	results := reports.Build(m.facts, m.cases, m.profile)
	if err := m.write(cmd.Context(), f.out, results); err != nil {
		return cli.Exit{Status: cli.WrongUse, Err: err}
	}
	return show(cmd, f, m, results)
}

// show prints, and gives the exit status. That the run was interrupted does not say that judging was.
func show(cmd *cobra.Command, f flags, m *merged, r *reports.Results) error {
	var err error
	if f.output == "json" {
		err = reports.JSON(cmd.OutOrStdout(), r)
	} else {
		err = run.Summary(cmd.OutOrStdout(), r, f.verbose, f.out, m.about.Audience)
	}
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	switch status := r.ExitCode(); status {
	case cli.Met:
		return nil
	case cli.Interrupted:
		return cli.Exit{Status: cli.NotMet}
	default:
		return cli.Exit{Status: status}
	}
}
