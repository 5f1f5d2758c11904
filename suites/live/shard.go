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
