package faults_test

import (
	"context"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/faults"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// TestFaultsInForce holds the numbers that the project asks for: an implementer in a hurry makes many
// mistakes, and too strict ones among them.
func TestFaultsInForce(t *testing.T) {
	strict := 0
	all := faults.InForce(spec.Must(spec.DefaultProfile()))
	for _, f := range all {
		if f.Strict() {
			strict++
		}
	}
	if len(all) < 220 || strict < 40 {
		t.Errorf("%d faults in force, %d of them too strict", len(all), strict)
	}
}

// TestSweep tries some faults of each kind; the command tries them all.
func TestSweep(t *testing.T) {
	t.Parallel()
	for profile, every := range map[string]int{"latest": 37, "s2s-01": 31} {
		p := spec.Must(profile)
		results, err := faults.Sweep(t.Context(), faults.Options{Profile: p, Faults: some(p, every), Every: 4})
		if err != nil {
			t.Fatal(err)
		}
		noticed := 0
		for _, r := range results {
			if !r.OK() {
				t.Errorf("%s: %s: %s; missed by %q, without reason %q", profile, r.Name, r.Verdict, r.Missed, r.Disturbed)
			}
			if r.Verdict == faults.Noticed {
				noticed++
			}
		}
		if noticed < 10 { // the others are open, or excused
			t.Errorf("%s: %d of %d are noticed", profile, noticed, len(results))
		}
	}
}

// some takes one fault in so many.
func some(p *spec.Profile, every int) []faults.Fault {
	var out []faults.Fault
	for i, f := range faults.InForce(p) {
		if i%every == 0 {
			out = append(out, f)
		}
	}
	return out
}

// TestSweepEndsWithItsContext expects no results of a sweep that is broken off.
func TestSweepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := spec.Must("latest")
	if _, err := faults.Sweep(ctx, faults.Options{Profile: p, Faults: some(p, 50)}); err == nil {
		t.Error("it gives no error")
	}
}

// TestExcusesAreOfUse looks for excuses that name no fault, or no case.
func TestExcusesAreOfUse(t *testing.T) {
	known := map[string]bool{}
	for _, name := range spec.ProfileNames() {
		for _, f := range faults.InForce(spec.Must(name)) {
			known[f.Name] = true
		}
	}
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range faults.Excuses() {
		for _, name := range e.Faults {
			if !known[name] {
				t.Errorf("the reference has no fault %s", name)
			}
		}
		for _, pattern := range e.Cases {
			if !slices.ContainsFunc(book.List, func(r *forge.Recipe) bool {
				ok, err := path.Match(pattern, string(r.Role())+" "+r.ID)
				return ok && err == nil
			}) {
				t.Errorf("%s: no recipe is %q", strings.Join(e.Faults, ", "), pattern)
			}
		}
	}
}
