package prove

import (
	"fmt"
	"path"

	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Verdict is what the reference says of one step.
type Verdict = verifier.Verdict

// Judge puts vectors to the reference's verifier, in one profile, with some faults on.
type Judge verifier.Judge

// Steps judges the steps of a vector in order, with a memory that starts empty.
func (j Judge) Steps(v vector.Vector) ([]Verdict, error) {
	verdicts, err := verifier.Judge(j).Steps(spec.Mechanism(mechanismOf(v.ID)), v.Question())
	if err != nil {
		return nil, fmt.Errorf("prove: %s: %w", v.ID, err)
	}
	return verdicts, nil
}

const callerField = recipient.CallerField

// mechanismOf gives the first part of an id.
func mechanismOf(id string) string { return path.Dir(id) }
