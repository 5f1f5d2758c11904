package spec

import (
	"embed"
	"fmt"
	"sync"
)

//go:embed keywords.yaml statements.yaml
var textFiles embed.FS

// Text is one revision as a text: its sections that have key words of BCP 14, in order.
type Text struct {
	// Revision is its name, such as "wpt-02".
	Revision string    `yaml:"document"`
	Sections []Section `yaml:"sections"`
}

// Section is a section of a document, without those below it.
type Section struct {
	// Number is as a renderer gives it, such as "3.1.2"; an appendix has a letter.
	Number string `yaml:"section"`
	// Count says how often each key word stands there.
	Count map[string]int `yaml:"count"`
	// Sentences are the sentences with key words, in order, each by the first 8 hexadecimal digits of
	// its SHA-256. A sentence that occurs twice stands here twice.
	Sentences []string `yaml:"sentences"`
}

// Statement is one key word of a sentence, and what the catalogue makes of it. The same sentence
// makes the same statements in every document in which it stands.
type Statement struct {
	// Sentence is the hash of the sentence, as in [Section].
	Sentence string `yaml:"sentence"`
	// Word is the key word. A sentence with several has a statement for each, in order.
	Word string `yaml:"word"`
	// IDs are the requirements that say it. Each is in force in a document that has the sentence, not
	// always in all of them.
	IDs []string `yaml:"ids,flow"`
	// Repeats says that a text repeats in this sentence what its requirements cite in another section
	// or draft.
	Repeats bool `yaml:"repeats"`
	// Reason says why there is no requirement, or why it is weaker than the word.
	Reason string `yaml:"reason"`
}

// Texts lists the texts of all revisions of all mechanisms, each once, in the order of the
// tables of revisions.
var Texts = sync.OnceValue(func() []Text {
	return mustDecode[[]Text](textFiles, "keywords.yaml")
})

// TextOf gives the text of a revision.
func TextOf(revision string) (Text, bool) {
	for _, d := range Texts() {
		if d.Revision == revision {
			return d, true
		}
	}
	return Text{}, false
}

// Statements lists what every sentence of every document states.
var Statements = sync.OnceValue(func() []Statement {
	return mustDecode[[]Statement](textFiles, "statements.yaml")
})

var statementsOf = sync.OnceValue(func() map[string][]Statement {
	by := map[string][]Statement{}
	for _, s := range Statements() {
		if gates[s.Word] == "" || s.Word == "plain" {
			panic(fmt.Sprintf("spec: internal error: statements.yaml: %s: %q is no key word", s.Sentence, s.Word))
		}
		by[s.Sentence] = append(by[s.Sentence], s)
	}
	return by
})

// Statements lists the statements of the section, one for each key word, in order.
func (s Section) Statements() []Statement {
	var all []Statement
	for _, hash := range s.Sentences {
		all = append(all, statementsOf()[hash]...)
	}
	return all
}

// Gate says what follows from the word alone: [GateReport] where it permits.
func (s Statement) Gate() Gate { return gateOf(s.Word) }

// Texts lists the texts of the profile's revisions, each once.
func (p *Profile) Texts() []Text {
	var all []Text
	seen := map[string]bool{}
	for _, m := range Mechanisms {
		revision := p.Revisions.Of(m)
		if d, ok := TextOf(revision); ok && !seen[revision] {
			all, seen[revision] = append(all, d), true
		}
	}
	return all
}
