// Package linediff finds what differs between two lists of lines of any type. Start with [Edits].
package linediff

// Edit is a line on the way from one list to another.
type Edit[T any] struct {
	// Mark is '-' for a line that goes, '+' for one that comes and ' ' for one that stays.
	Mark byte
	Line T
}

// Edits finds the way with the fewest changes, by the longest common subsequence. Of lines that are
// the same by the function it gives the new one. Its cost is the product of the two lengths, which
// whoever compares what is not their own has to bound.
func Edits[T any](old, new []T, same func(a, b T) bool) []Edit[T] {
	common := commonLengths(old, new, same)
	var script []Edit[T]
	i, j := 0, 0
	for i < len(old) || j < len(new) {
		switch {
		case i < len(old) && j < len(new) && same(old[i], new[j]):
			script = append(script, Edit[T]{' ', new[j]})
			i, j = i+1, j+1
		case j == len(new) || i < len(old) && common[i+1][j] >= common[i][j+1]:
			script = append(script, Edit[T]{'-', old[i]})
			i++
		default:
			script = append(script, Edit[T]{'+', new[j]})
			j++
		}
	}
	return script
}

// commonLengths gives at [i][j] how many lines are common to old from i on and new from j on.
func commonLengths[T any](old, new []T, same func(a, b T) bool) [][]int {
	common := make([][]int, len(old)+1)
	common[len(old)] = make([]int, len(new)+1)
	for i := len(old) - 1; i >= 0; i-- {
		common[i] = make([]int, len(new)+1)
		for j := len(new) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if same(old[i], new[j]) {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	return common
}
