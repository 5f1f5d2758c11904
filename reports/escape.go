package reports

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes text from elsewhere safe to print on one line: control characters, invalid
// UTF-8, bidi controls and whatever else is invisible become visible escapes, such as \x1b and
// \u202e. A result longer than max characters is shortened in the middle; a max of 0 or less is
// no limit.
//
// Backslashes stay as they are, because commands must stay ready to copy: the result is for
// reading, and the JSON results hold the exact text.
func Printable(s string, max int) string {
	if max <= 0 {
		max = 10 * len(s)
	}
	whole, n := escapeHead(s, max)
	if n == len(s) {
		return whole
	}
	room := max - utf8.RuneCountInString(omission(len(s)))
	if room < max/2 {
		head, _ := escapeHead(s, max-1)
		return head + "…"
	}
	head, from := escapeHead(s, room-room/2)
	tail, to := escapeTail(s[from:], room/2)
	return head + omission(len(s)-from-to) + tail
}

func omission(n int) string { return fmt.Sprintf("…[%d bytes more]…", n) }

// escapeHead escapes s from its start while that fits max characters, and says how many bytes did.
func escapeHead(s string, max int) (string, int) {
	var b strings.Builder
	n, width := 0, 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		piece := escapeRune(r, s[n:n+size])
		if width += utf8.RuneCountInString(piece); width > max {
			break
		}
		b.WriteString(piece)
		n += size
	}
	return b.String(), n
}

// escapeTail is escapeHead from the other end.
func escapeTail(s string, max int) (string, int) {
	var pieces []string
	n, width := 0, 0
	for n < len(s) {
		r, size := utf8.DecodeLastRuneInString(s[:len(s)-n])
		piece := escapeRune(r, s[len(s)-n-size:len(s)-n])
		if width += utf8.RuneCountInString(piece); width > max {
			break
		}
		pieces = append(pieces, piece)
		n += size
	}
	slices.Reverse(pieces)
	return strings.Join(pieces, ""), n
}

// escapeRune gives a rune as it may be printed; raw is its bytes.
func escapeRune(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case unicode.IsPrint(r):
		return raw
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}
