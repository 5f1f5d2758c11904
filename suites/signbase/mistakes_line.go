package signbase

import (
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"
)

// lineMistakes are about which lines there are, and in which order (RFC 9421, Section 2.5).
var lineMistakes = []mistake{
	{"the components are sorted by name in the base", sorted},
	{"the lines stand in another order than Signature-Input lists them", func(d draft) []draft {
		var out []draft
		for _, lines := range orders(d.lines) {
			changed := d
			changed.lines = lines
			out = append(out, changed)
		}
		return out
	}},
	{"a covered component has no line in the base", func(d draft) []draft {
		var out []draft
		for i := range d.lines {
			changed := d
			changed.lines = slices.Delete(slices.Clone(d.lines), i, i+1)
			out = append(out, changed)
		}
		return out
	}},
	{"the line of the signature parameters stands first", func(d draft) []draft {
		d.tailFirst = true
		return []draft{d}
	}},
	{"the line of the signature parameters is missing", func(d draft) []draft {
		d.tail = ""
		return []draft{d}
	}},
}

// without leaves lines out.
func (d draft) without(fits func(line) bool) []draft {
	lines := slices.DeleteFunc(slices.Clone(d.lines), fits)
	if len(lines) == len(d.lines) {
		return nil
	}
	d.lines = lines
	return []draft{d}
}

// sorted sorts the lines, and then also what the parameters list.
func sorted(d draft) []draft {
	d.lines = slices.Clone(d.lines)
	slices.SortStableFunc(d.lines, func(a, b line) int { return strings.Compare(a.id, b.id) })
	listed := d
	list := httpsfv.InnerList{Params: d.list.Params}
	for _, l := range d.lines {
		list.Items = append(list.Items, l.item)
	}
	text, err := httpsfv.Marshal(list)
	if err != nil {
		return []draft{d}
	}
	listed.tail = paramsName + text
	return []draft{d, listed}
}

// mostOrdered is how many things are put into every order that there is.
const mostOrdered = 5

// orders gives every order of a few things, and of many the reverse, halves exchanged and each
// moved to an end.
func orders[T any](all []T) [][]T {
	if len(all) <= mostOrdered {
		return permutations(all)
	}
	reverse := slices.Clone(all)
	slices.Reverse(reverse)
	out := [][]T{reverse}
	for i := range all {
		rest := slices.Delete(slices.Clone(all), i, i+1)
		out = append(out, append([]T{all[i]}, rest...), append(slices.Clone(rest), all[i]))
	}
	return out
}

func permutations[T any](all []T) [][]T {
	if len(all) < 2 {
		return [][]T{slices.Clone(all)}
	}
	var out [][]T
	for i := range all {
		rest := slices.Delete(slices.Clone(all), i, i+1)
		for _, p := range permutations(rest) {
			out = append(out, append([]T{all[i]}, p...))
		}
	}
	return out
}
