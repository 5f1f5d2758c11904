package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// PageWidth is how many columns printed prose may take.
const PageWidth = 100

// PrintJSON writes a value indented and without the escapes that HTML asks for.
func PrintJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// CheckOutput knows the forms of output that the catalogue's commands have.
func CheckOutput(form string) error {
	if form != "text" && form != "json" {
		return Usage("runner: unknown output %q; known: text, json", form)
	}
	return nil
}

// Counted writes a number and what it counts.
func Counted[N int | int64](n N, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// Folded breaks prose between words, and a word that is longer than a line within.
func Folded(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		for part := range slices.Chunk([]rune(word), max(width, 1)) {
			if line != "" && utf8.RuneCountInString(line)+1+len(part) > width {
				lines, line = append(lines, line), ""
			}
			line = strings.TrimPrefix(line+" "+string(part), " ")
		}
	}
	return append(lines, line)
}

// Version gives the version of the module, or the revision that the binary was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}

// Verdict words what the reference does with a message, to stand behind its name.
func Verdict(v prove.Verdict) string {
	if v.Result == vector.Reject {
		return fmt.Sprintf("refuses it for %s: %s", v.Requirement, v.Detail)
	}
	return "accepts it"
}
