package harness

import (
	"encoding/json"
	"time"
)

// Schema names the form of a journal in its first line.
const Schema = "wimsespec/evidence/v1"

// The kinds of line in a journal, after its header.
const (
	lineCase    = "case"
	lineControl = "control"
	linePlan    = "plan"
	lineResumed = "resumed"
	lineEnd     = "end"
)

// Header is the first line of a journal.
type Header struct {
	Schema  string    `json:"schema"`
	Started time.Time `json:"started"`
	// Contains says what in the journal is to be handled with care, and until when.
	Contains string `json:"contains,omitempty"`
	// About says whatever its reader needs beside the observations, such as target and profile.
	About json.RawMessage `json:"about,omitempty"`
}

// planLine is written when a session starts, so that a reader knows whether a journal is complete,
// and what the checks of messages that a target made go by.
type planLine struct {
	Kind  string `json:"kind"`
	Cases int    `json:"cases"`
	// Keys name them all, in their order.
	Keys  []string `json:"keys,omitempty"`
	Facts *Facts   `json:"facts,omitempty"`
}

// resumedLine is written when a run goes on. A case that is observed both before and after it is
// judged by what came after.
type resumedLine struct {
	Kind     string    `json:"kind"`
	At       time.Time `json:"at"`
	Contains string    `json:"contains,omitempty"`
}

// End is how a run ended, as far as the observations do not show it. It is the last line of a
// journal, unless the run was killed or is resumed.
type End struct {
	Finished time.Time `json:"finished"`
	// Interrupted says that somebody stopped the run, Unreachable that a role of the target could
	// not be reached, or that its command ended.
	Interrupted bool `json:"interrupted,omitempty"`
	Unreachable bool `json:"unreachable,omitempty"`
}

type endLine struct {
	Kind string `json:"kind"`
	End
}
