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

// execute runs the suites and builds the results out of whatever was observed. With an error about a
// report that could not be written, the results are there too.
func execute(
	cmd *cobra.Command, f flags, o live.Options, folder *folder, s *subject,
) (*reports.Results, error) {
	said, err := about(f, o)
	if err != nil {
		return nil, err
	}
	if f.resume {
		if err := folder.resume(said, cmd.ErrOrStderr()); err != nil {
			return nil, err
		}
	}
	progress := cli.NewProgress(cmd.ErrOrStderr(), "cases")
	defer progress.Done()
	r, err := live.Start(cmd.Context(), o, live.Settings{
		Timeout: f.timeout, Workers: f.concurrency,
		Evidence: folder.evidence, About: said, Resume: folder.earlier,
		OnOutcome: func(harness.Outcome) { progress.Step() },
	})
	if err != nil {
		return nil, notStarted(err, f.filter)
	}
	defer r.Close()
	r.Strict = f.strict
	progress.Start(len(r.Plan.Cases))
	unwritten := Specs(r, folder.path(JUnitFile))
	facts := ended(cmd, said.Facts(), r, s)
	return reports.Build(facts, Cases(r.Session.Wait()), o.Profile), unwritten
}

// ended says how a run ended, and writes that down behind the evidence.
func ended(cmd *cobra.Command, facts reports.Run, r *live.Run, s *subject) reports.Run {
	ctx, outcomes := cmd.Context(), r.Session.Wait()
	facts.Interrupted = ctx.Err() != nil
	facts.Unreachable = unreachable(cmd, r) || s.ended() != nil
	facts.Started, facts.Finished = r.Session.Began(), time.Now()
	err := r.Session.Conclude(harness.End{
		Finished: facts.Finished, Interrupted: facts.Interrupted, Unreachable: facts.Unreachable,
	})
	if err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "wimsespec: the evidence could not be written to its end:", err)
	}
	facts.Complete = len(outcomes) == len(r.Plan.Cases) && err == nil && !facts.Interrupted
	return facts
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

// conclude writes the reports and prints the summary; the subject must not have been closed yet.
func conclude(
	cmd *cobra.Command, f flags, o live.Options, folder *folder, s *subject, r *reports.Results,
) error {
	written := reports.Write(folder.dir, r)
	audience := cmp.Or(o.Target.Recipient.Audience, o.Target.Recipient.URL)
	if err := Summary(cmd.OutOrStdout(), r, f.verbose, folder.dir, audience); err != nil {
		return err
	}
	if written != nil { // the summary is what is left
		return cli.Exit{Status: cli.WrongUse, Err: written}
	}
	if err := s.ended(); err != nil && !r.Interrupted {
		return err
	}
	if status := r.ExitCode(); status != cli.Met {
		return cli.Exit{Status: status}
	}
	return nil
}

// Summary prints results for people, as wide as their terminal is.
func Summary(out io.Writer, r *reports.Results, verbose bool, dir, audience string) error {
	width, colour := terminalOf(out)
	return reports.Terminal(out, r, reports.Options{
		Colour: colour, Width: width, Verbose: verbose, Out: dir, Audience: audience,
	})
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
