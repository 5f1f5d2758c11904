package identifier

import (
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// Mechanism is the one that this suite is about.
const Mechanism = spec.MechanismIdentifier

// Specs registers the specs of the suite for a run.
func Specs(r *live.Run) { r.Specs(Mechanism) }
