package draft

import (
	"strings"
)

// outline numbers sections as a renderer does: figures in the middle, letters in the back.
type outline struct {
	counts []int
	title  string
	// within says that the front matter is over, back that the appendices have begun.
	within, back, bare bool
}

func (o *outline) part(back bool) { *o = outline{within: true, back: back} }

// enter begins a section of a level, which has no number where it is bare.
func (o *outline) enter(level int, title string, bare bool) {
	o.title, o.bare = title, bare
	if bare {
		return
	}
	level = max(level, 1)
	for len(o.counts) < level {
		o.counts = append(o.counts, 0)
	}
	o.counts = o.counts[:level]
	o.counts[level-1]++
}

// String gives number and title of the present section; without a number where there is none.
func (o *outline) String() string {
	if !o.within || o.bare || len(o.counts) == 0 {
		return o.title
	}
	parts := make([]string, len(o.counts))
	for i, n := range o.counts {
		parts[i] = itoa(n)
	}
	if o.back {
		parts[0] = string(rune('A' + max(o.counts[0], 1) - 1))
	}
	return strings.TrimSpace(strings.Join(parts, ".") + " " + o.title)
}
