package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// sums lists files in the form of sha256sum.
func sums(files map[string][]byte) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return out.Bytes()
}

func indented(value any) []byte {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		panic("archive: internal error: " + err.Error())
	}
	return append(text, '\n')
}

// packed is the time that all files bear: before any clock, and late enough for every format.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes to memory, which does not fail; names and sizes are its own.
func pack(folder string, files map[string][]byte) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	var failed error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		failed = errors.Join(failed, add(w, folder+"/"+name, files[name]))
	}
	if err := errors.Join(failed, w.Close(), zip.Close()); err != nil {
		panic("archive: internal error: " + err.Error())
	}
	return out.Bytes()
}

func add(w *tar.Writer, name string, text []byte) error {
	h := tar.Header{Name: name, Mode: 0o644, Size: int64(len(text)), ModTime: packed}
	if err := w.WriteHeader(&h); err != nil {
		return err
	}
	_, err := w.Write(text)
	return err
}
