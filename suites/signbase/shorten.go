package signbase

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reports"
)

// keep says how many bytes at both ends of a text are kept.
type keep struct{ head, tail int }

var (
	keepSame = keep{80, 30}
	// keepOne is for a line that has no counterpart.
	keepOne = keep{120, 60}
	// keepParams is for the line of the signature parameters, which people want to read.
	keepParams = keep{360, 60}
	usual      = kept{front: keep{50, 30}, mid: keep{240, 80}, back: keep{30, 20}}
	tight      = kept{front: keep{20, 4}, mid: keep{30, 4}, back: keep{4, 2}}
)

// kept says what is kept of two lines that differ: of what they share in front of the
// difference and behind it, and of the difference itself, whose ends differ too.
type kept struct{ front, mid, back keep }

// maxShown bounds lines that differ, once what cannot be printed is escaped; reports show as much.
const maxShown = 800

// shortened makes a line short, and safe to print.
func shortened(text string, k keep) string { return visible(k.of(text), false) }

// of leaves out the middle, where that makes a text shorter.
func (k keep) of(text string) string {
	const worth = 20
	if len(text) <= k.head+k.tail+worth {
		return text
	}
	head, tail := k.head, len(text)-k.tail
	for head > 0 && !utf8.RuneStart(text[head]) && k.head-head < utf8.UTFMax {
		head--
	}
	for tail < len(text) && !utf8.RuneStart(text[tail]) && tail-len(text)+k.tail < utf8.UTFMax {
		tail++
	}
	return text[:head] + fmt.Sprintf("…[%d bytes]…", tail-head) + text[tail:]
}

// pair shortens two lines that differ so that every place where they begin or cease to differ
// stays, and makes them safe to print.
func pair(a, b string) (string, string) {
	front, back := sharedFront(a, b), 0
	back = sharedBack(a[front:], b[front:])
	show := func(text string, k kept, exact bool) string {
		mid := k.mid.of(text[front : len(text)-back])
		return visible(k.front.of(text[:front]), exact) + plain(visible(mid, exact)) +
			visible(k.back.of(text[len(text)-back:]), exact)
	}
	keeps := usual
	if max(len(show(a, usual, true)), len(show(b, usual, true))) > maxShown {
		keeps = tight
	}
	before, after := show(a, keeps, false), show(b, keeps, false)
	if before == after {
		before, after = show(a, keeps, true), show(b, keeps, true)
	}
	return spaced(before), spaced(after)
}

func sharedFront(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	return n
}

func sharedBack(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(a[len(a)-n]) {
		n--
	}
	return n
}

// visible escapes what cannot be printed. Exact escapes backslashes as well, for lines that
// look alike without that.
func visible(text string, exact bool) string {
	if exact {
		text = strings.ReplaceAll(text, `\`, `\\`)
	}
	return reports.Printable(text, 0)
}

// plain escapes characters outside ASCII, since some of them look like others.
func plain(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf || r == '…':
			out.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&out, `\U%08x`, r)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

// spaced shows spaces at the end of a line, which nobody sees.
func spaced(line string) string {
	text := strings.TrimRight(line, " ")
	return text + strings.Repeat(`\x20`, len(line)-len(text))
}
