package minted

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// PathOf says where a file lies under a folder.
func PathOf(dir string, f vector.File) string {
	return filepath.Join(dir, f.Profile, f.Mechanism+".json")
}

// Write writes the files of the set under a folder, each of them whole or not at all.
func (s *Set) Write(dir string) error {
	for _, f := range s.Files {
		if err := Replace(PathOf(dir, f), Encode(f)); err != nil {
			return fmt.Errorf("minted: %w", err)
		}
	}
	return nil
}

// Replace puts a text in the place of a file by way of a temporary one beside it, and makes the folder.
func Replace(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(name), ".minting-*")
	if err != nil {
		return err
	}
	defer os.Remove(t.Name()) // it is gone where all went well
	_, err = t.Write(text)
	if err = errors.Join(err, t.Chmod(0o644), t.Close()); err != nil {
		return err
	}
	return os.Rename(t.Name(), name)
}

// Difference is a file that is not as it would be minted now.
type Difference struct {
	Path string
	// Line is the first line that differs; 0 where the whole file is missing or too much.
	Line   int
	Reason string
}

// String writes the difference on one line.
func (d Difference) String() string {
	if d.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", d.Path, d.Line, d.Reason)
	}
	return d.Path + ": " + d.Reason
}

// Compare says which files of the set's profile under a folder are missing, different or left over,
// sorted by path.
func (s *Set) Compare(dir string) ([]Difference, error) {
	differences, err := s.leftOver(dir)
	if err != nil {
		return nil, fmt.Errorf("minted: %w", err)
	}
	for _, f := range s.Files {
		path := PathOf(dir, f)
		got, err := os.ReadFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			differences = append(differences, Difference{path, 0, "it is missing"})
		case err != nil:
			return nil, fmt.Errorf("minted: %w", err)
		default:
			differences = append(differences, compare(path, got, Encode(f))...)
		}
	}
	slices.SortFunc(differences, func(a, b Difference) int { return strings.Compare(a.Path, b.Path) })
	return differences, nil
}

// leftOver finds JSON files of the profile that nothing mints.
func (s *Set) leftOver(dir string) ([]Difference, error) {
	lying, err := os.ReadDir(filepath.Join(dir, s.Profile.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var differences []Difference
	for _, entry := range lying {
		path := filepath.Join(dir, s.Profile.Name, entry.Name())
		wanted := slices.ContainsFunc(s.Files, func(f vector.File) bool { return PathOf(dir, f) == path })
		if filepath.Ext(path) == ".json" && !wanted {
			differences = append(differences, Difference{path, 0, "it is left over: nothing mints it"})
		}
	}
	return differences, err
}

// compare finds the first line that differs.
func compare(path string, got, want []byte) []Difference {
	if bytes.Equal(got, want) {
		return nil
	}
	gotLines, wantLines := bytes.SplitAfter(got, []byte("\n")), bytes.SplitAfter(want, []byte("\n"))
	i := sameUntil(len(gotLines), len(wantLines), func(i int) bool {
		return bytes.Equal(gotLines[i], wantLines[i])
	})
	var g, w []byte
	if i < len(gotLines) {
		g = gotLines[i]
	}
	if i < len(wantLines) {
		w = wantLines[i]
	}
	at := sameUntil(len(g), len(w), func(i int) bool { return g[i] == w[i] })
	reason := fmt.Sprintf("it has %s, minted is %s", excerpt(g, at), excerpt(w, at))
	return []Difference{{path, i + 1, reason}}
}

func sameUntil(m, n int, same func(i int) bool) int {
	i := 0
	for i < m && i < n && same(i) {
		i++
	}
	return i
}

// excerpt quotes a line around the place in which it differs.
func excerpt(line []byte, at int) string {
	const before, behind = 24, 40
	if len(line) == 0 {
		return "no such line"
	}
	from := 0
	if at > before {
		from = at - before
	}
	return strconv.Quote(string(bytes.TrimLeft(line[from:min(len(line), at+behind)], " ")))
}
