package minted

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Asker makes the files in which a verifier is asked about one vector each. It is safe for
// concurrent use.
type Asker struct {
	// heads are the files of the mechanisms up to the vector.
	heads map[spec.Mechanism][]byte
}

// NewAsker prepares the files of a profile. Where revisions were pinned one by one the files name no
// profile, since nobody could look it up: the verifier has been told its revisions.
func NewAsker(p *spec.Profile) (*Asker, error) {
	a := &Asker{map[spec.Mechanism][]byte{}}
	_, unnamed := spec.Lookup(p.Name)
	for _, m := range spec.Mechanisms {
		file := newFile(p, m)
		if unnamed != nil {
			file.Profile = ""
		}
		text, err := json.Marshal(file)
		if err != nil {
			return nil, fmt.Errorf("minted: %w", err)
		}
		head, ends := bytes.CutSuffix(text, []byte("]}"))
		if !ends {
			panic("minted: internal error: the list of vectors is not the last member of a file")
		}
		a.heads[m] = head
	}
	return a, nil
}

// File makes the file with one vector, at rest, and nothing in it that gives the answer away. The
// vector is the part of the file that is its own.
func (a *Asker) File(m spec.Mechanism, v vector.Vector) (file, own []byte, err error) {
	own, err = json.Marshal(asked(v))
	if err != nil {
		return nil, nil, fmt.Errorf("minted: %s: %w", v.ID, err)
	}
	file = bytes.Join([][]byte{a.heads[m], own, []byte("]}")}, nil)
	return file, file[len(a.heads[m]) : len(file)-2], nil
}

// question is a vector without some members, which the outer ones hide.
type question struct {
	vector.Vector
	Requirements *struct{}     `json:"requirements,omitempty"`
	Comment      *struct{}     `json:"comment,omitempty"`
	Result       *struct{}     `json:"result,omitempty"`
	Steps        []vector.Step `json:"steps"`
}

// asked takes away what says how a message is to be judged: what is expected of it and of the answer
// to it, and the base that was signed, which differs where the message was changed afterwards.
func asked(v vector.Vector) question {
	q := question{Vector: v}
	for _, s := range v.Steps {
		s.Expect, s.Answer, s.SignatureBase = "", nil, ""
		q.Steps = append(q.Steps, s)
	}
	return q
}
