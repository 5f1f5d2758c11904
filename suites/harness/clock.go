package harness

import (
	"fmt"
	"slices"
	"time"
)

// Clock gives the time of the wall clock, and beside it a time that nobody sets.
type Clock func() (wall time.Time, steady time.Duration)

// minShift is the least difference between the two that counts as the clock having been set. What is
// sent tells its times in whole seconds, and cases keep some from every limit.
const minShift = time.Second

// notedShift is the least that is written down. It is less, so that a clock which is slowly put right
// and passes it shows no step of [minShift].
const notedShift = minShift / 2

// Shift is by how many milliseconds the wall clock has been set since the session was made, as it was
// when an observation began and when it ended. A machine that slept shows the same.
type Shift struct {
	Began int64 `json:"began_ms"`
	Ended int64 `json:"ended_ms"`
}

var processStart = time.Now()

// machineClock is the one of this machine.
func machineClock() (time.Time, time.Duration) {
	now := time.Now()
	return now.Round(0), now.Sub(processStart) // Round leaves the time out that nobody sets
}

// watch compares a clock with what it showed first.
type watch struct {
	clock  Clock
	wall   time.Time
	steady time.Duration
}

func newWatch(c Clock) watch {
	wall, steady := c()
	return watch{c, wall, steady}
}

// shift is by how many milliseconds the clock has been set, 0 where that is less than [notedShift].
func (w watch) shift() int64 {
	wall, steady := w.clock()
	by := wall.Sub(w.wall) - (steady - w.steady)
	if by.Abs() < notedShift {
		return 0
	}
	return by.Milliseconds()
}

// shiftOf gives what an observation notes: nothing where the clock was never set.
func shiftOf(began, ended int64) *Shift {
	if began == 0 && ended == 0 {
		return nil
	}
	return &Shift{began, ended}
}

// clockSet says that the clock was set between the probe of the control before a case and the one
// behind it, or "". Times that were put into one message are then no measure for another.
func (t trial) clockSet() string {
	var seen []int64
	for _, o := range []*Observation{t.before, t.Observation, t.after} {
		switch {
		case o == nil:
		case o.Clock == nil:
			seen = append(seen, 0)
		default:
			seen = append(seen, o.Clock.Began, o.Clock.Ended)
		}
	}
	if by := milliseconds(slices.Max(seen) - slices.Min(seen)); by >= minShift {
		return fmt.Sprintf("the clock of this machine was set by %s while it ran, or the machine slept", by)
	}
	return ""
}

// timely takes a failure back that was seen while the clock stood otherwise than at the beginning: the
// target, or what it was given then, may go by another time than the messages.
func (t trial) timely(r ruling) ruling {
	if r.verdict != Fail || r.kind == KindCanary || t.Clock == nil {
		return r
	}
	by := milliseconds(t.Clock.Ended)
	if by.Abs() < minShift {
		return r
	}
	r.reason += fmt.Sprintf("; but the clock of this machine was set by %s since the run began", by)
	r.verdict, r.kind = Inconclusive, KindEnvironment
	return r
}

func milliseconds(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
