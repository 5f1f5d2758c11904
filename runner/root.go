package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit statuses; they are part of the contract.
const (
	exitMet         = 0
	exitNotMet      = 1
	exitUsage       = 2
	exitUnreachable = 3
	exitInterrupted = 130
)

// exit is an error that carries the exit status of the program.
type exit struct {
	status int
	err    error
}

func (e exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exit) Unwrap() error { return e.err }

// usage marks an error as the fault of a command line, a file or another configuration.
func usage(format string, args ...any) error { return exit{exitUsage, fmt.Errorf(format, args...)} }

// Main runs the program until it ends, or until an interrupt or a termination signal ends it, and
// gives the exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, args, stdin, stdout, stderr)
}

// Run runs one command. Cancelling the context interrupts it.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var e exit
	switch {
	case err == nil:
		return exitMet
	case errors.As(err, &e):
		if e.err != nil {
			fmt.Fprintln(stderr, "wimsespec:", err)
		}
		return e.status
	}
	fmt.Fprintln(stderr, "wimsespec:", err)
	return exitUsage // cobra's own errors are about the command line
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "wimsespec",
		Short:         "Puts implementations of the IETF WIMSE drafts to the test",
		Long:          "Puts implementations of the IETF WIMSE drafts to the test.\n\n" + statuses,
		Example:       "  wimsespec run\n  wimsespec run --target acme.yaml --profile latest",
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(runCommand(), referenceCommand(), kitCommand(), benchCommand(), vectorsCommand(),
		requirementsCommand(), explainCommand())
	return root
}

const statuses = `Exit status: 0 every MUST is met; 1 a requirement is not met; 2 the command line or a
file is wrong; 3 there was no target to talk to; 130 interrupted.`

// version gives the version of the module, or the revision that the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
