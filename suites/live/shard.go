package live

import "fmt"

// Shard is one of several equal parts of a plan: number Index, from 1, of Of.
type Shard struct{ Index, Of int }

// Part gives the shard of a list, dealt out in turn; the zero Shard is all of it.
func Part[T any](s Shard, all []T) []T {
	if s.Of <= 1 {
		return all
	}
	var out []T
	for i := s.Index - 1; i < len(all); i += s.Of {
		out = append(out, all[i])
	}
	return out
}

// Place gives the place in the whole plan of the i-th case of the shard, both counted from 0.
func (s Shard) Place(i int) int {
	if s.Of <= 1 {
		return i
	}
	return i*s.Of + s.Index - 1
}

// String writes "2/4", or nothing for the whole.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// ParseShard reads "2/4".
func ParseShard(text string) (Shard, error) {
	var s Shard
	if text == "" {
		return s, nil
	}
	n, err := fmt.Sscanf(text, "%d/%d", &s.Index, &s.Of)
	if n != 2 || err != nil || s.Index < 1 || s.Index > s.Of || text != fmt.Sprintf("%d/%d", s.Index, s.Of) {
		return Shard{}, fmt.Errorf("live: shard %q is not i/n with 1 <= i <= n", text)
	}
	return s, nil
}
