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

// Schema names the form of a journal in its first line.
const Schema = "wimsespec/evidence/v1"

// Header is the first line of a journal.
type Header struct {
	Schema  string    `json:"schema"`
	Started time.Time `json:"started"`
	// About says whatever its reader needs beside the observations, such as target and profile.
	About json.RawMessage `json:"about,omitempty"`
}

// planLine is written when a session starts, so that a reader knows whether a journal is complete,
// and what the checks of messages that a target made go by.
type planLine struct {
	Kind  string `json:"kind"`
	Cases int    `json:"cases"`
	Facts *Facts `json:"facts,omitempty"`
}

// Journal appends observations as JSON lines, each in a single write. It is safe for concurrent
// use.
type Journal struct {
	mu    sync.Mutex
	w     io.Writer
	lines int
	err   error
}

// NewJournal writes the header line, with about in it unless that is nil.
func NewJournal(w io.Writer, about any) *Journal {
	j := &Journal{w: w}
	header := Header{Schema: Schema, Started: time.Now().UTC()}
	if about != nil {
		header.About, j.err = json.Marshal(about)
	}
	j.append(header)
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
