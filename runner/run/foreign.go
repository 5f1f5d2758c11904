package run

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/harness"
)

// beginnings are how the reports of a run begin. A JUnit file may be anybody's: it is a run's where
// one of the others lies beside it.
var beginnings = map[string]string{
	EvidenceFile: `{"schema":"` + harness.Schema + `"`,
	resultsFile:  "{\n  \"schema\": \"" + reports.SchemaName + `"`,
}

// spared refuses a folder with a file of the name of a report that no run has written, since a run
// would replace it. Evidence that is read first may be any.
func spared(dir string, reads bool) error {
	ofRun := false
	for _, name := range []string{EvidenceFile, resultsFile, JUnitFile} {
		path := filepath.Join(dir, name)
		start, err := startOf(path, len(beginnings[name]))
		begins := strings.HasPrefix(beginnings[name], start) // a file that was cut short too
		switch {
		case err != nil:
			return cli.Usage("--out: %w", err)
		case start == "", name == JUnitFile && ofRun, name == EvidenceFile && reads && !begins:
			continue
		case name == JUnitFile, !begins:
			return cli.Usage("--out: %s was not written by a run, which would replace it; name another folder", path)
		}
		ofRun = true
	}
	return nil
}

// startOf gives the first bytes of a regular file, one at least; none where there is no such file.
func startOf(name string, n int) (string, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return "", nil
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, int64(max(n, 1))))
	return string(text), err
}
