package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// The exit statuses; they are part of the contract.
const (
	Met         = 0
	NotMet      = 1
	WrongUse    = 2
	Unreachable = 3
	Interrupted = 130
)

// Statuses explains the exit statuses to users.
const Statuses = "Exit status: 0 every MUST is met; 1 a requirement is not met; " +
	"2 the command line or a\nfile is wrong; 3 there was no target to talk to; 130 interrupted."

// Exit is an error that carries the exit status of the program. Without Err there is nothing more
// to say: the command has printed what it found.
type Exit struct {
	Status int
	Err    error
}

func (e Exit) Error() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

func (e Exit) Unwrap() error { return e.Err }

// Usage marks an error as the fault of a command line, a file or another configuration.
func Usage(format string, args ...any) error {
	return Exit{Status: WrongUse, Err: fmt.Errorf(format, args...)}
}

// Streams are where a command reads and prints.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Execute runs a command with its arguments, prints its error and gives its exit status.
func Execute(ctx context.Context, c *cobra.Command, args []string, s Streams) int {
	c.SilenceUsage, c.SilenceErrors = true, true
	c.SetArgs(args)
	c.SetIn(s.In)
	c.SetOut(s.Out)
	c.SetErr(s.Err)
	err := c.ExecuteContext(ctx)
	var e Exit
	switch {
	case err == nil:
		return Met
	case errors.As(err, &e):
		if e.Err != nil {
			fmt.Fprintln(s.Err, "wimsespec:", err)
		}
		return e.Status
	}
	fmt.Fprintln(s.Err, "wimsespec:", err)
	return WrongUse // cobra's own errors are about the command line
}
