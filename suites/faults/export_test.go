package faults

import "slices"

// Excuses gives every excuse, of whatever kind.
func Excuses() []excuse {
	e := excused()
	return slices.Concat(e.Unnoticed, e.Total, e.Implied, e.Hidden)
}
