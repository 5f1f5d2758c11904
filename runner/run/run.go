// Package run has the command that runs the suites against a target. Start with [Command];
// subject.go starts the target, execute.go the suites. Bench measures with [Specs] and [Cases].
package run

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/subjects"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// flags are the flags of run, as they were given.
type flags struct {
	target, profile, out, filter, shard, kit string
	strict, verbose, resume                  bool
	concurrency                              int
	timeout                                  time.Duration
}

// Command is the command that runs the suites.
func Command() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Runs the suites against a target, or against the reference",
		Long: "Runs the suites against the target that a target file describes. Without one it starts " +
			"the\nreference on loopback and runs against that.\n\n" +
			"Writes results.json, evidence.jsonl and junit.xml into the folder --out and a summary to " +
			"the\nterminal. A run that was cut short goes on with --resume; `wimsespec judge` makes the " +
			"reports\nagain of evidence.jsonl alone.\n\n" + cli.Statuses,
		Example: "  wimsespec run\n  wimsespec run --target acme.yaml --out acme-results\n" +
			"  wimsespec run --target acme.yaml --out acme-results --resume\n" +
			"  wimsespec run --profile s2s-01 --filter 'wpt/wth-*,WPT-AUD-CHECK'\n" +
			"  wimsespec run --filter 'WPT-WTH-MATCH && !(algorithm: EdDSA)'\n" +
			"  wimsespec run --filter 'mechanism: httpsig && role: caller'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd, f) },
	}
	f.define(cmd)
	return cmd
}

// define adds the flags to a command.
func (f *flags) define(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.target, "target", "", "target file; without one the reference is the target")
	set.StringVar(&f.profile, "profile", "", "profile, in place of the one that the target names")
	set.StringVar(&f.out, "out", "out", "folder for the reports")
	set.StringVar(&f.filter, "filter", "",
		"case ids with *, requirement IDs, mechanisms, algorithms, roles, or a Ginkgo label expression")
	set.StringVar(&f.shard, "shard", "", "i/n: run the i-th of n equal parts")
	set.StringVar(&f.kit, "kit", "",
		"folder with the kit that the target has, where it is a fresh one")
	set.BoolVar(&f.strict, "strict", false, "let a SHOULD that is not met fail the run")
	set.BoolVarP(&f.verbose, "verbose", "v", false,
		"list what was reported, not claimed and not tested as well")
	set.BoolVar(&f.resume, "resume", false,
		"go on with the run in --out: what was observed is not sent again")
	set.IntVar(&f.concurrency, "concurrency", 0, "groups of cases under way at once (default 8)")
	set.DurationVar(&f.timeout, "timeout", 5*time.Second, "how long to wait for one answer")
}

func run(cmd *cobra.Command, f flags) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	folder, err := openFolder(f.out, f.resume)
	if err != nil {
		return err
	}
	defer folder.Close()
	s, err := openSubject(cmd.Context(), f, &o, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	defer s.Close()
	results, err := execute(cmd, f, o, folder, s)
	if results == nil {
		return err
	}
	concluded := conclude(cmd, f, o, folder, s, results)
	if err != nil {
		return err
	}
	return concluded
}

// options checks what the flags say before anything is started.
func (f flags) options() (live.Options, error) {
	o := live.Options{Mechanisms: live.Mechanisms}
	if err := f.numbers(); err != nil {
		return o, err
	}
	var err error
	if o.Filter, err = live.ParseFilter(f.filter); err != nil {
		return o, cli.Usage("%w", err)
	}
	if o.Shard, err = live.ParseShard(f.shard); err != nil {
		return o, cli.Usage("%w", err)
	}
	if o.Ring, err = subjects.RingOf(f.kit); err != nil {
		return o, cli.Usage("%w", err)
	}
	if _, err = spec.Lookup(f.profile); err != nil {
		return o, cli.Usage("%w", err)
	}
	return o, nil
}

// numbers refuses those with which nothing could be sent.
func (f flags) numbers() error {
	switch {
	case f.timeout <= 0:
		return cli.Usage("--timeout: %v is no time to wait", f.timeout)
	case f.concurrency < 0:
		return cli.Usage("--concurrency: %d is below 0", f.concurrency)
	}
	return nil
}
