package explain

import (
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

func (s *sample) print(p *page) {
	p.heading("A sample: %s", s.Case)
	p.beside("comment", s.Comment)
	p.beside("recipe", s.Recipe)
	p.beside("expected", s.expected())
	switch {
	case s.Told != nil:
		p.heading("What the %s is told", s.role)
		p.block(s.Told)
		return
	case s.identifiers:
		p.heading("What is asked about")
	default:
		p.heading("On the wire, tokens shortened")
	}
	p.block(s.Message)
	if s.Token != "" {
		p.heading("The token in %s", s.Token)
		p.block(s.Decoded)
	}
	switch {
	case len(s.Difference) > 0:
		p.heading("What differs from its control %s", s.Control)
		p.block(s.Difference)
	case s.Control != "":
		p.heading("Nothing in this message differs from its control %s.", s.Control)
	}
	if b := s.SignatureBase; b != nil {
		p.heading("The signature base")
		p.prose(b.Says)
		p.line("")
		p.diff(b.Lines)
	}
	if s.Reference != "" {
		p.heading("What becomes of it")
		p.prose("The reference " + s.Reference)
	}
	if s.Faulty != "" {
		p.prose("With --fault " + strings.Join(s.Fault, " --fault ") + " it " + s.Faulty)
	}
}

// expected says what must become of the messages.
func (s *sample) expected() string {
	text := map[vector.Result]string{
		vector.Accept: "it is accepted", vector.Reject: "it is refused",
		vector.Either: "the texts allow both",
	}[s.Expect]
	switch {
	case s.Told != nil && s.Expect == vector.Accept:
		text = fmt.Sprintf("the %s does as it is told, and nothing is wrong with what it makes", s.role)
	case s.Told != nil && s.Expect == vector.Reject:
		text = fmt.Sprintf("the %s refuses", s.role)
	case s.AtOnce > 0:
		text = s.Manner
	case s.Manner != "":
		text = s.Manner + ": " + text
	case s.Messages > 1:
		text = fmt.Sprintf("of %d messages, the last is shown: %s", s.Messages, text)
	}
	return text
}
