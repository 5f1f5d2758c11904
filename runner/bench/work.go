package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/run"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// work is what a run did, and how long it took.
type work struct {
	took            time.Duration
	cases, messages int
	// calls are the requests that callers made, each with the trigger before it; both are messages.
	calls int
	// handshakes are those of mutual TLS, the failed ones included.
	handshakes    int
	made, checked map[string]int
}

// measureRun does what the command run does, but for reading files and starting the process.
func measureRun(ctx context.Context, mechanisms []spec.Mechanism) (work, error) {
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
	facts := reports.Run{Complete: true, Roles: []string{"recipient", "caller", "issuer"}}
	reports.Build(facts, run.Cases(outcomes), profile)
	w := work{took: time.Since(begin), cases: len(outcomes), checked: checked.Counts()}
	byTarget := w.countIn(&evidence)
	w.made = map[string]int{}
	maps.Copy(w.made, r.Forge.Made())
	// The kit's keys and the issuer's are of that algorithm, and so are nearly all that certify.
	w.made["ES256"] += byTarget + total(r.Forge.Certified())
	return w, nil
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
