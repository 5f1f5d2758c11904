package run

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/harness"
)

// resume makes ready to go on with the run that is in the folder, if it is the same as the one now.
func (f *folder) resume(now About, log io.Writer) error {
	e, err := harness.ReadEvidence(f.evidence)
	switch {
	case errors.Is(err, harness.ErrNoHeader):
		if err := spared(f.dir, false); err != nil {
			return err
		}
		fmt.Fprintf(log, "wimsespec: nothing was observed in %s yet: the run begins\n", f.dir)
		return f.begin()
	case err != nil && !errors.Is(err, harness.ErrTorn):
		return cli.Usage("--resume: %s: %w", f.path(EvidenceFile), err)
	}
	was, err := AboutOf(e)
	if err != nil {
		return cli.Usage("--resume: %s: %w", f.path(EvidenceFile), err)
	}
	if differ := was.Differences(now); len(differ) > 0 {
		return cli.Usage("--resume: the run in %s was begun otherwise: %s; give the same again, or another --out",
			f.dir, strings.Join(differ, "; "))
	}
	return f.goOn(e, log)
}

// goOn drops a last line that was cut, and the reports, which are made again.
func (f *folder) goOn(e *harness.Evidence, log io.Writer) error {
	info, err := f.evidence.Stat()
	if err != nil {
		return cli.Usage("--resume: %w", err)
	}
	if dropped := info.Size() - e.Size; dropped > 0 {
		fmt.Fprintf(log, "wimsespec: %s: line %d was cut when it was written; its %s are dropped\n",
			f.path(EvidenceFile), e.Lines+1, cli.Counted(dropped, "byte"))
	}
	f.earlier = e
	if err := f.removeReports(); err != nil {
		return err
	}
	if err := f.cut(e.Size); err != nil {
		return err
	}
	return f.endLine(e.Size)
}

// endLine ends a last line that is whole but for its end.
func (f *folder) endLine(size int64) error {
	last := make([]byte, 1)
	_, err := f.evidence.ReadAt(last, size-1)
	if err == nil && last[0] != '\n' {
		_, err = f.evidence.Write([]byte{'\n'})
	}
	if err != nil {
		return cli.Usage("--resume: %w", err)
	}
	return nil
}
