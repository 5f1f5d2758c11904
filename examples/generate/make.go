package generate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/examples/fold"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/spec"
)

// Files are the contents of files by their names.
type Files map[string][]byte

// Names lists the names in order.
func (f Files) Names() []string { return slices.Sorted(maps.Keys(f)) }

// FoldedEnding is what the name of the folded form of a file ends with.
const FoldedEnding = ".out"

// Make makes every example of a profile from a scenario and its keys, and has the reference accept
// them. The error names the file that cannot be made, or what the reference refuses.
func Make(p *spec.Profile, s *scenario.Scenario, keys scenario.Keys) (Files, error) {
	m := &maker{profile: p, scenario: s, keys: keys, files: Files{}, wits: map[string]string{}}
	steps := []func() error{m.issueAll, m.printKeys, m.prove, m.exchange, m.certify, m.fold}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("generate: %w", err)
		}
	}
	if err := Verify(p, s, m.files); err != nil {
		return nil, err
	}
	return m.files, nil
}

type maker struct {
	profile  *spec.Profile
	scenario *scenario.Scenario
	keys     scenario.Keys
	files    Files
	// wits are the tokens of the workloads, by the names of these.
	wits map[string]string
}

// add takes a file. The scenario chooses names, so that two could be the same.
func (m *maker) add(name, text string) error {
	if _, there := m.files[name]; there {
		return fmt.Errorf("%s: two parts of the scenario make a file of this name", name)
	}
	m.files[name] = []byte(text)
	return nil
}

func (m *maker) addJSON(name string, value any) error {
	text, err := indented(value)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return m.add(name, text)
}

// indented writes JSON as the drafts print it.
func indented(value any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(value)
	return b.String(), err
}

// fold puts a folded form beside every file.
func (m *maker) fold() error {
	for _, name := range m.files.Names() {
		folded, err := fold.Fold(string(m.files[name]), fold.Width, fold.Auto)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := m.add(name+FoldedEnding, folded); err != nil {
			return err
		}
	}
	return nil
}

// at is a clock that stands.
func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// always is a source of one value.
func always(value string) func() string { return func() string { return value } }
