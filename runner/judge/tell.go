package judge

import (
	"fmt"
	"io"
	"os"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
)

// tell says what the evidence lacks.
func (m *merged) tell(log io.Writer) {
	for _, name := range m.absent {
		fmt.Fprintf(log, "wimsespec: the evidence of shard %s is not there\n", name)
	}
	for _, s := range m.sources {
		name := reports.Printable(s.name, 0)
		if s.torn != nil {
			fmt.Fprintf(log, "wimsespec: %s: line %d was cut when it was written, and is left out\n",
				name, s.e.Lines+1)
		}
		switch missing := len(s.e.Missing()); {
		case s.e.Planned < 0:
			fmt.Fprintf(log, "wimsespec: %s: the run ended before it was planned\n", name)
		case missing > 0:
			fmt.Fprintf(log, "wimsespec: %s: %s of %d not observed; `wimsespec run --resume` goes on\n",
				name, cli.Counted(missing, "case"), s.e.Planned)
		}
	}
}

// files are the journals that are judged.
func (m *merged) files() []os.FileInfo {
	var files []os.FileInfo
	for _, s := range m.sources {
		files = append(files, s.info)
	}
	return files
}
