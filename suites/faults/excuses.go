package faults

import (
	"bytes"
	_ "embed"
	"fmt"
	"path"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
)

//go:embed excuses.yaml
var excusesFile []byte

// excuse gives some faults the same excuse, for some cases.
type excuse struct {
	Why    string   `yaml:"why"`
	Faults []string `yaml:"faults"`
	// Cases are patterns of path.Match over "role id".
	Cases []string `yaml:"cases"`
}

// excuses are what the sweep is excused from, by the kind of excuse.
type excuses struct {
	Unnoticed []excuse `yaml:"unnoticed"`
	Total     []excuse `yaml:"total"`
	Implied   []excuse `yaml:"implied"`
	Hidden    []excuse `yaml:"hidden"`
}

var excused = sync.OnceValue(func() excuses {
	var e excuses
	d := yaml.NewDecoder(bytes.NewReader(excusesFile))
	d.KnownFields(true)
	if err := d.Decode(&e); err != nil {
		panic(fmt.Sprintf("faults: internal error: excuses.yaml: %v", err))
	}
	return e
})

// unnoticed gives the reason for which no case can notice the fault, or "".
func (f Fault) unnoticed() string { return f.among(excused().Unnoticed) }

// total says that the fault leaves no control in place.
func (f Fault) total() bool { return f.among(excused().Total) != "" }

// implies says that a case may fail with the fault on although it is not about it.
func (f Fault) implies(c harness.Case) bool { return f.covers(excused().Implied, c) }

// hidden says that a case cannot notice the fault.
func (f Fault) hidden(c harness.Case) bool { return f.covers(excused().Hidden, c) }

// among gives the reason that a list has for the fault, or "".
func (f Fault) among(list []excuse) string {
	for _, e := range list {
		for _, name := range e.Faults {
			if name == f.Name {
				return e.Why
			}
		}
	}
	return ""
}

// covers says whether a list excuses a case with the fault on.
func (f Fault) covers(list []excuse, c harness.Case) bool {
	for _, e := range list {
		if f.among([]excuse{e}) == "" {
			continue
		}
		for _, pattern := range e.Cases {
			if fits(pattern, c) {
				return true
			}
		}
	}
	return false
}

// fits says that a case is one of a pattern. A verifier is asked in the place of a recipient or a
// caller.
func fits(pattern string, c harness.Case) bool {
	roles := []string{c.Role}
	if c.Role == string(spec.RoleVerifier) {
		roles = []string{c.Role, string(spec.RoleRecipient), string(spec.RoleCaller)}
	}
	return slices.ContainsFunc(roles, func(role string) bool {
		ok, _ := path.Match(pattern, role+" "+c.ID)
		return ok
	})
}
