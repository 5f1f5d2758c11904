package explain

import (
	"slices"
	"strconv"

	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// fresh lets a control be minted with the fresh identifiers of the case that departs from it, so
// that nothing differs but what the case changes.
type fresh struct {
	forge.Setting
	// used is how many numbered identifiers the case took, past those of the control.
	used int
}

// counted is the setting, with a count of the identifiers that a recipe takes.
func (f *fresh) counted(r *forge.Recipe) forge.Setting {
	s := f.Setting
	s.Unique = func(labels ...string) string {
		if n, ok := numbered(r, labels); ok {
			f.used = max(f.used, n)
		}
		return f.Unique(labels...)
	}
	return s
}

// numbered gives the number of an identifier that a recipe takes without a name.
func numbered(r *forge.Recipe, labels []string) (int, bool) {
	if labels[0] != r.ID {
		return 0, false
	}
	n, err := strconv.Atoi(labels[len(labels)-1])
	return n, err == nil
}

// mintAs mints a control as if it were the case: the proof is sealed last, so that the last
// identifiers of both are the same.
func (f *fresh) mintAs(book *forge.Recipes, control, r *forge.Recipe) (vector.Vector, error) {
	own := &fresh{Setting: f.Setting}
	if _, err := forge.New(book, own.counted(control)).Mint(control); err != nil {
		return vector.Vector{}, err
	}
	s := f.Setting
	s.Unique = func(labels ...string) string {
		labels = slices.Clone(labels)
		if n, ok := numbered(control, labels); ok {
			labels[len(labels)-1] = strconv.Itoa(n + f.used - own.used)
		}
		if labels[0] == control.ID {
			labels[0] = r.ID
		}
		return f.Unique(labels...)
	}
	return forge.New(book, s).Mint(control)
}
