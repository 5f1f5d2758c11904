package harness

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// setClock is a clock that a test sets.
type setClock struct{ steady, set atomic.Int64 }

func (c *setClock) look() (time.Time, time.Duration) {
	steady := time.Duration(c.steady.Add(int64(time.Millisecond)))
	return time.Unix(1_700_000_000, 0).Add(steady + time.Duration(c.set.Load())), steady
}

// setting sets the clock when the n-th request comes, before it is answered.
func (c *setClock) setting(n int64, by time.Duration, h http.Handler) http.Handler {
	var count atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if count.Add(1) == n {
			c.set.Store(int64(by))
		}
		h.ServeHTTP(w, r)
	})
}

// ofKind lists the cases with an outcome of a kind.
func ofKind(all []Outcome, k Kind) []string {
	var ids []string
	for _, o := range all {
		if o.Kind == k {
			ids = append(ids, strings.TrimPrefix(o.Case.ID, "wpt/"))
		}
	}
	return ids
}

// The requests are: the control as a case, its probe, eight cases, its probe, eight cases, its probe.
// A clock that is set in the second eight makes those inconclusive, and no others.
func TestClockThatIsSetMakesTheCasesAroundInconclusive(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{-2 * time.Hour, 2 * time.Hour, minShift} {
		c := new(setClock)
		url := serve(t, c.setting(14, by, recipient()))
		all := observe(t, Config{URL: url, Workers: 1, Clock: c.look}, plan(url, 20))
		want := "bad-08 bad-09 bad-10 bad-11 bad-12 bad-13 bad-14 bad-15"
		if got := strings.Join(ofKind(all, KindEnvironment), " "); got != want {
			t.Errorf("%s: inconclusive are %s", by, got)
		}
		if n := count(all); n[Pass] != 13 || n[Inconclusive] != 8 {
			t.Errorf("%s: verdicts %v", by, n)
		}
		o := all[10]
		if !strings.Contains(o.Reason, "the clock of this machine was set by "+by.Abs().String()) {
			t.Errorf("%s: %s", by, o.Reason)
		}
	}
}

// A target that goes by another clock than the messages is not failed for it, from then on.
func TestNothingFailsByAClockThatWasSet(t *testing.T) {
	t.Parallel()
	c := new(setClock)
	url := serve(t, c.setting(4, time.Hour, after(3, recipient(), status(200))))
	all := observe(t, Config{URL: url, Workers: 1, Clock: c.look}, plan(url, 20))
	if n := count(all); n[Fail] != 0 || n[Inconclusive] != 20 || len(ofKind(all, KindEnvironment)) != 20 {
		t.Errorf("verdicts %v", n)
	}
	if o := all[20]; !strings.Contains(o.Reason, "must be refused; but the clock of this machine was set by 1h0m0s") {
		t.Errorf("it says %s", o.Reason)
	}
}

// Steps below the least one, and one before the run began, change nothing. The clock stands 0.9 s off,
// then 1.4 s: neither step is one, and only what fails by the second is doubtful.
func TestSmallStepsOfAClockAreLeftAlone(t *testing.T) {
	t.Parallel()
	c := new(setClock)
	c.set.Store(int64(time.Hour))
	target := after(3, recipient(), status(200))
	url := serve(t, c.setting(5, time.Hour+900*time.Millisecond, c.setting(14, time.Hour+1400*time.Millisecond, target)))
	all := observe(t, Config{URL: url, Workers: 1, Clock: c.look}, plan(url, 20))
	if n := count(all); n[Pass] != 2 || n[Fail] != 9 || n[Inconclusive] != 10 {
		t.Errorf("verdicts %v", n)
	}
	for _, o := range all {
		if strings.Contains(o.Reason, "while it ran") {
			t.Errorf("%s: %s", o.Case.ID, o.Reason)
		}
	}
}

// What a clock spoilt is sent again when the run goes on.
func TestCasesAroundASetClockAreSentAgain(t *testing.T) {
	t.Parallel()
	c := new(setClock)
	url := serve(t, c.setting(14, time.Hour, recipient()))
	var journal bytes.Buffer
	s := NewSession(Config{URL: url, Workers: 1, Clock: c.look, Journal: NewJournal(&journal, nil)})
	s.Start(t.Context(), plan(url, 20))
	s.Wait()
	e, err := ReadEvidence(&journal)
	if err != nil {
		t.Fatal(err)
	}
	settled := e.Settled()
	again := func(o Outcome) bool { return o.Case.ID == "wpt/bad-10" }
	if len(settled) != 13 || slices.ContainsFunc(settled, again) {
		t.Errorf("%d are not sent again", len(settled))
	}
}
