package harness

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Session observes and judges one plan against one target.
type Session struct {
	cfg     *Config
	places  places
	watch   watch
	cancel  context.CancelFunc
	started sync.Once
	done    chan struct{}

	mu    sync.Mutex
	slots map[string]*slot
	all   []Outcome

	telling sync.Mutex // serialises OnOutcome
}

// slot is where the outcome of one case is waited for.
type slot struct {
	ready   chan struct{}
	outcome Outcome
}

// NewSession prepares a session; nothing is sent before [Session.Start].
func NewSession(cfg Config) *Session {
	full := cfg.withDefaults()
	return &Session{
		cfg:    full,
		places: newPlaces(full),
		watch:  newWatch(full.Clock),
		done:   make(chan struct{}),
		slots:  map[string]*slot{},
	}
}

// Start observes a plan in the background, several groups of cases at once. A session starts once.
func (s *Session) Start(ctx context.Context, plan Plan) {
	first := false
	s.started.Do(func() { first = true })
	if !first {
		panic("harness: internal error: a session was started twice")
	}
	for _, c := range plan.Cases {
		s.slots[c.Key()] = &slot{ready: make(chan struct{})}
	}
	ctx, s.cancel = context.WithCancel(ctx)
	go s.run(ctx, plan)
}

// Outcome waits for the outcome of a case. It fails if the case is not in the plan, if the session
// ends without it, or if the context ends first.
func (s *Session) Outcome(ctx context.Context, key string) (Outcome, error) {
	slot := s.slots[key]
	if slot == nil {
		return Outcome{}, fmt.Errorf("harness: no case %q in the plan", key)
	}
	select {
	case <-slot.ready:
		return slot.outcome, nil
	case <-ctx.Done():
		return Outcome{}, fmt.Errorf("harness: waiting for %q: %w", key, context.Cause(ctx))
	case <-s.done:
	}
	select {
	case <-slot.ready:
		return slot.outcome, nil
	default:
		return Outcome{}, fmt.Errorf("harness: %q was not observed: the run ended before it", key)
	}
}

// Wait waits for the end of the session and gives all outcomes in the plan's order. After an
// interruption those are the ones that exist.
func (s *Session) Wait() []Outcome {
	<-s.done
	inPlanOrder(s.all)
	return slices.Clone(s.all)
}

// Conclude waits for the end of the session and writes down how the run ended.
func (s *Session) Conclude(e End) error {
	<-s.done
	_, err := s.cfg.Journal.append(endLine{lineEnd, e})
	return err
}

// Began is when the run began, as its journal has it; zero without one.
func (s *Session) Began() time.Time {
	if s.cfg.Journal == nil {
		return time.Time{}
	}
	return s.cfg.Journal.began
}

// Err gives the error that stopped the session, if one did.
func (s *Session) Err() error { return s.cfg.Journal.Err() }

func inPlanOrder(all []Outcome) {
	slices.SortStableFunc(all, func(a, b Outcome) int { return cmp.Compare(a.place, b.place) })
}

// publish makes an outcome known.
func (s *Session) publish(o Outcome) {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.keep(o)
	if s.cfg.OnOutcome != nil {
		s.cfg.OnOutcome(o)
	}
}

func (s *Session) keep(o Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, o)
	if slot := s.slots[o.Case.Key()]; slot != nil {
		select {
		case <-slot.ready: // a key used twice: the first outcome stands
		default:
			slot.outcome = o
			close(slot.ready)
		}
	}
}
