// Package livetest runs a suite under go test and the ginkgo command. Start with [Run].
package livetest

import (
	"context"
	"os"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

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

// Run runs the specs that register makes, for one mechanism. A target is to be running already and to
// have been configured with the kit of the published test keys (wimsespec kit DIR).
func Run(t *testing.T, m spec.Mechanism, register func(*live.Run)) {
	gomega.RegisterTestingT(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tgt, profile := subject(ctx, t)
	run, err := live.Start(ctx, live.Options{
		Target: tgt, Profile: profile, Ring: keys.Published(), Mechanisms: []spec.Mechanism{m},
	}, live.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if len(run.Plan.Cases) == 0 {
		t.Fatal("there is nothing to run")
	}
	gomega.RegisterFailHandler(ginkgo.Fail)
	register(run)
	ginkgo.RunSpecs(t, string(m)+" against "+tgt.Name+", profile "+profile.Name)
}

// subject gives the target and its profile.
func subject(ctx context.Context, t *testing.T) (*target.Target, *spec.Profile) {
	if name := os.Getenv(TargetVariable); name != "" {
		tgt, err := target.Load(name)
		if err != nil {
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
	domains, err := live.PublishedDomains()
	if err != nil {
		t.Fatal(err)
	}
	ref, err := live.StartReference(ctx, live.ReferenceOptions{Profile: profile, Domains: domains})
	if err != nil {
		t.Fatal(err)
	}
	return ref.Target, profile
}
