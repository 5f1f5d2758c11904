package inspect_test

import (
	"maps"
	"slices"
	"sync"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// exception says what a vector breaks where that does not follow from what it cites.
type exception struct {
	breaks []string
	reason string
}

// used notes which entries of the lists were of any use.
var (
	usedMu sync.Mutex
	used   = map[string]bool{}
)

func note(name string) {
	usedMu.Lock()
	defer usedMu.Unlock()
	used[name] = true
}

// unused lists the entries that were of none.
func unused() []string {
	var all []string
	for role, list := range exceptions {
		for id := range list {
			all = append(all, "exception "+id+" "+string(role))
		}
	}
	for id := range invisible {
		all = append(all, "invisible "+id)
	}
	slices.Sort(all)
	return slices.DeleteFunc(all, func(name string) bool { return used[name] })
}

// expected says which checks of a role a vector has to break: the one that stands for the first of
// its requirements for which there is one, with its twins.
func expected(r *forge.Recipe, c *inspect.Capture, role spec.Role) []string {
	if e, there := exceptions[role][r.ID]; there {
		note("exception " + r.ID + " " + string(role))
		return inForce(c, e.breaks)
	}
	if r.Expected() == vector.Accept || c.Response != nil && role == spec.RoleCaller {
		return nil
	}
	for _, cited := range r.Requirements() {
		for _, id := range append(slices.Clone(counterparts[role][cited]), cited) {
			if _, there := inspect.Find(id, role); there && len(inForce(c, []string{id})) > 0 {
				return slices.Sorted(slices.Values(append(inForce(c, twinsOf(r, id)), id)))
			}
		}
	}
	return nil
}

func inForce(c *inspect.Capture, ids []string) []string {
	var out []string
	for _, id := range ids {
		if _, there := c.Profile.Rule(id); there {
			out = append(out, id)
		}
	}
	return out
}

func twinsOf(r *forge.Recipe, id string) []string {
	var out []string
	for _, other := range slices.Sorted(maps.Keys(twins[id])) {
		if m := twins[id][other]; m == "" || m == r.Mechanism() {
			out = append(out, other)
		}
	}
	return out
}

// shows says whether a vector's flaw can be seen in what was made, or the list says why not.
func shows(r *forge.Recipe, wanted bool) bool {
	if wanted || r.Expected() != vector.Reject {
		return true
	}
	for role := range exceptions {
		if _, there := exceptions[role][r.ID]; there {
			return true
		}
	}
	_, there := invisible[r.Requirement]
	if there {
		note("invisible " + r.Requirement)
	}
	return there
}
