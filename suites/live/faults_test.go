package live_test

import (
	"context"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestFaultsAreNoticed switches on every fault of the reference in turn. A case that cites the
// fault's requirement must fail, and no other case may.
func TestFaultsAreNoticed(t *testing.T) {
	t.Parallel()
	profile := spec.Must(spec.DefaultProfile())
	for i, name := range live.KnownFaults() {
		f := faultOf(name)
		if _, inForce := profile.Rule(f.id); !inForce || i%stride() != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noticed, open := withFault(t, profile, f)
			reason, excused := unnoticed[name]
			switch {
			case excused && (noticed > 0 || open):
				t.Errorf("it is noticed, or open, although %s", reason)
			case !excused && noticed == 0 && !open:
				t.Error("no case notices it")
			}
		})
	}
}

// stride is every how many faults are tried: all of them, unless time is short or each costs much.
func stride() int {
	if raced || testing.Short() {
		return 9
	}
	return 1
}

// fault is the name of a fault in its parts.
type fault struct{ name, id, variant string }

func faultOf(name string) fault {
	id, variant, _ := strings.Cut(name, ":")
	return fault{name, id, variant}
}

// role is the role that makes the message in which the fault shows; "" is any.
func (f fault) role() string {
	switch f.variant {
	case "caller", "redirect":
		return "caller"
	case "issuer":
		return "issuer"
	case "signer":
		return "recipient"
	}
	return ""
}

// cites says that a case is about the fault. A check that is left out, or too strict, shows in what
// is accepted and refused, and the issuer's have names of their own; what is made wrong shows in
// what is made.
func (f fault) cites(c harness.Case) bool {
	fits := false
	switch f.role() {
	case "":
		fits = c.Check == "" && c.Role != "issuer"
	case "issuer":
		fits = c.Role == "issuer"
	default:
		fits = c.Check != "" && c.Role == f.role()
	}
	return fits && slices.Contains(c.Requirements, f.id)
}

// concerns says which cases are run with the fault on: those that cite it, with every algorithm, and
// with the usual one whatever it could disturb.
func (f fault) concerns(c harness.Case) bool {
	mechanism := strings.ToLower(f.id[:3])
	switch {
	case slices.Contains(c.Requirements, f.id):
		return true
	case c.Algorithm != "ES256" || c.Times > 1 || f.role() != "" && f.role() != c.Role:
		return false
	case f.variant == "signer" || mechanism == "sig" || mechanism == "rsp":
		return c.Mechanism == "httpsig"
	case mechanism == "wpt":
		return c.Mechanism == "wpt" || c.Mechanism == "wit"
	}
	return true
}

// implies says that a case may fail with the fault on although it is not about it.
func (f fault) implies(c harness.Case) bool {
	for _, pattern := range implied[f.name].cases {
		if ok, _ := path.Match(pattern, c.Role+" "+c.ID); ok {
			return true
		}
	}
	return false
}

// withFault runs the suites against the reference with a fault on, and counts the cases that notice.
// Open says that every case about it allows either answer, so that none could notice.
func withFault(t *testing.T, p *spec.Profile, f fault) (noticed int, open bool) {
	t.Helper()
	_, total := victims[f.name]
	all := outcomes(t, p, live.FilterBy(f.name, f.concerns), f.name)
	for _, o := range all {
		switch {
		case departs(o) && (total || f.cites(o.Case) || f.implies(o.Case)):
			noticed++
		case total, f.implies(o.Case), o.Kind == harness.KindControl && f.struck(all, o.Case):
		case departs(o):
			t.Errorf("%s fails and does not cite it: %s", o.Case.Key(), o.Reason)
		case o.Verdict == harness.Inconclusive:
			t.Errorf("%s is inconclusive: %s", o.Case.Key(), o.Reason)
		case f.mustNotice(o):
			t.Errorf("%s does not notice: %s", o.Case.Key(), o.Verdict)
		}
	}
	return noticed, f.open(all)
}

// open says that there are cases about the fault and that all of them allow either answer.
func (f fault) open(all []harness.Outcome) bool {
	cases, free := 0, 0
	for _, o := range all {
		if f.cites(o.Case) && o.Verdict != harness.Skipped {
			cases++
			if o.Case.Expect == "either" {
				free++
			}
		}
	}
	return cases > 0 && cases == free
}

// struck says that the control of a case is about the fault, or must fail with it, and does.
func (f fault) struck(all []harness.Outcome, c harness.Case) bool {
	return slices.ContainsFunc(all, func(o harness.Outcome) bool {
		same := o.Case.ID == c.Control && o.Case.Role == c.Role && o.Case.Algorithm == c.Algorithm
		return same && departs(o) && (f.cites(o.Case) || f.implies(o.Case))
	})
}

func departs(o harness.Outcome) bool {
	return o.Verdict == harness.Fail || o.Verdict == harness.Reported && o.Case.Expect != "either"
}

// mustNotice says that a case is about the absence of the check alone.
func (f fault) mustNotice(o harness.Outcome) bool {
	return f.variant == "" && f.cites(o.Case) && len(o.Case.Requirements) == 1 &&
		o.Case.Expect == "reject" && o.Verdict != harness.Skipped
}

func outcomes(t *testing.T, p *spec.Profile, f live.Filter, faults ...string) []harness.Outcome {
	t.Helper()
	ref, err := live.StartReference(context.Background(), live.ReferenceOptions{
		Profile: p, Faults: faults,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ref.Stop() }) // the case is over
	run, err := live.Start(t.Context(), live.Options{
		Target: ref.Target, Profile: p, Ring: keys.Published(), Mechanisms: live.Mechanisms, Filter: f,
	}, live.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	return run.Session.Wait()
}

// TestReferencePassesInEveryProfile expects a pass or a report of every case, in every profile.
func TestReferencePassesInEveryProfile(t *testing.T) {
	t.Parallel()
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := outcomes(t, spec.Must(name), live.Filter{})
			if len(all) < 200 {
				t.Errorf("only %d cases", len(all))
			}
			roles := map[string]int{}
			for _, o := range all {
				if o.Verdict == harness.Fail || o.Verdict == harness.Inconclusive || departs(o) {
					t.Errorf("%s: %s: %s", o.Case.Key(), o.Verdict, o.Reason)
				}
				if o.Verdict == harness.Pass {
					roles[o.Case.Role]++
				}
			}
			if roles["recipient"] < 100 || roles["caller"] < 20 || roles["issuer"] < 10 {
				t.Errorf("passed by role: %v", roles)
			}
		})
	}
}
