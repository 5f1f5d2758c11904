package live

import (
	"fmt"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/peer"
)

// specTimeout is a safety net: a case has shorter time-outs of its own.
const specTimeout = 2 * time.Minute

// Run is a plan on its way through a session.
type Run struct {
	Plan    harness.Plan
	Session *harness.Session
	Forges  Forges
	// Strict makes a SHOULD that is not met a failure; otherwise its spec is skipped with a warning.
	Strict bool
	canary *Canary
	peer   *peer.Peer
}

// Specs registers one Ginkgo spec for each case of a mechanism. The specs wait for outcomes that
// the session makes, several at a time, and judge them in order.
func (r *Run) Specs(m spec.Mechanism) {
	ginkgo.Describe(string(m), func() {
		for i, c := range r.Plan.Cases {
			if c.Mechanism != string(m) {
				continue
			}
			// Ginkgo sorts specs of one place by their text; the number keeps the plan's order.
			text := fmt.Sprintf("%04d %s (%s): %s", i+1, c.ID, c.Algorithm, c.Comment)
			ginkgo.It(text, ginkgo.Label(Labels(c)...), ginkgo.SpecTimeout(specTimeout), r.spec(c))
		}
	})
}

func (r *Run) spec(c harness.Case) func(ginkgo.SpecContext) {
	return func(ctx ginkgo.SpecContext) {
		if c.Skip != "" {
			ginkgo.Skip(c.Skip)
		}
		o, err := r.Session.Outcome(ctx, c.Key())
		gomega.Expect(err).NotTo(gomega.HaveOccurred())
		if c.Gate == spec.GateShould && o.Verdict == harness.Fail && !r.Strict {
			ginkgo.Skip("warning: " + harness.MeetItsExpectation().FailureMessage(o))
		}
		gomega.Expect(o).To(harness.MeetItsExpectation())
	}
}
