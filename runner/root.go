package runner

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/bench"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/examples"
	"github.com/wimsespec/wimsespec/runner/explain"
	"github.com/wimsespec/wimsespec/runner/faults"
	"github.com/wimsespec/wimsespec/runner/judge"
	"github.com/wimsespec/wimsespec/runner/requirements"
	"github.com/wimsespec/wimsespec/runner/run"
	"github.com/wimsespec/wimsespec/runner/subjects"
	"github.com/wimsespec/wimsespec/runner/vectors"
)

// Main runs the program until it ends, or until an interrupt or a termination signal ends it, and
// gives the exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	collectSeldom()
	return Run(ctx, args, stdin, stdout, stderr)
}

// Commands live for a second and leave little behind: collecting garbage at every doubling of a few
// megabytes would be a tenth of their work.
const garbagePercent = 300

func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
}

// Run runs one command. Cancelling the context interrupts it.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return cli.Execute(ctx, command(), args, cli.Streams{In: stdin, Out: stdout, Err: stderr})
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:     "wimsespec",
		Short:   "Puts implementations of the IETF WIMSE drafts to the test",
		Long:    "Puts implementations of the IETF WIMSE drafts to the test.\n\n" + cli.Statuses,
		Example: "  wimsespec run\n  wimsespec run --target acme.yaml --profile latest",
		Version: cli.Version(),
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		run.Command(), judge.Command(), subjects.ReferenceCommand(), subjects.KitCommand(), bench.Command(),
		vectors.Command(), requirements.Command(), explain.Command(), examples.Command(), faults.Command(),
	)
	return root
}
