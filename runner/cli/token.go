package cli

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Tokens gives the tokens in compact form that a field's value carries: what stands between spaces
// and commas, has dots and begins with a JSON object.
func Tokens(value string) []string {
	words := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' })
	return slices.DeleteFunc(words, func(word string) bool {
		header, _, found := strings.Cut(word, ".")
		return !found || !strings.HasPrefix(Decoded(header), "{")
	})
}

// Decoded undoes base64url, with or without padding; what is none stays as it is.
func Decoded(part string) string {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
	if err != nil {
		return part
	}
	return string(raw)
}

// Shortening says what is left of runs of characters without any place to break them, such as parts
// of tokens.
type Shortening struct {
	// Over is the length up to which a run stays whole; of a longer one, Head and Tail are left.
	Over, Head, Tail int
	// Count has the length of the run said in between.
	Count bool
}

var runOfCharacters = regexp.MustCompile(`[A-Za-z0-9_+/=-]+`)

// Of shortens a text.
func (s Shortening) Of(text string) string {
	return runOfCharacters.ReplaceAllStringFunc(text, func(run string) string {
		if len(run) <= s.Over {
			return run
		}
		between := "…"
		if s.Count {
			between = fmt.Sprintf("...(%d characters)...", len(run))
		}
		return run[:s.Head] + between + run[len(run)-s.Tail:]
	})
}
