package harness

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// recipient authenticates requests whose field Proof is "good" and whose Jti is new.
func recipient() http.Handler {
	var seen sync.Map
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, again := seen.LoadOrStore(r.Header.Get("Jti"), true)
		if r.Header.Get("Proof") != "good" || again {
			w.Header().Set("WWW-Authenticate", "WPT")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Caller", "wimse://trusted.example/a")
	})
}

// after gives the first handler n requests, and the other one the rest.
func after(n int64, first, then http.Handler) http.Handler {
	var count atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if count.Add(1) <= n {
			first.ServeHTTP(w, r)
		} else {
			then.ServeHTTP(w, r)
		}
	})
}

func status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) })
}

// serve starts a server that ends with the test.
func serve(t testing.TB, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL + "/orders"
}

var jti atomic.Int64

// step is a request with a proof of its own.
func step(url, proof string, expect vector.Result) vector.Step {
	return vector.Step{Expect: expect, Request: &message.Request{
		Method: "GET", URL: url, Fields: message.Fields{
			{"Proof", proof}, {"Jti", fmt.Sprint("j", jti.Add(1))},
		},
	}}
}

// minting gives a Mint that makes fresh steps each time.
func minting(steps func() []vector.Step) func(context.Context) ([]vector.Step, error) {
	return func(context.Context) ([]vector.Step, error) { return steps(), nil }
}

// newCase is a case of one step.
func newCase(url, id, proof string, expect vector.Result) Case {
	return Case{
		ID: id, Mechanism: "wpt", Role: "recipient", Algorithm: "ES256", Expect: expect,
		Requirements: []string{"WPT-JTI-FRESH"}, Level: "MUST", Source: "draft, Section 2",
		Gate: spec.GateMust,
		Mint: minting(func() []vector.Step { return []vector.Step{step(url, proof, expect)} }),
	}
}

const validID = "wpt/valid"

// plan has a control, and n cases that differ from it and must be refused.
func plan(url string, n int) Plan {
	cases := []Case{newCase(url, validID, "good", vector.Accept)}
	for i := range n {
		c := newCase(url, fmt.Sprintf("wpt/bad-%02d", i), fmt.Sprint("bad", i), vector.Reject)
		c.Control = validID
		cases = append(cases, c)
	}
	return Plan{Cases: cases}
}

// one is a plan of a single case with the valid one as its control.
func one(url string, c Case) Plan {
	c.Control = validID
	return Plan{Cases: []Case{c}, Controls: []Case{newCase(url, validID, "good", vector.Accept)}}
}

// observe runs a plan, with a journal, and proves that the journal alone gives the same outcomes.
func observe(t testing.TB, cfg Config, p Plan) []Outcome {
	t.Helper()
	var journal bytes.Buffer
	cfg.Journal = NewJournal(&journal, nil)
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second
	}
	s := NewSession(cfg)
	s.Start(t.Context(), p)
	outcomes := s.Wait()
	sameAgain(t, outcomes, &journal)
	return outcomes
}

// count counts verdicts.
func count(outcomes []Outcome) map[Verdict]int {
	n := map[Verdict]int{}
	for _, o := range outcomes {
		n[o.Verdict]++
	}
	return n
}
