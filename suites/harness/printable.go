package harness

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const ellipsis = "…"

// Printable makes text that anybody may have written safe to show on one line: control characters,
// invalid UTF-8 and characters that are invisible or turn the writing direction become escapes such
// as \x1b and \u202e. More than limit characters are shortened in the middle; a limit below 1 is
// none. Printing twice changes nothing.
func Printable(s string, limit int) string {
	if limit < 1 {
		return strings.Join(pieces(s), "")
	}
	if len(s) > 8*limit { // no character has more than four bytes, so this cuts nothing that shows
		s = s[:4*limit] + s[len(s)-4*limit:]
	}
	return shorten(pieces(s), limit)
}

// pieces gives the characters of a string, each in its visible form.
func pieces(s string) []string {
	shown := make([]string, 0, len(s))
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		shown = append(shown, visible(r, s[i:i+size]))
	}
	return shown
}

func visible(r rune, raw string) string {
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
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// shorten keeps both ends and never cuts an escape in two.
func shorten(shown []string, limit int) string {
	if width(shown) <= limit {
		return strings.Join(shown, "")
	}
	room := limit - 1
	head, tail := 0, len(shown)
	for used := 0; used+runes(shown[head]) <= room-room/2; head++ {
		used += runes(shown[head])
	}
	for used := 0; tail > head && used+runes(shown[tail-1]) <= room/2; tail-- {
		used += runes(shown[tail-1])
	}
	return strings.Join(shown[:head], "") + ellipsis + strings.Join(shown[tail:], "")
}

func width(shown []string) int {
	total := 0
	for _, piece := range shown {
		total += runes(piece)
	}
	return total
}

func runes(s string) int { return utf8.RuneCountInString(s) }
