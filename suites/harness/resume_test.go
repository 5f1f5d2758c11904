package harness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// tally counts the requests by their field Proof.
type tally struct {
	mu   sync.Mutex
	seen map[string]int
	next http.Handler
}

func (c *tally) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.seen[r.Header.Get("Proof")]++
	c.mu.Unlock()
	c.next.ServeHTTP(w, r)
}

// mixedPlan has refusals, an acceptance that fails, a case without control and one that is skipped.
func mixedPlan(url string) Plan {
	p := plan(url, 10)
	refused := newCase(url, "wpt/refused", "refused", vector.Accept)
	refused.Control = validID
	skipped := newCase(url, "wpt/skipped", "skipped", vector.Reject)
	skipped.Skip = "not claimed"
	p.Cases = append(p.Cases, refused, skipped, newCase(url, "wpt/alone", "good", vector.Accept))
	return p
}

// verdicts are what has to be the same however often a run is cut short.
func verdicts(outcomes []Outcome) string {
	var b strings.Builder
	for _, o := range outcomes {
		fmt.Fprintln(&b, o.Case.Key(), o.Verdict, o.Kind, o.Reason)
	}
	return b.String()
}

// TestResumeFromEveryPoint cuts a journal behind each line and in the middle of each, and goes on.
func TestResumeFromEveryPoint(t *testing.T) {
	whole := &bytes.Buffer{}
	url := serve(t, recipient())
	s := NewSession(Config{URL: url, Workers: 1, Batch: 3, Journal: NewJournal(whole, nil)})
	s.Start(t.Context(), mixedPlan(url))
	want := verdicts(s.Wait())
	for n := len(strings.SplitAfter(whole.String(), "\n")[0]); n < whole.Len(); n += 120 {
		resumeAt(t, whole.Bytes()[:n:n], want)
	}
	resumeAt(t, whole.Bytes(), want)
}

func resumeAt(t *testing.T, cut []byte, want string) {
	t.Helper()
	e, err := ReadEvidence(bytes.NewReader(cut))
	if e == nil || err != nil && !errors.Is(err, ErrTorn) {
		t.Fatal(err)
	}
	journal := bytes.NewBuffer(cut[:e.Size:e.Size])
	if !bytes.HasSuffix(journal.Bytes(), []byte("\n")) {
		journal.WriteByte('\n')
	}
	c := &tally{seen: map[string]int{}, next: recipient()}
	url := serve(t, c)
	p := mixedPlan(url)
	p.Known = e.Settled()
	if err := p.Fits(p.Known); err != nil {
		t.Fatal(err)
	}
	s := NewSession(Config{URL: url, Workers: 1, Batch: 3, Journal: ContinueJournal(journal, e, "")})
	s.Start(t.Context(), p)
	live := s.Wait()
	if got := verdicts(live); got != want {
		t.Errorf("cut at %d, line %d:\n%s\nundisturbed:\n%s", len(cut), e.Lines, got, want)
	}
	sameAgain(t, live, journal)
	for _, o := range p.Known {
		if proof := strings.TrimPrefix(o.Case.ID, "wpt/bad-0"); c.seen["bad"+proof] > 0 {
			t.Errorf("cut at %d: %s was settled and was sent again", len(cut), o.Case.ID)
		}
	}
}

// TestJournalThatFailsAfterSomeBytes looks at what is left: what was told is what can be read.
func TestJournalThatFailsAfterSomeBytes(t *testing.T) {
	for room := 400; room < 12000; room += 377 {
		disk := &smallDisk{room: room}
		url := serve(t, recipient())
		s := NewSession(Config{URL: url, Workers: 1, Batch: 3, Journal: NewJournal(disk, nil)})
		s.Start(t.Context(), mixedPlan(url))
		live := s.Wait()
		if s.Err() == nil || s.Conclude(End{}) == nil {
			t.Fatalf("%d bytes were enough", room)
		}
		again, err := Rejudge(&disk.Buffer)
		if err != nil && !errors.Is(err, ErrTorn) || verdicts(again) != verdicts(live) {
			t.Errorf("%d bytes: %v\nlive:\n%s\nfrom the journal:\n%s", room, err, verdicts(live), verdicts(again))
		}
	}
}

// smallDisk takes some bytes and a part of the write that goes beyond them.
type smallDisk struct {
	bytes.Buffer
	room int
}

func (d *smallDisk) Write(p []byte) (int, error) {
	n := min(len(p), d.room-d.Len())
	d.Buffer.Write(p[:n])
	if n < len(p) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

// TestInterruptedCasesAreSentAgain interrupts a run in the middle of a request.
func TestInterruptedCasesAreSentAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	hold := make(chan struct{})
	defer close(hold)
	url := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proof") == "bad2" {
			cancel()
			<-hold
		}
	}))
	journal := &bytes.Buffer{}
	s := NewSession(Config{URL: url, Workers: 1, Batch: 2, Journal: NewJournal(journal, nil)})
	s.Start(ctx, plan(url, 5))
	live := s.Wait()
	e, err := ReadEvidence(journal)
	if err != nil || len(live) < 3 {
		t.Fatalf("%d outcomes, %v", len(live), err)
	}
	for _, o := range e.Settled() {
		if o.Case.ID == "wpt/bad-02" || o.Verdict == Inconclusive {
			t.Errorf("%s is settled: %s", o.Case.ID, o.Reason)
		}
	}
	if n := len(e.Settled()); n < 2 || n >= len(live) {
		t.Errorf("%d of %d are settled", n, len(live))
	}
}

func TestAPlanDoesNotTakeOutcomesOfAnother(t *testing.T) {
	o := Outcome{Case: Case{ID: "wpt/x", Role: "recipient", Algorithm: "ES256"}, place: 0, Evidence: 7}
	err := plan("", 2).Fits([]Outcome{o})
	if err == nil || !strings.Contains(err.Error(), "line 7: recipient/ES256/wpt/x is not case number 1") {
		t.Error(err)
	}
	if o.place = 9; plan("", 2).Fits([]Outcome{o}) == nil {
		t.Error("a place beyond the end")
	}
}
