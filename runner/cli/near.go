package cli

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// mostMeant is how many names are offered in place of an unknown one.
const mostMeant = 5

// DidYouMean offers the names that are nearest to an unknown one, as the end of a sentence.
func DidYouMean(unknown string, names []string) string {
	near := nearest(unknown, names)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, ", ") + "?"
}

// nearest gives the names that hold the unknown one or its last part, or else those that few
// changes of a letter lead to, the nearest first.
func nearest(unknown string, names []string) []string {
	unknown = strings.ToLower(unknown)
	far := func(name string) int { return distance(unknown, strings.ToLower(name)) }
	near := slices.SortedStableFunc(slices.Values(names), func(a, b string) int {
		return cmp.Compare(far(a), far(b))
	})
	holding := slices.DeleteFunc(slices.Clone(near), func(name string) bool {
		return !strings.Contains(strings.ToLower(name), path.Base(unknown))
	})
	if len(holding) > 0 && len(unknown) > 2 {
		return holding[:min(len(holding), mostMeant)]
	}
	limit := max(2, len(unknown)/4)
	if len(near) > 0 {
		limit = min(limit, far(near[0])+2)
	}
	near = slices.DeleteFunc(near, func(name string) bool { return far(name) > limit })
	return near[:min(len(near), mostMeant)]
}

// distance counts the letters to add, drop or change between two words (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
