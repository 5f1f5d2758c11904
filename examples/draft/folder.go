package draft

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// passedOver are the files of a folder that are about its figures and are none.
var passedOver = map[string]bool{".md": true, ".yaml": true, ".mjs": true}

// ReadFS reads a folder of a file system as a document, one figure for each file; name is what the
// document is called.
func ReadFS(files fs.FS, folder, name string) (*Document, error) {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	return readFolder(sub, name)
}

func readFolder(files fs.FS, name string) (*Document, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("draft: %s: %w", name, err)
	}
	d := &Document{Path: name, Name: filepath.Base(name), Form: FormFolder}
	for _, e := range entries {
		if e.IsDir() || passedOver[path.Ext(e.Name())] || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		text, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, fmt.Errorf("draft: %s: %w", name, err)
		}
		d.Add(figureOf(e.Name(), strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	return d, nil
}
