package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

//go:embed results.schema.json
var schema []byte

// Schema gives the JSON Schema of results.json.
func Schema() []byte { return bytes.Clone(schema) }

// A format is one file that [Write] makes.
type format struct {
	name, file string
	render     func(io.Writer, *Results) error
}

var formats = []format{
	{"JSON", "results.json", renderJSON},
}

// Write puts the results into a folder, in every format there is. A file is replaced whole or not
// at all, so a reader never sees half of one.
func Write(dir string, r *Results) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	for _, f := range formats {
		var b bytes.Buffer
		if err := f.render(&b, r); err != nil {
			return fmt.Errorf("reports: %s: %w", f.name, err)
		}
		if err := replace(filepath.Join(dir, f.file), b.Bytes()); err != nil {
			return fmt.Errorf("reports: %s: %w", f.name, err)
		}
	}
	return nil
}

// replace writes a file beside the one it is to replace, then takes its place.
func replace(path string, data []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(data)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if err = os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// JSON writes results in the form of results.json.
func JSON(w io.Writer, r *Results) error { return renderJSON(w, r) }

func renderJSON(w io.Writer, r *Results) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return err
	}
	_, err := w.Write(EscapeJSON(b.Bytes()))
	return err
}

// EscapeJSON writes as \u escapes what encoding/json leaves as it is though a terminal may act on
// it: DEL, C1 and bidi controls. They stand only inside of strings, so the data stay the same. What
// needs no escape is given back as it is.
func EscapeJSON(data []byte) []byte {
	if !slices.ContainsFunc(data, func(b byte) bool { return b >= 0x7f }) {
		return data
	}
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == '\n' || unicode.IsPrint(r) {
			out = append(out, data[:size]...)
		} else {
			for _, unit := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, unit)
			}
		}
		data = data[size:]
	}
	return out
}
