package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/target"
)

// errInterrupted ends the wait for a target when the user has had enough.
var errInterrupted = cli.Exit{
	Status: cli.Interrupted, Err: errors.New("interrupted before the run began"),
}

// ready waits until something listens where the roles of the target are to be. Where one role is
// not there, the others are tested all the same; where none is, there is no run.
func (s *subject) ready(ctx context.Context, t *target.Target, log io.Writer) error {
	patience := time.Duration(t.ReadyTimeout)
	if s.process == nil {
		patience = time.Second // it is running already, or it is not
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if len(t.Endpoints()) == 0 {
		return cli.Usage("runner: %s: there is no recipient, caller or issuer to be tested", t.Name)
	}
	var missing []string
	for _, e := range t.Endpoints() {
		if err := waitForListener(limited, e.URL, s.process); err != nil {
			missing = append(missing, fmt.Sprintf("%s (%v)", e.URL, err))
		}
	}
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case s.process != nil && (s.taken != "" || s.process.outcome("before") != ""):
		return s.notItsOwn(ctx, t)
	case len(missing) == len(t.Endpoints()):
		return s.absent(t, missing)
	}
	for _, m := range missing {
		fmt.Fprintf(log, "wimsespec: %s: nothing answers at %s\n", t.Name, m)
	}
	return nil
}

// absent says that nothing of a target is there.
func (s *subject) absent(t *target.Target, missing []string) error {
	hint := "is it running?"
	if s.process != nil {
		hint = "it was started by: " + strings.Join(t.Command, " ")
	}
	return cli.Exit{Status: cli.Unreachable, Err: fmt.Errorf(
		"runner: %s: nothing answers at %s; %s", t.Name, strings.Join(missing, ", nor at "), hint)}
}

// settling is how long a command has to end that finds its address taken.
const settling = time.Second

// notItsOwn says why whoever listens at the target's address is not the command that was started:
// a verdict on a stranger would be worse than none.
func (s *subject) notItsOwn(ctx context.Context, t *target.Target) error {
	select {
	case <-s.process.ended():
	case <-ctx.Done():
		return errInterrupted
	case <-time.After(settling):
	}
	var why []string
	if ended := s.process.outcome("before"); ended != "" {
		why = append(why, ended+"; it was: "+strings.Join(t.Command, " "))
	}
	if s.taken != "" {
		why = append(why, "another process listened at "+s.taken+" before it was started")
	}
	return cli.Exit{Status: cli.Unreachable, Err: fmt.Errorf(
		"runner: %s: %s", t.Name, strings.Join(why, "; "))}
}
