package harness

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

func TestVerdictsOfWholeRecipients(t *testing.T) {
	t.Parallel()
	alternating := func() http.Handler {
		n := 0
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n++
			w.WriteHeader([]int{200, 403}[n%2])
		})
	}
	for name, c := range map[string]struct {
		recipient http.Handler
		want      map[Verdict]int
	}{
		"good":             {recipient(), map[Verdict]int{Pass: 21}},
		"accepts all":      {status(200), map[Verdict]int{Pass: 1, Fail: 20}},
		"refuses all":      {status(403), map[Verdict]int{Fail: 1, Inconclusive: 20}},
		"server error":     {status(500), map[Verdict]int{Fail: 1, Inconclusive: 20}},
		"redirects":        {status(302), map[Verdict]int{Fail: 1, Inconclusive: 20}},
		"bans after a few": {after(12, recipient(), status(403)), map[Verdict]int{Pass: 9, Inconclusive: 12}},
		"alternates":       {alternating(), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, c.recipient)
			got := count(observe(t, Config{URL: url, Workers: 1}, plan(url, 20)))
			if name == "alternates" {
				if got[Pass] > 1 { // at most the control itself
					t.Errorf("verdicts %v", got)
				}
				return
			}
			for v, n := range c.want {
				if got[v] != n {
					t.Errorf("verdicts %v, want %v", got, c.want)
				}
			}
		})
	}
}

func TestErrorInTheBodyOfA200IsAnAcceptance(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"error":"invalid_token"}`))
	}))
	o := observe(t, Config{URL: url}, plan(url, 1))[1]
	if o.Verdict != Fail || o.Reason != "accepted with 200 OK, must be refused" {
		t.Errorf("%s: %s", o.Verdict, o.Reason)
	}
}

func TestOutcomeOfAFailureShowsTheExchange(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	o := observe(t, Config{URL: url}, plan(url, 1))[1]
	if !strings.HasPrefix(o.Sent, "GET /orders (7") {
		t.Errorf("sent %s", o.Sent)
	}
	if o.Received != "200 OK (0 bytes)" || !strings.HasPrefix(o.Curl, "curl ") {
		t.Errorf("received %s, %s", o.Received, o.Curl)
	}
}

func TestOutcomeIsComplete(t *testing.T) {
	url := serve(t, recipient())
	o := observe(t, Config{URL: url}, plan(url, 1))[1]
	if o.Observed != "reject" || o.Status != 401 || o.Step != 1 || o.Duration <= 0 {
		t.Errorf("%+v", o)
	}
	if o.Evidence == 0 || o.ControlBefore == 0 || o.ControlAfter <= o.Evidence {
		t.Errorf("lines %d < %d < %d", o.ControlBefore, o.Evidence, o.ControlAfter)
	}
}

func TestControlIsProbedAroundEachBatch(t *testing.T) {
	var seen []string
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Proof"))
		if r.Header.Get("Proof") != "good" {
			w.WriteHeader(401)
		}
	}))
	p := plan(url, 5)
	p.Controls, p.Cases = p.Cases[:1], p.Cases[1:]
	got := observe(t, Config{URL: url, Batch: 2}, p)
	want := "good bad0 bad1 good bad2 bad3 good bad4 good"
	if strings.Join(seen, " ") != want || count(got)[Pass] != 5 {
		t.Errorf("sent %v, verdicts %v", seen, count(got))
	}
}

func TestGroupsAreKeptApart(t *testing.T) {
	p := plan("http://x", 3)
	p.Cases[2].Algorithm = "EdDSA"
	p.Cases[3].Mechanism = "wit"
	groups := p.groups()
	var sizes []int
	var missing []string
	for _, g := range groups {
		sizes, missing = append(sizes, len(g.cases)), append(missing, g.missing)
	}
	if !slices.Equal(sizes, []int{1, 1, 1, 1}) {
		t.Errorf("sizes %v", sizes)
	}
	if missing[2] != "its control wpt/valid is not in the plan" { // not for that algorithm
		t.Errorf("missing %q", missing)
	}
}

func TestReplayOverStepsAndConnections(t *testing.T) {
	url := serve(t, recipient())
	c := newCase(url, "wpt/replay", "", vector.Reject)
	c.Mint = minting(func() []vector.Step {
		first := step(url, "good", vector.Accept)
		again := first
		again.Expect, again.NewConnection = vector.Reject, true
		return []vector.Step{first, again}
	})
	if o := observe(t, Config{URL: url}, one(url, c))[0]; o.Verdict != Pass || o.Step != 2 {
		t.Errorf("%s: %s (step %d)", o.Verdict, o.Reason, o.Step)
	}
	url = serve(t, status(200))
	o := observe(t, Config{URL: url}, one(url, c))[0]
	if o.Verdict != Fail || o.Reason != "step 2: accepted with 200 OK, must be refused" {
		t.Errorf("%s: %s", o.Verdict, o.Reason)
	}
}

func TestAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		recipient http.Handler
		verdict   Verdict
		reason    string
	}{
		"one wins":  {recipient(), Pass, ""},
		"all win":   {status(200), Fail, "8 of 8 were accepted"},
		"none wins": {status(403), Inconclusive, "none of 8 was accepted"},
		"overload":  {after(1, status(200), status(503)), Fail, "server-error: 503 Service Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, c.recipient)
			race := newCase(url, "wpt/race", "good", vector.Reject)
			race.AtOnce = 8
			got := observe(t, Config{URL: url}, Plan{Cases: []Case{race}})[0]
			if got.Verdict != c.verdict || got.Reason != c.reason {
				t.Errorf("%s: %s", got.Verdict, got.Reason)
			}
		})
	}
}

func TestFaultsOfTheSuiteAreItsOwn(t *testing.T) {
	url := serve(t, recipient())
	for reason, mint := range map[string]func(context.Context) ([]vector.Step, error){
		"minting failed: no key": func(context.Context) ([]vector.Step, error) {
			return nil, errors.New("no key")
		},
		"panic: boom":             func(context.Context) ([]vector.Step, error) { panic("boom") },
		"minting failed: 0 steps": func(context.Context) ([]vector.Step, error) { return nil, nil },
		"minting failed: a step has no request, or asks for more than one thing": minting(func() []vector.Step {
			return make([]vector.Step, 1)
		}),
	} {
		c := newCase(url, "wpt/broken", "bad", vector.Reject)
		c.Mint = mint
		o := observe(t, Config{URL: url}, one(url, c))[0]
		if o.Verdict != Inconclusive || o.Kind != KindHarness || o.Reason != reason {
			t.Errorf("%s %s: %s, want %s", o.Verdict, o.Kind, o.Reason, reason)
		}
	}
}

func TestCanarySkipReportAndEither(t *testing.T) {
	url := serve(t, status(200))
	canary, skip, report, either := newCase(url, "a", "bad", vector.Reject),
		newCase(url, "b", "bad", vector.Reject), newCase(url, "c", "bad", vector.Reject),
		newCase(url, "d", "bad", vector.Either)
	canary.Canary = func() int { return 2 }
	skip.Skip = "not claimed"
	report.Gate = spec.GateReport
	got := observe(t, Config{URL: url}, Plan{Cases: []Case{canary, skip, report, either}})
	for i, want := range []Outcome{
		{Verdict: Fail, Kind: KindCanary,
			Reason: "it called a listener that it must never call, 2 times"},
		{Verdict: Skipped, Reason: "not claimed"},
		{Verdict: Reported, Reason: "accepted with 200 OK, must be refused"},
		{Verdict: Reported, Reason: "accepted with 200 OK"},
	} {
		o := got[i]
		if o.Verdict != want.Verdict || o.Kind != want.Kind || o.Reason != want.Reason {
			t.Errorf("%s: %s %s: %s", o.Case.ID, o.Verdict, o.Kind, o.Reason)
		}
	}
}

func TestUnreachable(t *testing.T) {
	server := httptest.NewServer(status(200))
	url := server.URL
	server.Close()
	s := NewSession(Config{URL: url})
	s.Start(t.Context(), plan(url, 5))
	for _, o := range s.Wait() {
		if o.Verdict != Inconclusive || o.Kind == "" {
			t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
		}
	}
	if len(s.Unreachable()) != 1 {
		t.Error("the session does not say that the target cannot be reached")
	}
}

func TestDeathMidwayIsNotBlamedOnTheCases(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	server = httptest.NewServer(after(6, recipient(), http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			_ = server.Listener.Close()
			panic(http.ErrAbortHandler)
		})))
	t.Cleanup(server.Close)
	s := NewSession(Config{URL: server.URL, Workers: 1, Batch: 3})
	s.Start(t.Context(), plan(server.URL, 20))
	// The control and 3 refusals between two probes, the case that killed it, and 16 behind that.
	got := s.Wait()
	if n := count(got); n[Pass] != 4 || n[Fail] > 1 || n[Fail]+n[Inconclusive] != 17 {
		t.Errorf("verdicts %v", n)
	}
	if got[4].Kind != KindEnvironment || !strings.Contains(got[4].Reason, "was closed before") {
		t.Errorf("%s: %s", got[4].Verdict, got[4].Reason)
	}
	if len(s.Unreachable()) != 1 {
		t.Error("the session does not say that the target cannot be reached")
	}
}

func TestInterruptionKeepsWhatThereIs(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	url := serve(t, after(6, recipient(), http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })))
	s := NewSession(Config{URL: url, Workers: 1, Batch: 3})
	s.Start(ctx, plan(url, 20))
	got := s.Wait()
	if len(got) == 0 || len(got) == 21 || count(got)[Fail] != 0 {
		t.Errorf("%d outcomes, %v", len(got), count(got))
	}
	if _, err := s.Outcome(t.Context(), plan(url, 20).Cases[20].Key()); err == nil {
		t.Error("there is an outcome of a case that was not observed")
	}
}

func TestOutcomesAreAwaited(t *testing.T) {
	url := serve(t, recipient())
	told := 0
	s := NewSession(Config{URL: url, OnOutcome: func(Outcome) { told++ }})
	p := plan(url, 10)
	s.Start(t.Context(), p)
	for _, c := range p.Cases {
		if o, err := s.Outcome(t.Context(), c.Key()); err != nil || o.Case.ID != c.ID {
			t.Errorf("%s: %+v, %v", c.Key(), o, err)
		}
	}
	if s.Wait(); told != 11 {
		t.Errorf("told of %d outcomes", told)
	}
	if _, err := s.Outcome(t.Context(), "nobody"); err == nil {
		t.Error("there is an outcome of a case that is not in the plan")
	}
}

type brokenDisk struct{ left int }

func (d *brokenDisk) Write(p []byte) (int, error) {
	if d.left--; d.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestSessionStopsWhenItsJournalFails(t *testing.T) {
	url := serve(t, recipient())
	s := NewSession(Config{URL: url, Workers: 1, Journal: NewJournal(&brokenDisk{left: 6}, nil)})
	s.Start(t.Context(), plan(url, 20))
	got := s.Wait()
	if len(got) != 3 || s.Err() == nil || s.Err().Error() != "harness: journal: disk full" {
		t.Errorf("%d outcomes, %v", len(got), s.Err())
	}
}
