package harness

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// accepts is a plan of cases without control that must be accepted.
func accepts(url string, n int) Plan {
	var p Plan
	for i := range n {
		p.Cases = append(p.Cases, newCase(url, fmt.Sprintf("wpt/good-%02d", i), "good", vector.Accept))
	}
	return p
}

// stutters begins its answers and ends none.
func stutters() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "x")
		_ = http.NewResponseController(w).Flush() // the other side sees it or has gone
		<-r.Context().Done()
	})
}

// TestATargetThatLetsEverybodyWaitIsGivenUp: what it sends meanwhile makes it no less lost.
func TestATargetThatLetsEverybodyWaitIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"drips": listen(t, drip), "stutters": serve(t, stutters())} {
		var journal bytes.Buffer
		s := NewSession(Config{URL: url, Timeout: 100 * time.Millisecond, Journal: NewJournal(&journal, nil)})
		s.Start(t.Context(), accepts(url, 200))
		got := s.Wait()
		sameAgain(t, got, &journal)
		n := map[string]int{}
		for _, o := range got {
			n[fmt.Sprint(o.Verdict, " ", o.Kind, " ", o.Reason == lostTarget)]++
		}
		// 8 workers wait for 16 in vain, and for what is under way by then.
		late, lost := n["fail timeout false"], n["inconclusive environment true"]
		if late < 16 || late > 40 || late+lost != 200 {
			t.Errorf("%s: %v", name, n)
		}
		if len(s.Unreachable()) != 1 {
			t.Errorf("%s: unreachable %v", name, s.Unreachable())
		}
	}
}

func TestATargetThatStandsStillForAWhileIsNotGivenUp(t *testing.T) {
	t.Parallel()
	url := serve(t, after(8, stutters(), recipient()))
	s := NewSession(Config{URL: url, Timeout: 300 * time.Millisecond})
	s.Start(t.Context(), accepts(url, 100))
	if n := count(s.Wait()); n[Fail] < 8 || n[Inconclusive] > 0 || len(s.Unreachable()) > 0 {
		t.Errorf("unreachable %v, verdicts %v", s.Unreachable(), n)
	}
}

func TestSilenceIsSharedAsTheExchangeIs(t *testing.T) {
	t.Parallel()
	url := listen(t, sayAndWait(""))
	p := accepts(url, 3)
	for i := range p.Cases {
		p.Cases[i].Share = "all"
	}
	for _, o := range observe(t, Config{URL: url, Timeout: 50 * time.Millisecond}, p) {
		if o.Kind != KindEnvironment || o.Reason != silentTarget {
			t.Errorf("%s: %s %s: %s", o.Case.ID, o.Verdict, o.Kind, o.Reason)
		}
	}
}

// TestAnEndOfTheConnectionIsOne: whether it shows as a reset or as a close is chance, so that a case
// is not to blame where its control ended the other way.
func TestAnEndOfTheConnectionIsOne(t *testing.T) {
	reset := Exchange{Failure: failure(KindReset, "x")}
	closed := Exchange{Failure: failure(KindClosed, "x")}
	late := Exchange{Failure: failure(KindTimeout, "x")}
	for _, c := range []struct {
		control, seen Exchange
		want          Verdict
	}{{reset, closed, Inconclusive}, {closed, reset, Inconclusive}, {late, reset, Fail}} {
		probe := probed(c.control)
		if o := Judge(observed(vector.Reject, c.seen), probe, probe); o.Verdict != c.want {
			t.Errorf("%s: %s", o.Verdict, o.Reason)
		}
	}
}

// TestBrokenTLSIsNoOtherVersion: only a handshake of the case itself, and one that failed of the
// version, says that the version is not spoken.
func TestBrokenTLSIsNoOtherVersion(t *testing.T) {
	const version = "tls: server selected unsupported protocol version 303"
	for _, c := range []struct {
		x       Exchange
		skipped bool
	}{
		{Exchange{TLS: &Handshake{}, Failure: failure(KindTLS, version)}, true},
		{Exchange{TLS: &Handshake{}, Failure: failure(KindTLS, "tls: handshake message of length 9")}, false},
		{Exchange{TLS: &Handshake{}, Failure: failure(KindClosed, "before any TLS record came")}, true},
		{Exchange{TLS: &Handshake{}, Failure: failure(KindTimeout, "no TLS handshake in time")}, false},
		{Exchange{Called: &Called{}, Failure: failure(KindTLS, version)}, false},
	} {
		o := observed(vector.Accept, c.x)
		o.Version, o.Control = "TLS 1.3", ""
		o.AllVersions = []Exchange{{TLS: &Handshake{Version: "TLS 1.2"}, Answer: &Answer{Status: 200}}}
		if got := Judge(o, nil, nil); (got.Verdict == Skipped) != c.skipped {
			t.Errorf("%s: %s", got.Verdict, got.Reason)
		}
	}
}

// TestRefusalOfAllVersionsIsNoOtherVersion: only where a good certificate is accepted over another
// version is the one on offer not claimed.
func TestRefusalOfAllVersionsIsNoOtherVersion(t *testing.T) {
	refused := Exchange{TLS: &Handshake{Refusal: "alert: bad certificate"}}
	over := func(version string) []Exchange {
		return []Exchange{{TLS: &Handshake{Version: version}, Answer: &Answer{Status: 200}}}
	}
	for name, c := range map[string]struct {
		free []Exchange
		good judgement
		bad  judgement
	}{
		"another version": {over("TLS 1.2"), judgement{Skipped, ""}, judgement{Skipped, ""}},
		"this version":    {over("TLS 1.3"), judgement{Fail, ""}, judgement{Inconclusive, KindControl}},
		"refused":         {[]Exchange{refused}, judgement{Inconclusive, KindControl}, judgement{Inconclusive, KindControl}},
		"not looked at":   {nil, judgement{Inconclusive, KindControl}, judgement{Inconclusive, KindControl}},
		"interrupted": {[]Exchange{failedWith("", KindCancelled)},
			judgement{Inconclusive, KindEnvironment}, judgement{Inconclusive, KindEnvironment}},
		"gone": {[]Exchange{failedWith("", KindRefusedConnection)},
			judgement{Inconclusive, KindEnvironment}, judgement{Inconclusive, KindEnvironment}},
	} {
		good, bad := observed(vector.Accept, refused), observed(vector.Reject, refused)
		good.Version, good.Control, good.AllVersions = "TLS 1.3", "", c.free
		probe := good
		bad.Version = good.Version
		for o, want := range map[*Observation]judgement{&good: c.good, &bad: c.bad} {
			if got := Judge(*o, &probe, &probe); got.Verdict != want.verdict || got.Kind != want.kind {
				t.Errorf("%s: %s %s: %s", name, got.Verdict, got.Kind, got.Reason)
			}
		}
	}
}

type judgement struct {
	verdict Verdict
	kind    Kind
}

func TestJournalIsSafeToLookAt(t *testing.T) {
	t.Parallel()
	var journal bytes.Buffer
	url := listen(t, say("HTTP/1.1 200 \u009b31m\r\nX: \u202e\x7f<script>\r\n\r\n"))
	s := NewSession(Config{URL: url, Journal: NewJournal(&journal, nil)})
	s.Start(t.Context(), accepts(url, 1))
	got, text := s.Wait(), journal.String()
	sameAgain(t, got, &journal)
	if strings.Contains(text, "<script") || !strings.Contains(text, `\u009b31m`) {
		t.Errorf("%s", text)
	}
	plain(t, strings.Split(strings.TrimSuffix(text, "\n"), "\n")...)
}
