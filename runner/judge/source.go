package judge

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wimsespec/wimsespec/runner/run"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
)

// source is a journal that was read.
type source struct {
	name  string // the file, as it was named
	info  os.FileInfo
	e     *harness.Evidence
	about run.About
	shard live.Shard
	torn  error // what is wrong with its last line, or nil
}

func readAll(names []string) ([]*source, error) {
	var sources []*source
	for _, name := range names {
		s, err := read(name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return sources, nil
}

// read reads a journal, or the one in a folder.
func read(name string) (*source, error) {
	s := &source{name: name}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		s.name = filepath.Join(name, run.EvidenceFile)
	}
	file, err := os.Open(s.name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if s.info, err = file.Stat(); err != nil {
		return nil, err
	}
	s.e, err = harness.ReadEvidence(file)
	if errors.Is(err, harness.ErrTorn) {
		s.torn, err = err, nil
	}
	if err == nil {
		s.about, err = run.AboutOf(s.e)
	}
	if err == nil {
		s.shard, err = live.ParseShard(s.about.Shard)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	return s, nil
}

// complete says whether the run of the journal came to its end.
func (s *source) complete() bool {
	return s.torn == nil && s.e.End != nil && !s.e.End.Interrupted && !s.e.End.Unreachable &&
		len(s.e.Judge()) == s.e.Planned
}
