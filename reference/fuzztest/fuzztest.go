// Package fuzztest gives fuzz targets their seeds, which are the vectors that lie in the tree, and what
// all targets ask of an error. Only tests use it. Start with [Vectors].
package fuzztest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Seeds is what the vectors of the newest profile hold, each thing once, in the order of the files.
type Seeds struct {
	// Files are the texts of the vector files.
	Files       [][]byte
	Identifiers []string
	Requests    []message.Request
	Responses   []message.Response
	// Certificates are in DER.
	Certificates [][]byte
	// Keys are the JWKs of the trust domains, and Authorities their certificates in PEM.
	Keys        []json.RawMessage
	Authorities []string

	seen map[string]bool
}

// Vectors reads the vector files of the newest profile in this module.
func Vectors(t testing.TB) *Seeds {
	t.Helper()
	s, err := vectors()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var vectors = sync.OnceValues(func() (*Seeds, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(root, "vectors", "latest", "*.json"))
	if err != nil || len(names) == 0 {
		return nil, os.ErrNotExist
	}
	s := &Seeds{seen: map[string]bool{}}
	for _, name := range names {
		if err := s.read(name); err != nil {
			return nil, err
		}
	}
	return s, nil
})

// moduleRoot is the nearest folder above the test's own that has a go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", os.ErrNotExist
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// Values lists the values that a field has in any request or response.
func (s *Seeds) Values(name string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(fields message.Fields) {
		for _, v := range fields.Values(name) {
			if !seen[v] {
				out = append(out, v)
			}
			seen[v] = true
		}
	}
	for _, r := range s.Requests {
		add(r.Fields)
	}
	for _, r := range s.Responses {
		add(r.Fields)
	}
	return out
}

// Tokens lists the WITs and WPTs, good and bad.
func (s *Seeds) Tokens() []string {
	tokens := s.Values("Workload-Identity-Token")
	for _, credentials := range s.Values("Authorization") {
		if _, token, found := strings.Cut(credentials, " "); found {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// maxError bounds the text of an error, in characters.
const maxError = 600

// Line asks that an error is one line that anybody can print, and not long.
func Line(t testing.TB, err error) {
	t.Helper()
	text := err.Error()
	if text == "" || utf8.RuneCountInString(text) > maxError {
		t.Errorf("%d bytes, not a short line: %.900q", len(text), text)
	}
	Printable(t, text)
}

// Printable asks that a text is one line that does nothing to a terminal.
func Printable(t testing.TB, text string) {
	t.Helper()
	hidden := strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
	if hidden || !utf8.ValidString(text) {
		t.Errorf("not a line that can be printed: %.900q", text)
	}
}
