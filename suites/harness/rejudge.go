package harness

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrTorn says that a journal's last line is incomplete, as after a crash. What stands before it
// is whole.
var ErrTorn = errors.New("harness: the journal's last line is torn")

// maxLine is the longest line that is read of a journal.
const maxLine = 64 << 20

// Evidence is a journal that was read.
type Evidence struct {
	Header Header
	// Planned is how many cases the run was to observe.
	Planned int
	facts   *Facts
	cases   []*Observation
	byLine  map[int]*Observation
	probes  map[int]*Observation // by line
	behind  map[int]*Observation // by the line of the case before it
}

// ReadEvidence reads a journal. With [ErrTorn] the evidence is there too, without the torn line.
func ReadEvidence(r io.Reader) (*Evidence, error) {
	e := &Evidence{
		probes: map[int]*Observation{}, behind: map[int]*Observation{}, byLine: map[int]*Observation{},
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	if err := e.readHeader(lines); err != nil {
		return nil, err
	}
	var bad error
	for n := 2; lines.Scan(); n++ {
		if bad != nil { // it was not the last line, so no crash of ours tore it
			return nil, bad
		}
		if err := e.read(n, lines.Bytes()); err != nil {
			bad = fmt.Errorf("harness: journal, line %d: %w", n, err)
		}
	}
	switch {
	case lines.Err() != nil:
		return nil, fmt.Errorf("harness: reading a journal: %w", lines.Err())
	case bad != nil:
		return e, fmt.Errorf("%w: %w", ErrTorn, bad)
	}
	return e, nil
}

func (e *Evidence) readHeader(lines *bufio.Scanner) error {
	if !lines.Scan() {
		return errors.Join(errors.New("harness: the journal is empty"), lines.Err())
	}
	if err := json.Unmarshal(lines.Bytes(), &e.Header); err != nil {
		return fmt.Errorf("harness: no journal of form %s: %w", Schema, err)
	}
	if e.Header.Schema != Schema {
		shown := Printable(e.Header.Schema, maxValue)
		return fmt.Errorf("harness: no journal of form %s: its schema is %q", Schema, shown)
	}
	return nil
}

// read takes in one line. Lines of a kind that is not known are left to later versions.
func (e *Evidence) read(n int, line []byte) error {
	var head planLine
	if err := json.Unmarshal(line, &head); err != nil {
		return err
	}
	o := &Observation{line: n}
	switch head.Kind {
	case linePlan:
		e.Planned, e.facts = head.Cases, head.Facts
		return nil
	case lineCase, lineControl:
		if err := json.Unmarshal(line, o); err != nil {
			return err
		}
		e.add(o)
	}
	return nil
}

func (e *Evidence) add(o *Observation) {
	if o.Kind == lineCase {
		if first := e.byLine[o.Shared]; first != nil {
			o.Steps = first.Steps
		}
		e.cases, e.byLine[o.line] = append(e.cases, o), o
		return
	}
	e.probes[o.line] = o
	for _, line := range o.Closes {
		e.behind[line] = o
	}
}

// Judge judges all of it again, in the plan's order.
func (e *Evidence) Judge() []Outcome {
	outcomes := make([]Outcome, 0, len(e.cases))
	for _, o := range e.cases {
		o.facts = e.facts
		outcomes = append(outcomes, judged(o, e.probes[o.Before], e.behind[o.line]))
	}
	inPlanOrder(outcomes)
	return outcomes
}

// Rejudge gives the outcomes of a journal, which are those of the live run. With [ErrTorn] they are
// those of the whole lines.
func Rejudge(r io.Reader) ([]Outcome, error) {
	e, err := ReadEvidence(r)
	if e == nil {
		return nil, err
	}
	return e.Judge(), err
}
