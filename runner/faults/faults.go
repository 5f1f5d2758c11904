// Package faults has the command that proves the suites: it turns every fault of the reference on and
// says which cases noticed. Start with [Command]; print.go writes the table.
package faults

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/faults"
	"github.com/wimsespec/wimsespec/suites/live"
)

// flags are the flags of faults, as they were given.
type flags struct {
	profile, shard, output string
	faults                 []string
	every                  int
	verbose, totals        bool
}

// everyProfile stands for all of them.
const everyProfile = "all"

// Command is the command that turns faults on.
func Command() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "faults",
		Short: "Turns every fault of the reference on and says which cases noticed",
		Long: "Runs the suites against the reference with each of its faults on, one after the other: a " +
			"check\nthat is left out, bent, or too strict, or a message that is made wrong. The cases that " +
			"cite the\nfault's requirement have to fail, and no other may.\n\n" +
			"The exit status is 0 if every fault was noticed, or is excused for a reason that is printed, " +
			"and 1\nif one was missed or disturbed cases that are not about it.",
		Example: "  wimsespec faults\n  wimsespec faults --fault 'WPT-*' --verbose\n" +
			"  wimsespec faults --profile all --every 4 --shard 1/2",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	set := cmd.Flags()
	set.StringVar(&f.profile, "profile", "", "profile, or all (default "+spec.DefaultProfile()+")")
	set.StringArrayVar(&f.faults, "fault", nil, "only faults of this name, in which * stands for letters")
	set.StringVar(&f.shard, "shard", "", "i/n: the i-th of n equal parts of the faults")
	set.IntVar(&f.every, "every", 1, "run one in so many of the refusals that a fault is not about")
	set.StringVarP(&f.output, "output", "o", "text", "text or json")
	set.BoolVar(&f.totals, "totals", false, "print the numbers alone")
	set.BoolVarP(&f.verbose, "verbose", "v", false, "name every case that noticed")
	cmd.MarkFlagsMutuallyExclusive("totals", "verbose")
	return cmd
}

func (f flags) run(cmd *cobra.Command) error {
	work, err := f.plan()
	if err != nil {
		return err
	}
	all, err := sweep(cmd.Context(), cmd.ErrOrStderr(), work)
	switch {
	case err != nil && cmd.Context().Err() != nil:
		return cli.Exit{Status: cli.Interrupted}
	case err != nil:
		return err
	case f.output == "json":
		err = cli.PrintJSON(cmd.OutOrStdout(), all)
	case f.totals:
		err = printTotals(cmd.OutOrStdout(), all)
	default:
		err = printTables(cmd.OutOrStdout(), all, f.verbose)
	}
	if err == nil && slices.ContainsFunc(all, report.red) {
		return cli.Exit{Status: cli.NotMet}
	}
	return err
}

// plan says what is swept, for each profile.
func (f flags) plan() ([]faults.Options, error) {
	if err := cli.CheckOutput(f.output); err != nil {
		return nil, err
	}
	shard, err := live.ParseShard(f.shard)
	if err != nil {
		return nil, cli.Usage("--shard: %w", err)
	}
	if f.every < 1 {
		return nil, cli.Usage("--every: %d is not a number from 1 on", f.every)
	}
	names := []string{f.profile}
	if f.profile == everyProfile {
		names = spec.ProfileNames()
	}
	var work []faults.Options
	n := 0
	for _, name := range names {
		o := faults.Options{Every: f.every}
		if o.Profile, err = spec.Lookup(name); err != nil {
			return nil, cli.Usage("%w", err)
		}
		o.Faults = live.Part(shard, f.chosen(o.Profile))
		work, n = append(work, o), n+len(o.Faults)
	}
	if n == 0 && f.shard == "" {
		return nil, cli.Usage("--fault: the reference has no fault of that name in force%s", f.meant())
	}
	return work, nil
}

// chosen are the faults of a profile that the flags name.
func (f flags) chosen(p *spec.Profile) []faults.Fault {
	return slices.DeleteFunc(faults.InForce(p), func(fault faults.Fault) bool {
		return len(f.faults) > 0 && !slices.ContainsFunc(f.faults, func(pattern string) bool {
			ok, _ := path.Match(pattern, fault.Name) // a bad pattern names nothing
			return ok
		})
	})
}

func (f flags) meant() string {
	for _, name := range f.faults {
		if near := cli.DidYouMean(name, live.KnownFaults()); near != "" {
			return near
		}
	}
	return ""
}

// report is the sweep of one profile.
type report struct {
	Profile string          `json:"profile"`
	Faults  []faults.Result `json:"faults"`
}

func (r report) red() bool {
	return slices.ContainsFunc(r.Faults, func(f faults.Result) bool { return !f.OK() })
}

func sweep(ctx context.Context, log io.Writer, work []faults.Options) ([]report, error) {
	progress := cli.NewProgress(log, "faults")
	defer progress.Done()
	total := 0
	for _, o := range work {
		total += len(o.Faults)
	}
	progress.Start(total)
	var all []report
	for _, o := range work {
		o.OnResult = func(faults.Result) { progress.Step() }
		results, err := faults.Sweep(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("runner: %w", err)
		}
		all = append(all, report{o.Profile.Name, results})
	}
	return all, nil
}
