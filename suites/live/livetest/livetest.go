// Package livetest prepares a suite for go test and the ginkgo command. Start with [Start].
package livetest

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TargetVariable names the environment variable that holds the path of a target file. Where it is
// not set, the suites run against the reference in the profile of ProfileVariable.
const (
	TargetVariable  = "WIMSESPEC_TARGET"
	ProfileVariable = "WIMSESPEC_PROFILE"
)

// Start begins a run of one mechanism for a test, and gives it with a title for its specs. A target
// is to be running already and to have been configured with the kit of the published test keys
// (wimsespec kit DIR).
func Start(t *testing.T, m spec.Mechanism) (*live.Run, string) {
	t.Helper()
	tgt, profile := subject(t)
	if m == spec.MechanismIdentifier && tgt.Verifier.URL == "" {
		t.Skipf("%s has no verifier, and no other role is asked about identifiers", tgt.Name)
	}
	run, err := live.Start(t.Context(), live.Options{
		Target: tgt, Profile: profile, Ring: keys.Published(), Mechanisms: []spec.Mechanism{m},
	}, live.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Close() }) // the suite is over
	if len(run.Plan.Cases) == 0 {
		t.Fatal("there is nothing to run")
	}
	return run, string(m) + " against " + tgt.Name + ", profile " + profile.Name
}

// resolved finds a target file from the module's root as well: go test runs each suite in its own
// folder, which is not where its user stands.
func resolved(name string) string {
	if _, err := os.Stat(name); err == nil || filepath.IsAbs(name) {
		return name
	}
	dir, err := os.Getwd()
	if err != nil {
		return name
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, name)
		}
	}
	return name
}

// running fails where a target would have to be started first.
func running(tgt *target.Target) error {
	for _, e := range tgt.Endpoints() {
		if len(tgt.Command) > 0 && !listening(e.URL) {
			return fmt.Errorf("livetest: %s: nothing listens at %s, and the suites under go test do not "+
				"start commands: start it yourself, or use wimsespec run", tgt.Name, e.URL)
		}
	}
	return nil
}

func listening(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(u.Hostname(), port), time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close() // it was opened for nothing but this
	return true
}

// subject gives the target and its profile.
func subject(t *testing.T) (*target.Target, *spec.Profile) {
	t.Helper()
	if name := os.Getenv(TargetVariable); name != "" {
		tgt, err := target.Load(resolved(name))
		if err != nil {
			t.Fatal(err)
		}
		if err := running(tgt); err != nil {
			t.Fatal(err)
		}
		profile, err := tgt.ProfileOf()
		if err != nil {
			t.Fatal(err)
		}
		return tgt, profile
	}
	profile, err := spec.Lookup(os.Getenv(ProfileVariable))
	if err != nil {
		t.Fatal(err)
	}
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	return ref.Target, profile
}
