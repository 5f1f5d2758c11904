package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
)

// runFlags are the flags of run, as they were given.
type runFlags struct {
	target, profile, out, filter, shard, kit string
	strict, verbose                          bool
	concurrency                              int
	timeout                                  time.Duration
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Runs the suites against a target, or against the reference",
		Long: "Runs the suites against the target that a target file describes. Without one it starts " +
			"the\nreference on loopback and runs against that.\n\n" +
			"Writes results.json, evidence.jsonl and junit.xml into the folder --out and a summary to " +
			"the\nterminal.\n\n" + statuses,
		Example: "  wimsespec run\n  wimsespec run --target acme.yaml --out acme-results\n" +
			"  wimsespec run --profile s2s-01 --filter 'wpt/wth-*,WPT-AUD-CHECK'\n" +
			"  wimsespec run --filter 'WPT-WTH-MATCH && !(algorithm: EdDSA)'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "", "target file; without one the reference is the target")
	flags.StringVar(&f.profile, "profile", "", "profile, in place of the one that the target names")
	flags.StringVar(&f.out, "out", "out", "folder for the reports")
	flags.StringVar(&f.filter, "filter", "", "case ids with *, requirement IDs, mechanisms, or a Ginkgo label expression")
	flags.StringVar(&f.shard, "shard", "", "i/n: run the i-th of n equal parts")
	flags.StringVar(&f.kit, "kit", "", "folder with the kit that the target has, where it is a fresh one")
	flags.BoolVar(&f.strict, "strict", false, "let a SHOULD that is not met fail the run")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "list what was reported, not claimed and not tested as well")
	flags.IntVar(&f.concurrency, "concurrency", 0, "groups of cases under way at once (default 8)")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Second, "how long to wait for one answer")
	return cmd
}

func run(cmd *cobra.Command, f runFlags) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	folder, err := openFolder(f.out)
	if err != nil {
		return err
	}
	defer folder.Close()
	s, err := openSubject(cmd.Context(), f, &o, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	defer s.Close()
	results, err := execute(cmd, f, o, folder)
	if err != nil {
		return err
	}
	return conclude(cmd, f, folder, results)
}

// options checks what the flags say before anything is started.
func (f runFlags) options() (live.Options, error) {
	o := live.Options{Mechanisms: live.Mechanisms}
	var err error
	if o.Filter, err = live.ParseFilter(f.filter); err != nil {
		return o, usage("%w", err)
	}
	if o.Shard, err = live.ParseShard(f.shard); err != nil {
		return o, usage("%w", err)
	}
	if o.Ring, err = ringOf(f.kit); err != nil {
		return o, usage("%w", err)
	}
	if _, err = spec.Lookup(f.profile); err != nil {
		return o, usage("%w", err)
	}
	return o, nil
}

// execute runs the suites and builds the results out of whatever was observed.
func execute(cmd *cobra.Command, f runFlags, o live.Options, folder *folder) (*reports.Results, error) {
	started := time.Now()
	progress := newProgress(cmd.ErrOrStderr())
	defer progress.done()
	ctx := cmd.Context()
	r, err := live.Start(ctx, o, live.Settings{
		Timeout: f.timeout, Workers: f.concurrency, Evidence: folder.evidence,
		OnOutcome: func(harness.Outcome) { progress.step() },
	})
	if err != nil {
		return nil, exit{exitUsage, err}
	}
	defer r.Close()
	r.Strict = f.strict
	progress.start(len(r.Plan.Cases))
	if err := specs(r, folder.path("junit.xml")); err != nil {
		return nil, err
	}
	outcomes := r.Session.Wait()
	if err := r.Session.Err(); err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "wimsespec: the evidence could not be written to its end:", err)
	}
	return reports.Build(reports.Run{
		Tool: reports.Tool{Name: "wimsespec", Version: version()}, Target: targetFacts(o.Target),
		Started: started, Finished: time.Now(), Strict: f.strict, Filter: f.describe(),
		Complete:    len(outcomes) == len(r.Plan.Cases) && ctx.Err() == nil && r.Session.Err() == nil,
		Interrupted: ctx.Err() != nil, Unreachable: r.Session.Unreachable(),
		Roles: []string{string(spec.RoleRecipient)}, Mechanisms: names(o.Mechanisms),
	}, casesOf(outcomes), o.Profile), nil
}

// describe says which part of all cases was run.
func (f runFlags) describe() string {
	if f.shard != "" {
		return f.filter + " shard " + f.shard
	}
	return f.filter
}

// conclude writes the reports and prints the summary.
func conclude(cmd *cobra.Command, f runFlags, folder *folder, r *reports.Results) error {
	if err := reports.Write(folder.dir, r); err != nil {
		return exit{exitUsage, err}
	}
	out := cmd.OutOrStdout()
	width, colour := terminalOf(out)
	err := reports.Terminal(out, r, reports.Options{
		Colour: colour, Width: width, Verbose: f.verbose, Out: folder.dir,
	})
	if err != nil {
		return err
	}
	if status := r.ExitCode(); status != exitMet {
		return exit{status: status}
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

// folder is where the reports of a run go.
type folder struct {
	dir      string
	evidence *os.File
}

// openFolder makes the folder and the evidence file, so that a disk that takes neither is known
// before anything is sent.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, usage("--out: %w", err)
	}
	evidence, err := os.Create(filepath.Join(dir, "evidence.jsonl"))
	if err != nil {
		return nil, usage("--out: %w", err)
	}
	return &folder{dir, evidence}, nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// Close closes the evidence file.
func (f *folder) Close() error { return f.evidence.Close() }

// errInterrupted ends what waits for a target when the user has had enough.
var errInterrupted = exit{exitInterrupted, errors.New("interrupted before the run began")}

func interrupted(ctx context.Context) bool { return ctx.Err() != nil }
