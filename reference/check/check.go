// Package check runs ordered lists of checks, each under its requirement ID. Start with [Check] and
// [Compile].
package check

import (
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/spec"
)

// Refusal says which requirement a message does not meet, and in what way. The detail quotes claim
// values where that helps, never a token.
type Refusal struct {
	Requirement string
	Detail      string
	// Cause is set where the message is not at fault, such as a full memory for replays.
	Cause error
}

// Error gives the requirement and the detail in one line.
func (r *Refusal) Error() string { return r.Requirement + ": " + r.Detail }

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Refuse makes a refusal.
func Refuse(requirement, format string, args ...any) *Refusal {
	return &Refusal{Requirement: requirement, Detail: fmt.Sprintf(format, args...)}
}

// ErrDone ends a pipeline at once with nothing refused; only what a switched-off check does gives
// it.
var ErrDone = errors.New("check: done")

// Check is one requirement's part in judging a message of which S holds the state.
type Check[S any] struct {
	// ID is the requirement's ID. A check runs only where its requirement is in force. A step without
	// an ID always runs: it prepares the state for the checks after it.
	ID string
	// Run finds out whether the requirement is met; its error is the detail of the refusal. It may
	// return a *Refusal to name another requirement than ID.
	Run func(S) error
	// Bent are ways to have the check and get it wrong. One with its fault on runs in place of Run.
	Bent []Bent[S]
	// Lenient does what an implementation without this check would do instead; nil does nothing.
	// It runs only with the fault ID on.
	Lenient func(S) error
	// Strict is a misreading that refuses what should be accepted. It runs only with the fault
	// "ID:strict" on, or "ID" where Run is nil.
	Strict func(S) error
}

// Bent is a check that lets pass some of what it should refuse, as one that somebody wrote in a hurry:
// it accepts all that the right one does.
type Bent[S any] struct {
	// Name says in lower-case words with hyphens what is done in place of the right thing, such as
	// "prefix". Behind the ID and a colon it is the name of the fault.
	Name string
	Run  func(S) error
}

// bent gives what runs for a check that is not left out.
func (c Check[S]) bent(f Faults) func(S) error {
	for _, b := range c.Bent {
		if f.On(c.ID + ":" + b.Name) {
			return b.Run
		}
	}
	return c.Run
}

// Pipeline is a list of checks made ready for one profile and one set of faults.
type Pipeline[S any] []step[S]

type step[S any] struct {
	id  string
	run func(S) error
}

// Compile picks what each check does in a profile with the given faults on.
func Compile[S any](p *spec.Profile, f Faults, list []Check[S]) Pipeline[S] {
	var out Pipeline[S]
	for _, c := range list {
		_, inForce := p.Rule(c.ID)
		inForce = inForce || c.ID == ""
		switch {
		case c.Run != nil && inForce && !f.On(c.ID):
			out = append(out, step[S]{c.ID, c.bent(f)})
		case c.Lenient != nil && inForce:
			out = append(out, step[S]{c.ID, c.Lenient})
		}
		if c.Strict != nil && (f.On(c.ID+":strict") || c.Run == nil && f.On(c.ID)) {
			out = append(out, step[S]{c.ID, c.Strict})
		}
	}
	return out
}

// Run makes the checks in order and gives the first refusal, or nil.
func (p Pipeline[S]) Run(state S) *Refusal {
	for _, s := range p {
		err := s.run(state)
		if err == nil {
			continue
		}
		if err == ErrDone {
			return nil
		}
		if refusal, ok := err.(*Refusal); ok {
			return refusal
		}
		return &Refusal{Requirement: s.id, Detail: err.Error()}
	}
	return nil
}

// FaultsOf lists the faults that a list of checks offers, in order.
func FaultsOf[S any](list []Check[S]) []string {
	var names []string
	for _, c := range list {
		if c.Run != nil && c.ID != "" {
			names = append(names, c.ID)
		}
		for _, b := range c.Bent {
			names = append(names, c.ID+":"+b.Name)
		}
		if c.Strict != nil {
			names = append(names, c.ID+":strict")
		}
	}
	return names
}

// FailIf makes an error of a condition: the detail of a refusal.
func FailIf(bad bool, format string, args ...any) error {
	if bad {
		return fmt.Errorf(format, args...)
	}
	return nil
}
