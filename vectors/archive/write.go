package archive

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wimsespec/wimsespec/vectors/minted"
)

// ErrOther says that another file lies where one is to be written.
var ErrOther = errors.New("it is there already and holds something else")

// Sum is the SHA-256 of the archive, in hexadecimal.
func (a Archive) Sum() string { return fmt.Sprintf("%x", sha256.Sum256(a.Bytes)) }

// SumName is the name of the file with [Archive.Sum], which lies beside the archive.
func (a Archive) SumName() string { return a.Name + ".sha256" }

// Write writes the archive and its checksum into a folder, which it makes. A file that is the same
// stays as it is; any other is replaced with force alone, and is [ErrOther] without it.
func (a Archive) Write(dir string, force bool) error {
	path, sumPath := filepath.Join(dir, a.Name), filepath.Join(dir, a.SumName())
	sum := []byte(a.Sum() + "  " + a.Name + "\n")
	if !force {
		if err := cmp.Or(check(path, a.Bytes), check(sumPath, sum)); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
	}
	err := minted.Replace(path, a.Bytes)
	if err == nil {
		err = minted.Replace(sumPath, sum)
	}
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// check finds what may not be replaced.
func check(path string, text []byte) error {
	got, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !bytes.Equal(got, text):
		return fmt.Errorf("%s: %w", path, ErrOther)
	}
	return err
}
