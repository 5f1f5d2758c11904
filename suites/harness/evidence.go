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

// ErrNoHeader says that a journal ends before its first line does: nothing was observed.
var ErrNoHeader = errors.New("harness: the journal is empty")

// maxLine is the longest line that is read of a journal.
const maxLine = 64 << 20

// Evidence is a journal that was read.
type Evidence struct {
	Header Header
	// Planned is how many cases the run was to observe; -1 where the journal does not come to that.
	Planned int
	// End is how the run ended; nil where the journal does not say, as after a crash.
	End *End
	// Lines is how many whole lines the journal has, and Size how many bytes these take.
	Lines int
	Size  int64

	resumed int // the line at which the run last went on
	keys    []string
	facts   *Facts
	cases   []*Observation
	at      map[string]int // where in cases a key is
	byLine  map[int]*Observation
	probes  map[int]*Observation // by line
	behind  map[int]*Observation // by the line of the case before it
}

// ReadEvidence reads a journal. With [ErrTorn] the evidence is there too, without the torn line.
func ReadEvidence(r io.Reader) (*Evidence, error) {
	e := &Evidence{
		probes: map[int]*Observation{}, behind: map[int]*Observation{}, byLine: map[int]*Observation{},
		at: map[string]int{}, Planned: -1,
	}
	read := int64(0)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	lines.Split(func(data []byte, last bool) (int, []byte, error) {
		n, line, err := bufio.ScanLines(data, last)
		read += int64(n)
		return n, line, err
	})
	if err := e.readHeader(lines); err != nil {
		return nil, err
	}
	e.Lines, e.Size = 1, read
	var bad error
	for lines.Scan() {
		if bad != nil { // it was not the last line, so no crash of ours tore it
			return nil, bad
		}
		if err := e.read(e.Lines+1, lines.Bytes()); err != nil {
			bad = fmt.Errorf("harness: journal, line %d: %w", e.Lines+1, err)
			continue
		}
		e.Lines, e.Size = e.Lines+1, read
	}
	switch {
	case lines.Err() != nil:
		return nil, fmt.Errorf("harness: journal, line %d: %w", e.Lines+1, lines.Err())
	case bad != nil:
		return e, fmt.Errorf("%w: %w", ErrTorn, bad)
	}
	return e, nil
}

func (e *Evidence) readHeader(lines *bufio.Scanner) error {
	if !lines.Scan() {
		return errors.Join(ErrNoHeader, lines.Err())
	}
	if err := json.Unmarshal(lines.Bytes(), &e.Header); err != nil {
		if !lines.Scan() && lines.Err() == nil {
			return fmt.Errorf("%w: its first line is torn", ErrNoHeader)
		}
		return fmt.Errorf("harness: journal, line 1: no journal of form %s: %w", Schema, err)
	}
	if e.Header.Schema != Schema {
		shown := Printable(e.Header.Schema, maxValue)
		return fmt.Errorf("harness: journal, line 1: no journal of form %s: its schema is %q", Schema, shown)
	}
	return nil
}

// read takes in one line. Lines of a kind that is not known are left to later versions.
func (e *Evidence) read(n int, line []byte) error {
	var head planLine
	if err := json.Unmarshal(line, &head); err != nil {
		return err
	}
	switch head.Kind {
	case linePlan:
		e.Planned, e.keys, e.facts = head.Cases, head.Keys, head.Facts
	case lineResumed:
		e.resumed, e.End = n, nil
	case lineEnd:
		e.End = &End{}
		return json.Unmarshal(line, e.End)
	case lineCase, lineControl:
		o := &Observation{line: n, facts: e.facts}
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
		e.byLine[o.line] = o
		e.put(o)
		return
	}
	e.probes[o.line] = o
	for _, line := range o.Closes {
		e.behind[line] = o
	}
}

// put takes in a case. What was observed of it before the run went on does not count any more.
func (e *Evidence) put(o *Observation) {
	if i, ok := e.at[o.Name]; ok && e.cases[i].line < e.resumed {
		e.cases[i] = o
		return
	}
	e.at[o.Name] = len(e.cases)
	e.cases = append(e.cases, o)
}
