package vectors

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/signbase"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// explainBase writes the signature base of a step: that of the response where it has one. Where the
// recipient has to compute another one than was signed, both are shown, as a line diff.
func explainBase(w io.Writer, p *spec.Profile, s vector.Step) {
	text := signbase.Signed(p, httpsig.Message{Request: s.Request, Response: s.Response}, s.SignatureBase)
	if text == "" {
		return
	}
	head, base, _ := strings.Cut(text, "\n")
	fmt.Fprintf(w, "\n  signature base: %s\n", head)
	for line := range strings.SplitSeq(base, "\n") {
		fmt.Fprintf(w, "    %s\n", line)
	}
}

// isTold says that a vector has no message: a caller or an issuer under test is told to make one.
func isTold(r *forge.Recipe) bool { return r.Call != nil || r.Issue != nil }

// explainTold writes what a caller or an issuer is told, as the JSON that it gets. The suite
// puts the address of its own listener in front of the URL of a call.
func explainTold(w io.Writer, p prove.Proof) error {
	book, err := forge.Builtin()
	if err != nil {
		return cli.Usage("%w", err)
	}
	setting := forge.AtRest(p.Profile, keys.Published())
	setting.Live, setting.Binding = true, "wpt"
	v, err := forge.New(book, setting).Mint(p.Recipe)
	if err != nil {
		return cli.Usage("%w", err)
	}
	for i, s := range v.Steps {
		var told any = s.Call
		if s.Issue != nil {
			told = s.Issue
		}
		text, err := json.Marshal(told)
		if err != nil {
			return cli.Usage("%w", err)
		}
		fmt.Fprintf(w, "\nStep %d of %d\n", i+1, len(v.Steps))
		fmt.Fprintf(w, "  the %s is told %s\n", p.Recipe.Role(), readable(string(text)))
	}
	return nil
}
