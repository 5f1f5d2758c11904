package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// settings gives the profiles in which a document's revision stands, in every mechanism that has it:
// one with the newest revisions of the others, one with the first of the drafts into which
// s2s-protocol was split.
func settings(t *testing.T, d Text) []*Profile {
	t.Helper()
	var all []*Profile
	for _, base := range []string{DefaultProfile(), "2025-11"} {
		revisions := Must(base).Revisions
		for _, m := range Mechanisms {
			if position(m, d.Revision) >= 0 {
				*revisions.field(m) = d.Revision
			}
		}
		p, err := Pin(Must(base), revisions)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// eachStatement visits the statements of all documents, with the rules that are in force where the
// document is.
func eachStatement(t *testing.T, visit func(place string, s Statement, rules []Rule)) {
	t.Helper()
	for _, d := range Texts() {
		around := settings(t, d)
		for _, section := range d.Sections {
			for _, s := range section.Statements() {
				visit(source(d.Revision, section.Number), s, rulesOf(around, s))
			}
		}
	}
}

func rulesOf(around []*Profile, s Statement) []Rule {
	var all []Rule
	for _, p := range around {
		for _, id := range s.IDs {
			if rule, ok := p.Rule(id); ok {
				all = append(all, rule)
			}
		}
	}
	return all
}

var strength = map[Gate]int{GateReport: 0, GateShould: 1, GateMust: 2}

// as says whether a level is at least as strong as a word.
func as(level, word string) bool { return strength[gateOf(level)] >= strength[gateOf(word)] }

func TestEveryRevisionHasItsText(t *testing.T) {
	for _, m := range Mechanisms {
		for _, revision := range RevisionsOf(m) {
			if _, ok := TextOf(revision); !ok {
				t.Errorf("keywords.yaml lacks %s", revision)
			}
		}
	}
	for _, d := range Texts() {
		if _, ok := mechanismOf(d.Revision, MechanismWIT); !ok {
			t.Errorf("keywords.yaml: no mechanism has a revision %q", d.Revision)
		}
	}
}

// The two files agree: as many key words as were counted, and nothing that no text says.
func TestEveryKeyWordHasAStatement(t *testing.T) {
	stands := map[string]bool{}
	for _, d := range Texts() {
		for _, section := range d.Sections {
			count := map[string]int{}
			for _, s := range section.Statements() {
				count[s.Word]++
				stands[s.Sentence] = true
			}
			if fmt.Sprint(count) != fmt.Sprint(section.Count) {
				t.Errorf("%s, Section %s: key words %v, statements %v",
					d.Revision, section.Number, section.Count, count)
			}
		}
	}
	for _, s := range Statements() {
		if !stands[s.Sentence] {
			t.Errorf("statements.yaml: %s stands in no text", s.Sentence)
		}
	}
}

// The requirements that a statement names exist, each is in force somewhere where the sentence
// stands, and no sentence is without all of them.
func TestStatementsHaveTheirRequirements(t *testing.T) {
	inForce := map[string]bool{}
	eachStatement(t, func(place string, s Statement, rules []Rule) {
		if len(rules) == 0 && (len(s.IDs) > 0 || s.Reason == "") {
			t.Errorf("%s: %s in %s: none of %v is in force there", place, s.Word, s.Sentence, s.IDs)
		}
		for _, rule := range rules {
			inForce[s.Sentence+rule.ID] = true
		}
	})
	for _, s := range Statements() {
		for _, id := range s.IDs {
			if !inForce[s.Sentence+id] {
				t.Errorf("statements.yaml: %s: %s is in force in no text that has the sentence", s.Sentence, id)
			}
		}
	}
}

// A requirement is as strong as the word of its sentence.
func TestRequirementsAreAsStrongAsTheWords(t *testing.T) {
	eachStatement(t, func(place string, s Statement, rules []Rule) {
		strong := slices.ContainsFunc(rules, func(r Rule) bool { return as(r.Level, s.Word) })
		if !strong && s.Reason == "" {
			t.Errorf("%s: %s in %s: %v are weaker, and no reason is given", place, s.Word, s.Sentence, s.IDs)
		}
	})
}

// Every section with key words is cited by the requirements that say them, but for what it repeats.
func TestSectionsAreCited(t *testing.T) {
	repeated := map[string]bool{}
	eachStatement(t, func(place string, s Statement, rules []Rule) {
		cites := func(r Rule) bool { return r.Source == place || strings.HasPrefix(r.Source, place+" (") }
		if len(rules) == 0 || slices.ContainsFunc(rules, cites) {
			return
		}
		repeated[s.Sentence] = true
		if !s.Repeats {
			t.Errorf("%s: %s in %s: %v cite another place: %s", place, s.Word, s.Sentence, s.IDs, rules[0].Source)
		}
	})
	for _, s := range Statements() {
		if s.Repeats && !repeated[s.Sentence] {
			t.Errorf("statements.yaml: %s repeats nothing: take repeats away", s.Sentence)
		}
	}
}

// No row claims a key word that no sentence has: the other direction.
func TestLevelsStandInTheTexts(t *testing.T) {
	for _, d := range Texts() {
		for _, p := range settings(t, d) {
			said := wordsFor(p)
			for _, rule := range p.Rules() {
				own := strings.HasPrefix(rule.Source, "draft-ietf-wimse-"+d.Revision+",")
				fits := func(word string) bool { return as(word, rule.Level) }
				if own && rule.Level != "plain" && !slices.ContainsFunc(said[rule.ID], fits) {
					t.Errorf("%s: %s by %s, but its statements there have %q",
						rule.ID, rule.Level, rule.Source, said[rule.ID])
				}
			}
		}
	}
}

// wordsFor gives the words with which the documents of a profile say each requirement.
func wordsFor(p *Profile) map[string][]string {
	said := map[string][]string{}
	for _, d := range p.Texts() {
		for _, section := range d.Sections {
			for _, s := range section.Statements() {
				for _, id := range s.IDs {
					said[id] = append(said[id], s.Word)
				}
			}
		}
	}
	return said
}
