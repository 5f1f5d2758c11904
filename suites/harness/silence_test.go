package harness

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"
)

// asleep reads requests and answers none.
func asleep() http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server sees the other side's end only behind it
		<-r.Context().Done()
	})
}

// silentSession runs a plan, compares with its journal, and gives the session and its outcomes.
func silentSession(t *testing.T, url string, workers int) (*Session, []Outcome) {
	t.Helper()
	var journal bytes.Buffer
	s := NewSession(Config{
		URL: url, Workers: workers, Timeout: 50 * time.Millisecond,
		Journal: NewJournal(&journal, nil),
	})
	s.Start(t.Context(), plan(url, 100))
	got := s.Wait()
	sameAgain(t, got, &journal)
	return s, got
}

func TestATargetThatNeverAnswersIsUnreachable(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 8} {
		start := time.Now()
		s, got := silentSession(t, listen(t, sayAndWait("")), workers)
		// 3 requests in a row at 50 ms, where 100 cases and their probes would be seconds.
		if took := time.Since(start); took > time.Second {
			t.Errorf("%d workers took %v", workers, took)
		}
		if len(s.Unreachable()) != 1 || len(got) != 101 || count(got)[Inconclusive] != 101 {
			t.Errorf("%d workers: unreachable %v, verdicts %v", workers, s.Unreachable(), count(got))
		}
		if o := got[50]; o.Kind != KindEnvironment || o.Reason != silentTarget {
			t.Errorf("%s: %s", o.Kind, o.Reason)
		}
	}
}

func TestATargetThatIsSlowToWakeIsHeard(t *testing.T) {
	t.Parallel()
	s, got := silentSession(t, serve(t, after(2, asleep(), recipient())), 1)
	if len(s.Unreachable()) != 0 || count(got)[Pass] != 101 {
		t.Errorf("unreachable %v, verdicts %v", s.Unreachable(), count(got))
	}
}

func TestSilenceBehindAnAnswerIsAFailure(t *testing.T) {
	t.Parallel()
	url := serve(t, after(1, status(200), asleep()))
	p := plan(url, 0)
	again := p.Cases[0]
	again.ID = "wpt/again"
	p.Cases = append(p.Cases, again)
	got := observe(t, Config{URL: url, Workers: 1, Timeout: 50 * time.Millisecond}, p)
	if got[1].Verdict != Fail || got[1].Kind != KindTimeout {
		t.Errorf("%s %s: %s", got[1].Verdict, got[1].Kind, got[1].Reason)
	}
}
