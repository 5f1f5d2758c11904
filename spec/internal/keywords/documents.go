package keywords

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// Revisions lists the revisions of all mechanisms, each once, in the order of their tables.
func Revisions() []string {
	var all []string
	for _, m := range spec.Mechanisms {
		for _, revision := range spec.RevisionsOf(m) {
			if !slices.Contains(all, revision) {
				all = append(all, revision)
			}
		}
	}
	return all
}

// Load reads the source of a revision from a folder: <revision>.md, or <revision>-editors.md where
// only an editor's copy was obtained.
func Load(folder, revision string) ([]Sentence, error) {
	text, err := os.ReadFile(filepath.Join(folder, revision+".md"))
	if errors.Is(err, fs.ErrNotExist) {
		text, err = os.ReadFile(filepath.Join(folder, revision+"-editors.md"))
	}
	if err != nil {
		return nil, fmt.Errorf("keywords: %s: %w", revision, err)
	}
	return Read(string(text)), nil
}

// Document counts the sentences of a revision by section.
func Document(revision string, sentences []Sentence) spec.Text {
	d := spec.Text{Revision: revision}
	for _, s := range sentences {
		if n := len(d.Sections); n == 0 || d.Sections[n-1].Number != s.Section {
			d.Sections = append(d.Sections, spec.Section{Number: s.Section, Count: map[string]int{}})
		}
		in := &d.Sections[len(d.Sections)-1]
		in.Sentences = append(in.Sentences, s.Hash)
		for _, w := range s.Words {
			in.Count[w]++
		}
	}
	return d
}

const head = `# The key words of BCP 14 in the texts: for each document and section how often each stands there,
# and in which sentences. A sentence is the first 8 hexadecimal digits of its SHA-256, with the list
# that it announces. What the sentences state is in statements.yaml.
# Written by: go test ./spec/internal/keywords -update
`

// Write writes documents in the form of spec/keywords.yaml.
func Write(w io.Writer, documents []spec.Text) error {
	var out strings.Builder
	out.WriteString(head)
	for _, d := range documents {
		fmt.Fprintf(&out, "\n- document: %s\n  sections:\n", d.Revision)
		for _, s := range d.Sections {
			fmt.Fprintf(&out, "    - section: %q\n      count: {%s}\n", s.Number, counts(s.Count))
			fmt.Fprintf(&out, "      sentences: [%s]\n", hashes(s.Sentences))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func counts(words map[string]int) string {
	var all []string
	for _, w := range slices.Sorted(maps.Keys(words)) {
		all = append(all, fmt.Sprintf("%s: %d", w, words[w]))
	}
	return strings.Join(all, ", ")
}

// hashes quotes them, since some would be read as numbers, and breaks the line after every six.
func hashes(sentences []string) string {
	var lines []string
	for chunk := range slices.Chunk(sentences, 6) {
		lines = append(lines, `"`+strings.Join(chunk, `", "`)+`"`)
	}
	return strings.Join(lines, ",\n        ")
}
