package harness

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// mostSilence is how many requests in a row may stay without an answer where nothing was ever
// answered, before the target counts as unreachable.
const mostSilence = 3

// silence counts the requests in a row that had no answer, and remembers an answer of any kind.
type silence struct {
	heard  atomic.Bool
	inARow atomic.Int32
	// late counts the messages in a row that had to be accepted and had no whole answer in all their
	// time, while nothing else had one.
	late atomic.Int32
}

// note takes in an exchange. Whatever is not a time-out shows that somebody is there, except where
// there was no connection, or where the time was cut short by us.
func (s *silence) note(x Exchange) {
	if x.Failure == nil || x.Failure.Kind.whole() {
		s.late.Store(0)
	}
	switch {
	case x.Answer != nil, x.Failure == nil, x.Failure.Received != "":
		s.hear()
	case x.Failure.Kind == KindTimeout:
		s.inARow.Add(1)
	case !x.Failure.Kind.unconnected() && x.Failure.Kind != KindCancelled:
		s.hear()
	}
}

// whole says that a failure shows a target which is there and does not let anybody wait.
func (k Kind) whole() bool {
	return k != KindTimeout && k != KindCancelled && !k.unconnected()
}

func (s *silence) hear() {
	s.heard.Store(true)
	s.inARow.Store(0)
}

// total says that nothing was ever answered, and that there is no point in sending more.
func (s *silence) total() bool { return !s.heard.Load() && s.inARow.Load() >= mostSilence }

// lately says that the last requests stayed without an answer.
func (s *silence) lately() bool { return s.inARow.Load() >= mostSilence }

const (
	silentTarget = "the target has never answered: every request ran into its time-out"
	lostTarget   = "the target was given up: its last controls all ran into their time-out"
)

// fewLate is the least number of late controls after which a target that was heard is given up. With
// many workers it is more: a target that stands still for a while makes each of them wait.
const fewLate = 6

// givenUp says why no more is sent to a place, or "".
func (e *endpoint) givenUp() string {
	switch {
	case e.silence.total():
		return silentTarget
	case e.silence.heard.Load() && int(e.silence.late.Load()) >= max(fewLate, 2*e.cfg.Workers):
		return lostTarget
	}
	return ""
}

// observe looks at a case. Where that meets silence and nothing was ever answered, it looks again:
// a target that is slow to wake must not fail its first case, and that of one which never wakes
// tells nothing about the case.
func (w *worker) observe(ctx context.Context, o *Observation, within time.Duration) {
	began := w.watch.shift()
	defer func() { o.Clock = shiftOf(began, w.watch.shift()) }()
	asked := w.places[placeOf(o.Case)]
	for asked.givenUp() == "" {
		w.look(ctx, o, within)
		w.lookFreely(ctx, o, within)
		if o.due() && within == w.cfg.Timeout && o.ranOut() {
			asked.silence.late.Add(1)
		}
		if !o.silent() || asked.silence.heard.Load() || ctx.Err() != nil {
			return
		}
	}
	o.Silence = asked.givenUp()
}

// due says whether a case had to be accepted: then nothing excuses that there is no answer.
func (o *Observation) due() bool {
	return o.Kind == lineControl || o.Control == "" && o.Expect == vector.Accept
}

// ranOut says whether the target let the last request wait in vain.
func (o *Observation) ranOut() bool {
	n := len(o.Steps)
	return n > 0 && o.Steps[n-1].Failure != nil && o.Steps[n-1].Failure.Kind == KindTimeout
}

// silent says whether an observation ended in silence.
func (o *Observation) silent() bool {
	return len(o.Steps) > 0 && o.Steps[len(o.Steps)-1].silent()
}
