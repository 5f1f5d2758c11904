package harness

import (
	"context"
	"sync/atomic"
	"time"
)

// mostSilence is how many requests in a row may stay without an answer where nothing was ever
// answered, before the target counts as unreachable.
const mostSilence = 3

// silence counts the requests in a row that had no answer, and remembers an answer of any kind.
type silence struct {
	heard  atomic.Bool
	inARow atomic.Int32
}

// note takes in an exchange. Whatever is not a time-out shows that somebody is there, except where
// there was no connection, or where the time was cut short by us.
func (s *silence) note(x Exchange) {
	switch {
	case x.Answer != nil, x.Failure == nil, x.Failure.Received != "":
		s.hear()
	case x.Failure.Kind == KindTimeout:
		s.inARow.Add(1)
	case !x.Failure.Kind.unconnected() && x.Failure.Kind != KindCancelled:
		s.hear()
	}
}

func (s *silence) hear() {
	s.heard.Store(true)
	s.inARow.Store(0)
}

// total says that nothing was ever answered, and that there is no point in sending more.
func (s *silence) total() bool { return !s.heard.Load() && s.inARow.Load() >= mostSilence }

// lately says that the last requests stayed without an answer.
func (s *silence) lately() bool { return s.inARow.Load() >= mostSilence }

const silentTarget = "the target has never answered: every request ran into its time-out"

// observe looks at a case. Where that meets silence and nothing was ever answered, it looks again:
// a target that is slow to wake must not fail its first case, and that of one which never wakes
// tells nothing about the case.
func (w *worker) observe(ctx context.Context, o *Observation, within time.Duration) {
	silence := &w.places[placeOf(o.Case)].silence
	for !silence.total() {
		w.look(ctx, o, within)
		if !o.silent() || silence.heard.Load() || ctx.Err() != nil {
			return
		}
	}
	o.Silence = silentTarget
}

// silent says whether an observation ended in silence.
func (o *Observation) silent() bool {
	return len(o.Steps) > 0 && o.Steps[len(o.Steps)-1].silent()
}
