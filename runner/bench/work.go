package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/run"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// work is what a run did, and how long it took.
type work struct {
	took            time.Duration
	cases, messages int
	// calls are the requests that callers made, each with the trigger before it; both are messages.
	calls int
	// questions are the vectors that the verifier was asked about; they are messages too.
	questions int
	// handshakes are those of mutual TLS, the failed ones included.
	handshakes    int
	made, checked map[string]int
}

// measureRun does what the command run does, but for reading files and starting the process. The
// verifier is asked only where that is wanted.
func measureRun(ctx context.Context, mechanisms []spec.Mechanism, asked bool) (work, error) {
	profile, err := spec.Lookup("")
	if err != nil {
		return work{}, err
	}
	checked := &jose.Tally{}
	ref, err := live.StartReference(ctx, live.ReferenceOptions{
		Profile: profile, Checked: checked,
	})
	if err != nil {
		return work{}, err
	}
	defer func() { _ = ref.Stop() }() // the measurement is over
	if !asked {
		ref.Target.Verifier = target.Verifier{}
	}
	var evidence bytes.Buffer
	begin := time.Now()
	r, err := live.Start(ctx, live.Options{
		Target: ref.Target, Profile: profile, Ring: keys.Published(), Mechanisms: mechanisms,
	}, live.Settings{Evidence: &evidence})
	if err != nil {
		return work{}, err
	}
	defer r.Close()
	if err := run.Specs(r, ""); err != nil {
		return work{}, err
	}
	outcomes := r.Session.Wait()
	facts := reports.Run{Complete: true, Roles: []string{"recipient", "caller", "issuer", "verifier"}}
	reports.Build(facts, run.Cases(outcomes), profile)
	w := work{took: time.Since(begin), cases: len(outcomes), checked: checked.Counts()}
	byTarget := w.countIn(&evidence)
	w.made = map[string]int{"ES256": byTarget}
	w.addMade(r.Forges.Main)
	w.addMade(r.Forges.AtRest)
	return w, nil
}

// addMade counts the signatures of a forge. Nearly all that certify are of the algorithm of the
// kit's keys and the issuer's.
func (w *work) addMade(f *forge.Forge) {
	if f == nil {
		return
	}
	for alg, n := range f.Made() {
		w.made[alg] += n
	}
	w.made["ES256"] += total(f.Certified())
}

// step is what a journal says of one exchange.
type step struct {
	Asks *struct {
		Signed bool `json:"signed"`
	} `json:"asks"`
	TLS    json.RawMessage `json:"tls"`
	Called *struct {
		TLS *struct {
			Errors []string `json:"errors"`
		} `json:"tls"`
		Times    int               `json:"times"`
		Arrivals []json.RawMessage `json:"arrivals"`
	} `json:"called"`
	Issued *struct {
		JWKS json.RawMessage `json:"jwks"`
	} `json:"issued"`
	Asked json.RawMessage `json:"asked"`
}

// count gives the requests of an exchange, those of a caller and for keys too, and the signatures
// that the target made in it.
func (s step) count() (messages, calls, signatures int) {
	switch {
	case s.Called != nil && s.Called.TLS != nil:
		return s.Called.Times, 0, 0
	case s.Called != nil:
		calls = min(s.Called.Times, len(s.Called.Arrivals))
		return s.Called.Times + len(s.Called.Arrivals), calls, len(s.Called.Arrivals)
	case s.Issued != nil && s.Issued.JWKS != nil:
		return 2, 0, 1
	case s.Asks != nil && s.Asks.Signed:
		return 1, 0, 1
	}
	return 1, 0, 0
}

// shakes counts the handshakes of an exchange; a request that arrived over one is not counted.
func (s step) shakes() int {
	switch {
	case s.TLS != nil:
		return 1
	case s.Called != nil && s.Called.TLS != nil:
		return len(s.Called.Arrivals) + len(s.Called.TLS.Errors)
	}
	return 0
}

// countIn counts the requests and the handshakes of a journal, and the signatures that the target
// made in messages.
func (w *work) countIn(journal io.Reader) (signatures int) {
	for dec := json.NewDecoder(journal); ; {
		var line struct {
			Steps []step `json:"steps"`
		}
		if dec.Decode(&line) != nil {
			return signatures
		}
		for _, s := range line.Steps {
			m, c, n := s.count()
			w.messages, w.calls, signatures = w.messages+m, w.calls+c, signatures+n
			w.handshakes += s.shakes()
			if s.Asked != nil {
				w.questions++
			}
		}
	}
}

func total(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
