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
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// work is what a run did, and how long it took.
type work struct {
	took            time.Duration
	cases, messages int
	made, checked   map[string]int
}

// measureRun does what the command run does, but for reading files and starting the process.
func measureRun(ctx context.Context) (work, error) {
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
		Target: ref.Target, Profile: profile, Ring: keys.Published(), Mechanisms: live.Mechanisms,
	}, live.Settings{Evidence: &evidence})
	if err != nil {
		return work{}, err
	}
	defer r.Close()
	if err := run.Specs(r, ""); err != nil {
		return work{}, err
	}
	outcomes := r.Session.Wait()
	facts := reports.Run{Complete: true, Roles: []string{"recipient"}}
	reports.Build(facts, run.Cases(outcomes), profile)
	return work{
		time.Since(begin), len(outcomes), messagesIn(&evidence), r.Forge.Made(), checked.Counts(),
	}, nil
}

// messagesIn counts the requests of a journal.
func messagesIn(journal io.Reader) int {
	n := 0
	for dec := json.NewDecoder(journal); ; {
		var line struct {
			Steps []json.RawMessage `json:"steps"`
		}
		if dec.Decode(&line) != nil {
			return n
		}
		n += len(line.Steps)
	}
}

func total(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
