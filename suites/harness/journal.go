package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/reports"
)

// Journal appends observations as JSON lines, each in a single write. It is safe for concurrent
// use.
type Journal struct {
	began time.Time
	mu    sync.Mutex
	w     io.Writer
	lines int
	err   error
}

// NewJournal writes the header line, with about in it unless that is nil.
func NewJournal(w io.Writer, about any) *Journal { return BeginJournal(w, "", about) }

// BeginJournal is NewJournal with a word on what the journal contains.
func BeginJournal(w io.Writer, contains string, about any) *Journal {
	j := &Journal{w: w, began: time.Now().UTC()}
	header := Header{Schema: Schema, Started: j.began, Contains: contains}
	if about != nil {
		header.About, j.err = json.Marshal(about)
	}
	_, _ = j.append(header) // Err has the error
	return j
}

// ContinueJournal goes on with a journal, behind the lines that were read of it.
func ContinueJournal(w io.Writer, e *Evidence, contains string) *Journal {
	j := &Journal{w: w, lines: e.Lines, began: e.Header.Started}
	_, _ = j.append(resumedLine{lineResumed, time.Now().UTC(), contains}) // Err has the error
	return j
}

// Err gives the first error; nothing is written after it.
func (j *Journal) Err() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// append writes one line and gives its number, counted from 1. A nil journal gives 0.
func (j *Journal) append(v any) (int, error) {
	if j == nil {
		return 0, nil
	}
	line := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(line)
	line.Reset()
	err := json.NewEncoder(line).Encode(v)
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil {
		// People look into a journal with what they have.
		j.err = j.write(reports.EscapeJSON(line.Bytes()), err)
	}
	return j.lines, j.err
}

// buffers are for lines that are being written.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (j *Journal) write(line []byte, err error) error {
	if err == nil {
		_, err = j.w.Write(line)
	}
	if err != nil {
		return fmt.Errorf("harness: journal: %w", err)
	}
	j.lines++
	return nil
}
