package vectors

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
)

// publishedFolder is where the vectors lie that are made of the drafts' own examples, below the
// folder of vectors.
const publishedFolder = "published"

// published gives the vectors of the drafts' own examples to the reference, and adds a line to the
// table. There is nothing to mint: they have no recipe, and their controls are themselves.
func (t *tally) published(table io.Writer, dir string) error {
	if dir == "" || !hasFolder(dir, publishedFolder) {
		return nil
	}
	paths, err := filepath.Glob(filepath.Join(dir, publishedFolder, "*", "*.json"))
	if err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	slices.Sort(paths)
	vectors, failed := 0, len(t.failures)
	for _, path := range paths {
		file, err := openVectors(path)
		if err != nil {
			t.fail(err)
			continue
		}
		vectors += len(file.file.Vectors)
		t.failures = append(t.failures, file.disagreements()...)
	}
	if vectors == 0 {
		t.failures = append(t.failures, filepath.Join(dir, publishedFolder)+": holds no vectors")
	}
	t.vectors += vectors
	_, err = fmt.Fprintf(table, "%s\t%d\t0\t%d\t%d\t\n", publishedFolder, vectors, vectors,
		len(t.failures)-failed)
	t.verifications += int64(vectors)
	return err
}
