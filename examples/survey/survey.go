package survey

import (
	"cmp"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
)

//go:embed survey.yaml
var recorded []byte

// Entry is the outcome for one document.
type Entry struct {
	// Document is its file or folder, Revision and Profile what it was judged by.
	Document string   `yaml:"document"`
	Revision string   `yaml:"revision,omitempty"`
	Profile  string   `yaml:"profile,omitempty"`
	With     []string `yaml:"with,omitempty,flow"`
	Figures  []Figure `yaml:"figures,omitempty"`
}

// Figure is the outcome for one figure: the checks that pass and are worth no word, and the rest.
type Figure struct {
	Number  int             `yaml:"figure,omitempty"`
	Title   string          `yaml:"title,omitempty"`
	Section string          `yaml:"section,omitempty"`
	Kind    string          `yaml:"kind"`
	Folding string          `yaml:"folding,omitempty"`
	Verdict examine.Verdict `yaml:"verdict"`
	Passed  []string        `yaml:"passed,omitempty,flow"`
	// Wrong, Open and Odd are what is wrong, what cannot be checked, and what is right and odd: the
	// name of the check, a colon, and the detail.
	Wrong []string `yaml:"wrong,omitempty"`
	Open  []string `yaml:"open,omitempty"`
	Odd   []string `yaml:"odd,omitempty"`
}

// add keeps a finding.
func (f *Figure) add(one examine.Finding) {
	line := one.Check + ": " + one.Detail
	switch {
	case one.Verdict == examine.Fail:
		f.Wrong = append(f.Wrong, line)
	case one.Verdict == examine.Unchecked:
		f.Open = append(f.Open, line)
	case one.Odd:
		f.Odd = append(f.Odd, line)
	case !slices.Contains(f.Passed, one.Check):
		f.Passed = append(f.Passed, one.Check)
	}
}

// EntryOf takes from a report what is kept of it.
func EntryOf(r examine.Report) Entry {
	e := Entry{Document: filepath.Base(r.Document), Revision: r.Revision, Profile: r.Profile}
	for _, with := range r.With {
		e.With = append(e.With, filepath.Base(with))
	}
	for _, one := range r.Results {
		f := Figure{
			Number: one.Figure, Title: one.Title, Section: one.Section, Kind: one.Kind,
			Folding: one.Folding, Verdict: one.Verdict,
		}
		for _, finding := range one.Findings {
			f.add(finding)
		}
		e.Figures = append(e.Figures, f)
	}
	return e
}

// Recorded gives the outcomes that are kept.
func Recorded() ([]Entry, error) {
	var list []Entry
	if err := yaml.Unmarshal(recorded, &list); err != nil {
		return nil, fmt.Errorf("survey: survey.yaml: %w", err)
	}
	return list, nil
}

// Make examines every document in a folder, and every folder of figures in its folder "examples".
func Make(dir string) ([]Entry, error) {
	paths, err := documents(dir)
	if err != nil {
		return nil, err
	}
	var list []Entry
	for _, path := range paths {
		d, err := draft.Read(path)
		if err != nil {
			return nil, fmt.Errorf("survey: %w", err)
		}
		others, err := beside(dir, d)
		if err != nil {
			return nil, err
		}
		report, err := examine.Judge(d, "", others)
		if err != nil {
			return nil, fmt.Errorf("survey: %w", err)
		}
		list = append(list, EntryOf(report))
	}
	return list, nil
}

func documents(dir string) ([]string, error) {
	var paths []string
	for _, pattern := range []string{"*.md", "*.txt", "*.xml", filepath.Join("examples", "*")} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, fmt.Errorf("survey: %w", err)
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("survey: %s holds no documents: %w", dir, os.ErrNotExist)
	}
	slices.SortStableFunc(paths, func(a, b string) int {
		return cmp.Compare(filepath.Dir(a), filepath.Dir(b))
	})
	return paths, nil
}

// beside reads the document that prints the keys of another one.
func beside(dir string, d *draft.Document) ([]*draft.Document, error) {
	found, known := examine.Recognise(d)
	if !known || found.KeysIn == "" {
		return nil, nil
	}
	other, err := draft.Read(filepath.Join(dir, found.KeysIn+".md"))
	if err != nil {
		return nil, fmt.Errorf("survey: beside %s: %w", found.Name, err)
	}
	return []*draft.Document{other}, nil
}

// Write writes outcomes as they are kept.
func Write(list []Entry) ([]byte, error) {
	var out strings.Builder
	out.WriteString("# What the checks come to for the published documents. Written by a command: see doc.go.\n")
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(list); err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	return []byte(out.String()), enc.Close()
}
