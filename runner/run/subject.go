package run

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

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
	taken     string // where somebody listened before the target's command was started, or ""
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
	ref, err := live.StartReference(ctx, live.ReferenceOptions{Profile: profile})
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
		s.taken = taken(ctx, o.Target)
		if s.process, err = startProcess(o.Target.Command, f.target, dir, log); err != nil {
			s.Close()
			return nil, cli.Exit{Status: cli.Unreachable, Err: err}
		}
	}
	if err := s.ready(ctx, o.Target, log); err != nil {
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
