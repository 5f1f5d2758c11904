package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/wimsespec/wimsespec/runner/cli"
)

// Reports is a folder into which reports are made of evidence that is there already.
type Reports struct{ evidence *os.File }

// OpenReports makes the folder. It refuses one in which a run is under way, and one with evidence
// that is not among the files that the reports are made of: they would not belong together.
func OpenReports(dir string, of []os.FileInfo) (*Reports, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	if err := errors.Join(spared(dir, false), takes(dir)); err != nil {
		return nil, err
	}
	evidence, err := os.Open(filepath.Join(dir, EvidenceFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Reports{}, nil
	case err != nil:
		return nil, cli.Usage("--out: %w", err)
	}
	r := &Reports{evidence}
	if err := r.claim(dir, of); err != nil {
		_ = r.Close() // nothing was written to it
		return nil, err
	}
	return r, nil
}

func (r *Reports) claim(dir string, of []os.FileInfo) error {
	if err := lock(r.evidence, dir); err != nil {
		return err
	}
	there, err := r.evidence.Stat()
	if err != nil {
		return cli.Usage("--out: %w", err)
	}
	if !slices.ContainsFunc(of, func(f os.FileInfo) bool { return os.SameFile(f, there) }) {
		return cli.Usage("--out: %s holds the evidence of another run; name another folder", dir)
	}
	return nil
}

// HasEvidence says whether evidence lies beside the reports.
func (r *Reports) HasEvidence() bool { return r.evidence != nil }

// Close gives the folder free.
func (r *Reports) Close() error {
	if r.evidence == nil {
		return nil
	}
	return r.evidence.Close()
}
