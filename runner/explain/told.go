package explain

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/explain/wire"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// told says that a recipe has no message of its own: a caller or an issuer under test is told
// to make one.
func told(r *forge.Recipe) bool { return r.Call != nil || r.Issue != nil }

// tellingOf writes what is told as the JSON that the caller or the issuer gets. The URL of a
// call has the address of the suite's own listener in front.
func tellingOf(s vector.Step) []string {
	var told any = s.Call
	if s.Issue != nil {
		told = s.Issue
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if enc.Encode(told) != nil {
		return []string{}
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	for i, l := range lines {
		indent := len(l) - len(strings.TrimLeft(l, " "))
		lines[i] = l[:indent] + oneLine(wire.Briefly(l[indent:]))
	}
	return lines
}

func oneLine(text string) string { return wire.OneLine(text, cli.PageWidth-16) }
