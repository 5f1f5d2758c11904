package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

// rounds is how often everything is measured; the median counts.
const rounds = 7

func benchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "bench",
		Short: "Measures the suites against the reference, beside a floor of the same work",
		Long: "Measures a run of the latest profile against the reference, and beside it a floor: as many " +
			"bare\nround trips over loopback, signatures made and signatures checked, with nothing " +
			"around them.\nEach figure is the median of several rounds, taken in turn.",
		Example: "  wimsespec bench",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return bench(cmd.Context(), cmd.OutOrStdout()) },
	}
}

func bench(ctx context.Context, w io.Writer) error {
	var runs, floors []time.Duration
	var last work
	for range rounds {
		done, err := measureRun(ctx)
		if err != nil {
			return err
		}
		floor, err := measureFloor(done)
		if err != nil {
			return err
		}
		runs, floors, last = append(runs, done.took), append(floors, floor), done
	}
	run, floor := median(runs), median(floors)
	fmt.Fprintf(w, "run, profile %s\n", spec.DefaultProfile())
	row(w, "cases", "%d, in %d messages", last.cases, last.messages)
	row(w, "plan, run and reports", "%v", run.Round(time.Millisecond))
	row(w, "floor", "%v: %d round trips, %d signatures made, %d checked", floor.Round(time.Millisecond),
		last.messages, total(last.made), total(last.checked))
	row(w, "ratio", "%.2f (wanted: at most 2.0)", float64(run)/float64(floor))
	if err := benchProcess(ctx, w); err != nil {
		return err
	}
	return benchCheck(w)
}

func row(w io.Writer, name, format string, args ...any) {
	fmt.Fprintf(w, "  %-24s %s\n", name, fmt.Sprintf(format, args...))
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

func total(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// work is what a run did, and how long it took.
type work struct {
	took            time.Duration
	cases, messages int
	made, checked   map[string]int
}

// measureRun does what the command run does, but for reading files and starting the process.
func measureRun(ctx context.Context) (work, error) {
	profile, err := spec.Lookup("")
	if err != nil {
		return work{}, err
	}
	domains, err := live.PublishedDomains()
	if err != nil {
		return work{}, err
	}
	checked := &jose.Tally{}
	ref, err := live.StartReference(ctx, live.ReferenceOptions{
		Profile: profile, Domains: domains, Checked: checked,
	})
	if err != nil {
		return work{}, err
	}
	defer func() { _ = ref.Stop() }() // the measurement is over
	var evidence bytes.Buffer
	begin := time.Now()
	r, err := live.Start(ctx, live.Options{
		Target: ref.Target, Profile: profile, Ring: keys.Published(), Mechanisms: live.Mechanisms,
	}, live.Settings{Evidence: &evidence})
	if err != nil {
		return work{}, err
	}
	defer r.Close()
	if err := specs(r, ""); err != nil {
		return work{}, err
	}
	outcomes := r.Session.Wait()
	reports.Build(reports.Run{Complete: true, Roles: []string{"recipient"}}, casesOf(outcomes), profile)
	return work{time.Since(begin), len(outcomes), messagesIn(&evidence), r.Forge.Made(), checked.Counts()}, nil
}

// messagesIn counts the requests of a journal.
func messagesIn(journal io.Reader) int {
	n := 0
	for dec := json.NewDecoder(journal); ; {
		var line struct {
			Steps []json.RawMessage `json:"steps"`
		}
		if dec.Decode(&line) != nil {
			return n
		}
		n += len(line.Steps)
	}
}

// benchCheck measures the proof of every vector of every profile.
func benchCheck(w io.Writer) error {
	book, err := forge.Builtin()
	if err != nil {
		return err
	}
	vectors, verified, begin := 0, int64(0), time.Now()
	for _, name := range spec.ProfileNames() {
		proofs, n, err := prove.Profile(spec.Must(name), book, keys.Published())
		if err != nil {
			return err
		}
		vectors, verified = vectors+len(proofs), verified+n
	}
	took := time.Since(begin)
	fmt.Fprintln(w, "vectors check, all profiles")
	row(w, "vectors", "%d, proved by %d verifications", vectors, verified)
	row(w, "minting and proving", "%v", took.Round(time.Millisecond))
	row(w, "rate", "%.0f verifications a second (wanted: at least 3000)", float64(verified)/took.Seconds())
	return nil
}
