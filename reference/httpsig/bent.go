package httpsig

import "github.com/wimsespec/wimsespec/reference/check"

// Bent checks are mistakes of an implementation that has the check: the files bent_*.go have them by
// what they are about, and the lists of checks say where each belongs.

// withBent gives a check some bends.
func withBent(c check.Check[*state], bent []check.Bent[*state]) check.Check[*state] {
	c.Bent = bent
	return c
}

// withEachBent gives each check of a list the bends under its ID.
func withEachBent(list []check.Check[*state], bent map[string][]check.Bent[*state]) []check.Check[*state] {
	for i, c := range list {
		list[i].Bent = bent[c.ID]
	}
	return list
}

// unless makes a bent check: what the right one refuses passes where pardon says so.
func unless(pardon func(*state) bool, right func(*state) error) func(*state) error {
	return func(s *state) error {
		err := right(s)
		if err != nil && pardon(s) {
			return nil
		}
		return err
	}
}
