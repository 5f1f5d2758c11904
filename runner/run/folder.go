package run

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/harness"
)

// EvidenceFile is the name of the journal in the folder of a run.
const EvidenceFile = "evidence.jsonl"

// JUnitFile is Ginkgo's own report.
const JUnitFile = "junit.xml"

const resultsFile = "results.json"

// folder is where the reports of a run go.
type folder struct {
	dir      string
	evidence *os.File
	earlier  *harness.Evidence // what was observed before; nil where the run begins
}

// openFolder makes the folder and the evidence file, so that a disk that takes neither is known
// before anything is sent, and locks it for this run. Unless the run is to go on, it empties it.
func openFolder(dir string, resume bool) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	if err := spared(dir, resume); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, EvidenceFile)
	evidence, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	f := &folder{dir: dir, evidence: evidence}
	err = lock(evidence, dir)
	if err == nil {
		err = takes(dir)
	}
	if err == nil && !resume {
		err = f.begin()
	}
	if err != nil {
		_ = f.Close() // nothing was written to it
		return nil, err
	}
	return f, nil
}

// lock claims a folder by its evidence file. The lock ends with the file's closing, a crash included.
func lock(evidence *os.File, dir string) error {
	err := syscall.Flock(int(evidence.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return cli.Usage("--out: another run is writing its reports into %s", dir)
	case err != nil && !errors.Is(err, errors.ErrUnsupported): // some file systems know no locks
		return cli.Usage("--out: %s: %w", dir, err)
	}
	return nil
}

// room is what has to be free on a disk for a run to begin, in bytes: what its reports come to.
const room = 8 << 20

// takes says whether a folder takes new files, and the disk what a run writes.
func takes(dir string) error {
	trial, err := os.CreateTemp(dir, ".trial-*")
	if err != nil {
		return cli.Usage("--out: %w", err)
	}
	_ = os.Remove(trial.Name()) // it lives until it is closed, or this process is killed
	block := bytes.Repeat([]byte{' '}, 1<<20)
	for range room / len(block) {
		if _, err = trial.Write(block); err != nil {
			break
		}
	}
	if err := errors.Join(err, trial.Close()); err != nil {
		return cli.Usage("--out: there is no room for the reports: %w", err)
	}
	return nil
}

// begin empties the folder of the reports of an earlier run, which would pass for those of this one
// if it ended early.
func (f *folder) begin() error { return errors.Join(f.cut(0), f.removeReports()) }

func (f *folder) removeReports() error {
	for _, name := range []string{resultsFile, JUnitFile} {
		if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return cli.Usage("--out: %w", err)
		}
	}
	return nil
}

// cut shortens the evidence to a number of bytes, behind which the next line is written.
func (f *folder) cut(size int64) error {
	info, err := f.evidence.Stat()
	if err == nil && info.Size() > size {
		err = f.evidence.Truncate(size)
	}
	if err == nil && info.Mode().IsRegular() {
		_, err = f.evidence.Seek(size, io.SeekStart)
	}
	if err != nil {
		return cli.Usage("--out: %w", err)
	}
	return nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// Close closes the evidence file.
func (f *folder) Close() error { return f.evidence.Close() }
