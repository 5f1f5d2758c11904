package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/subjects"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// subject is what a run holds open for its target: the reference, or a process and its kit.
type subject struct {
	reference *live.Reference
	process   *process
	kit       string // a folder to remove, or ""
	taken     bool   // somebody listened at the target's address before its command was started
}

// Close stops what was started and removes what was made for it.
func (s *subject) Close() {
	if s.reference != nil {
		_ = s.reference.Stop() // the run is over
	}
	if s.process != nil {
		s.process.stop()
	}
	if s.kit != "" {
		_ = os.RemoveAll(s.kit) // a folder of our own, in the system's place for such
	}
}

// openSubject loads the target and starts it where its file says how, or starts the reference.
func openSubject(
	ctx context.Context, f flags, o *live.Options, log io.Writer,
) (*subject, error) {
	if f.target == "" {
		return openReference(ctx, f, o)
	}
	t, err := target.Load(f.target)
	if err != nil {
		return nil, cli.Exit{Status: cli.WrongUse, Err: err}
	}
	if f.profile != "" {
		t.Profile, t.Revisions = f.profile, spec.Revisions{}
	}
	o.Target = t
	if o.Profile, err = t.ProfileOf(); err != nil {
		return nil, cli.Exit{Status: cli.WrongUse, Err: err}
	}
	return startTarget(ctx, f, o, log)
}

func openReference(ctx context.Context, f flags, o *live.Options) (*subject, error) {
	profile, err := spec.Lookup(f.profile)
	if err != nil {
		return nil, cli.Exit{Status: cli.WrongUse, Err: err}
	}
	domains, err := live.PublishedDomains()
	if err != nil {
		return nil, err
	}
	ref, err := live.StartReference(ctx, live.ReferenceOptions{Profile: profile, Domains: domains})
	if err != nil {
		return nil, cli.Exit{Status: cli.Unreachable, Err: err}
	}
	o.Target, o.Profile, o.Ring = ref.Target, profile, keys.Published()
	return &subject{reference: ref}, nil
}

// startTarget runs the target's command, if it has one, and waits until the target answers.
func startTarget(
	ctx context.Context, f flags, o *live.Options, log io.Writer,
) (*subject, error) {
	s := &subject{}
	if len(o.Target.Command) > 0 {
		dir, err := s.writeKit(f.kit, o)
		if err != nil {
			return nil, cli.Exit{Status: cli.WrongUse, Err: err}
		}
		s.taken = listening(ctx, o.Target.Recipient.URL)
		if s.process, err = startProcess(o.Target.Command, f.target, dir, log); err != nil {
			s.Close()
			return nil, cli.Exit{Status: cli.Unreachable, Err: err}
		}
	}
	if err := s.ready(ctx, o.Target); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// writeKit gives the folder of the kit: the one that was named, or a new one with published keys.
func (s *subject) writeKit(named string, o *live.Options) (string, error) {
	if named != "" {
		return filepath.Abs(named)
	}
	dir, err := os.MkdirTemp("", "wimsespec-kit-")
	if err != nil {
		return "", err
	}
	s.kit = dir
	k, err := subjects.KitFor(o.Profile, o.Ring, o.Target)
	if err != nil {
		return "", err
	}
	return dir, k.Save(dir)
}

// errInterrupted ends the wait for a target when the user has had enough.
var errInterrupted = cli.Exit{
	Status: cli.Interrupted, Err: errors.New("interrupted before the run began"),
}

// ready waits until something listens where the target's recipient is to be.
func (s *subject) ready(ctx context.Context, t *target.Target) error {
	patience := time.Duration(t.ReadyTimeout)
	if s.process == nil {
		patience = time.Second // it is running already, or it is not
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := waitForListener(limited, t.Recipient.URL, s.process)
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case s.process != nil && (s.taken || s.process.outcome("before") != ""):
		return s.notItsOwn(ctx, t)
	case err == nil:
		return nil
	}
	hint := "is it running?"
	if s.process != nil {
		hint = "it was started by: " + strings.Join(t.Command, " ")
	}
	return cli.Exit{Status: cli.Unreachable, Err: fmt.Errorf(
		"runner: %s: nothing answers at %s (%w); %s", t.Name, t.Recipient.URL, err, hint)}
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
	if s.taken {
		why = append(why, "another process listened at "+t.Recipient.URL+" before it was started")
	}
	return cli.Exit{Status: cli.Unreachable, Err: fmt.Errorf(
		"runner: %s: %s", t.Name, strings.Join(why, "; "))}
}

// ended gives an error where the command that this program started did not outlive the run: what
// was observed may be another process's.
func (s *subject) ended() error {
	if s.process == nil {
		return nil
	}
	if ended := s.process.outcome("during"); ended != "" {
		return cli.Exit{Status: cli.Unreachable, Err: errors.New("runner: " + ended)}
	}
	return nil
}
