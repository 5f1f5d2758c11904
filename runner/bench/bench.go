// Package bench has the command that measures the suites. Start with [Command]; work.go is what a
// run does, floor.go the same work with nothing around it.
package bench

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// rounds is how often everything is measured; the median counts.
const rounds = 7

// Command is the command that measures.
func Command() *cobra.Command {
	return &cobra.Command{
		Use:   "bench",
		Short: "Measures the suites against the reference, beside a floor of the same work",
		Long: "Measures a run of the latest profile against the reference in all its roles, and beside " +
			"it a\nfloor: as many bare round trips over loopback, TLS handshakes, signatures made and " +
			"signatures\nchecked, with nothing around them. What the suite's own checks of messages " +
			"verify is not in\nthe floor. Each figure is the median of several rounds, taken in turn.",
		Example: "  wimsespec bench",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return bench(cmd.Context(), cmd.OutOrStdout())
		},
	}
}

func bench(ctx context.Context, w io.Writer) error {
	fmt.Fprintf(w, "wimsespec run, profile %s\n", spec.DefaultProfile())
	// First of all: a process counts among its own what its parent held when it was started.
	if err := measureProcess(ctx, w); err != nil {
		return err
	}
	bareQuestion() // which is made once, and not in the floor
	fmt.Fprintln(w, "the same in this process, of recipient, caller and issuer")
	if err := measureRuns(ctx, w, false); err != nil {
		return err
	}
	fmt.Fprintln(w, "with the verifier")
	if err := measureRuns(ctx, w, true); err != nil {
		return err
	}
	if err := measureHandshakes(ctx, w); err != nil {
		return err
	}
	return measureCheck(w)
}

// measureRuns measures runs, each beside its floor.
func measureRuns(ctx context.Context, w io.Writer, asked bool) error {
	var runs, floors []time.Duration
	var last work
	for range rounds {
		done, err := measureRun(ctx, live.Mechanisms, asked)
		if err != nil {
			return err
		}
		floor, err := measureFloor(done)
		if err != nil {
			return err
		}
		runs, floors, last = append(runs, done.took), append(floors, floor), done
	}
	whole, floor := median(runs), median(floors)
	row(w, "cases", "%d, in %d messages", last.cases, last.messages)
	row(w, "plan, run and reports", "%v", whole.Round(time.Millisecond))
	row(w, "floor", "%v: %d round trips, %d handshakes, %d signatures made, %d checked",
		floor.Round(time.Millisecond), last.messages, last.handshakes, total(last.made),
		total(last.checked))
	row(w, "ratio", "%.2f (wanted: at most 1.6)", float64(whole)/float64(floor))
	return nil
}

func row(w io.Writer, name, format string, args ...any) {
	fmt.Fprintf(w, "  %-24s %s\n", name, fmt.Sprintf(format, args...))
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
