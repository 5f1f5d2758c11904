package check

import "maps"

// Faults is the set of faults switched on: a requirement ID, whose check is then left out, or an ID
// with a variant behind a colon, whose check is then bent. The zero value has none on.
type Faults struct{ on map[string]bool }

// With gives a set with the named faults on.
func With(names ...string) Faults {
	f := Faults{on: map[string]bool{}}
	for _, n := range names {
		f.on[n] = true
	}
	return f
}

// On says whether a fault is on.
func (f Faults) On(name string) bool { return f.on[name] }

// And gives the set with more faults on.
func (f Faults) And(names ...string) Faults {
	more := With(names...)
	maps.Copy(more.on, f.on)
	return more
}
