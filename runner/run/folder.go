package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/wimsespec/wimsespec/runner/cli"
)

// folder is where the reports of a run go.
type folder struct {
	dir      string
	evidence *os.File
}

// openFolder makes the folder and the evidence file, so that a disk that takes neither is known
// before anything is sent. It takes away the reports of an earlier run, which would pass for those
// of this one if it ended early.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	name := filepath.Join(dir, "evidence.jsonl")
	evidence, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	f := &folder{dir, evidence}
	if err := f.claim(); err != nil {
		_ = f.Close() // nothing was written to it
		return nil, err
	}
	return f, nil
}

// claim locks the folder for this run, by its evidence file, and empties it. The lock ends with the
// file's closing, a crash included.
func (f *folder) claim() error {
	err := syscall.Flock(int(f.evidence.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return cli.Usage("--out: another run is writing its reports into %s", f.dir)
	case err != nil && !errors.Is(err, errors.ErrUnsupported): // some file systems know no locks
		return cli.Usage("--out: %s: %w", f.dir, err)
	}
	if err := f.evidence.Truncate(0); err != nil {
		return cli.Usage("--out: %w", err)
	}
	for _, name := range []string{"results.json", "junit.xml"} {
		if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return cli.Usage("--out: %w", err)
		}
	}
	return nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// Close closes the evidence file.
func (f *folder) Close() error { return f.evidence.Close() }
