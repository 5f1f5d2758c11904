package run

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
)

// execute runs the suites and builds the results out of whatever was observed.
func execute(
	cmd *cobra.Command, f flags, o live.Options, folder *folder, s *subject,
) (*reports.Results, error) {
	started := time.Now()
	progress := cli.NewProgress(cmd.ErrOrStderr(), "cases")
	defer progress.Done()
	ctx := cmd.Context()
	r, err := live.Start(ctx, o, live.Settings{
		Timeout: f.timeout, Workers: f.concurrency, Evidence: folder.evidence,
		OnOutcome: func(harness.Outcome) { progress.Step() },
	})
	if err != nil {
		return nil, notStarted(err, f.filter)
	}
	defer r.Close()
	r.Strict = f.strict
	progress.Start(len(r.Plan.Cases))
	if err := Specs(r, folder.path("junit.xml")); err != nil {
		return nil, err
	}
	outcomes := r.Session.Wait()
	if err := r.Session.Err(); err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "wimsespec: the evidence could not be written to its end:", err)
	}
	return reports.Build(reports.Run{
		Tool: reports.Tool{Name: "wimsespec", Version: cli.Version()}, Target: targetFacts(o.Target),
		Started: started, Finished: time.Now(), Strict: f.strict, Filter: f.describe(),
		Complete:    len(outcomes) == len(r.Plan.Cases) && ctx.Err() == nil && r.Session.Err() == nil,
		Interrupted: ctx.Err() != nil,
		Unreachable: unreachable(cmd, r) || s.ended() != nil,
		Roles:       roles(o.Target), Mechanisms: names(mechanisms(o)),
	}, Cases(outcomes), o.Profile), nil
}

// unreachable says whether a role of the target could not be reached, and tells which. The cases of
// the others count all the same; the run is incomplete.
func unreachable(cmd *cobra.Command, r *live.Run) bool {
	urls := r.Session.Unreachable()
	for _, url := range urls {
		fmt.Fprintf(cmd.ErrOrStderr(),
			"wimsespec: %s could not be reached or was lost: cases without an answer tell nothing\n", url)
	}
	return len(urls) > 0
}

// describe says which part of all cases was run.
func (f flags) describe() string {
	if f.shard != "" {
		return f.filter + " shard " + f.shard
	}
	return f.filter
}

// conclude writes the reports and prints the summary; the subject must not have been closed yet.
func conclude(
	cmd *cobra.Command, f flags, o live.Options, folder *folder, s *subject, r *reports.Results,
) error {
	if err := reports.Write(folder.dir, r); err != nil {
		return cli.Exit{Status: cli.WrongUse, Err: err}
	}
	out := cmd.OutOrStdout()
	width, colour := terminalOf(out)
	err := reports.Terminal(out, r, reports.Options{
		Colour: colour, Width: width, Verbose: f.verbose, Out: folder.dir,
		Audience: cmp.Or(o.Target.Recipient.Audience, o.Target.Recipient.URL),
	})
	if err != nil {
		return err
	}
	if err := s.ended(); err != nil && !r.Interrupted {
		return err
	}
	if status := r.ExitCode(); status != cli.Met {
		return cli.Exit{Status: status}
	}
	return nil
}

// terminalOf gives the width of a terminal and whether to use colour on it; 0 and no elsewhere.
func terminalOf(w io.Writer) (width int, colour bool) {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		width = 0
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
