package run

import (
	"os"
	"path/filepath"

	"github.com/wimsespec/wimsespec/runner/cli"
)

// folder is where the reports of a run go.
type folder struct {
	dir      string
	evidence *os.File
}

// openFolder makes the folder and the evidence file, so that a disk that takes neither is known
// before anything is sent.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	evidence, err := os.Create(filepath.Join(dir, "evidence.jsonl"))
	if err != nil {
		return nil, cli.Usage("--out: %w", err)
	}
	return &folder{dir, evidence}, nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// Close closes the evidence file.
func (f *folder) Close() error { return f.evidence.Close() }
