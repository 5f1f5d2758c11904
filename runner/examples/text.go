package examples

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/examples/examine"
	"github.com/wimsespec/wimsespec/runner/cli"
)

// marks are the verdicts as they stand in front of a figure.
var marks = map[examine.Verdict]string{examine.Pass: "pass", examine.Fail: "FAIL", examine.Unchecked: "open"}

func printText(w io.Writer, reports []examine.Report) error {
	var b strings.Builder
	for i, r := range reports {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(plain(r.Document) + ": " + judgedBy(r) + "\n")
		for _, one := range r.Results {
			fmt.Fprintf(&b, "%s  %s, line %d\n", marks[one.Verdict], plain(one.Label()), one.Line)
			for _, f := range remarkable(one) {
				detail := strings.Join(cli.Folded(f.Check+": "+plain(f.Detail), cli.PageWidth-8), "\n          ")
				fmt.Fprintf(&b, "      %s %s\n", sign(f), detail)
			}
		}
		b.WriteString(summary(r) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sign marks a finding within a figure: wrong, open, or odd.
func sign(f examine.Finding) string {
	switch {
	case f.Verdict == examine.Fail:
		return "-"
	case f.Verdict == examine.Unchecked:
		return "?"
	}
	return "~"
}

func judgedBy(r examine.Report) string {
	switch {
	case r.Profile == "":
		return "no draft that is known; only what holds in every revision is checked"
	case r.Revision == "" || r.Revision == r.Profile:
		return "judged by profile " + r.Profile
	}
	return "judged as " + r.Revision + ", profile " + r.Profile
}

// remarkable are the findings that say more than that all is well.
func remarkable(r examine.Result) []examine.Finding {
	var out []examine.Finding
	for _, f := range r.Findings {
		if f.Verdict != examine.Pass || f.Odd {
			out = append(out, f)
		}
	}
	return out
}

func count(r examine.Report, v examine.Verdict) int {
	n := 0
	for _, one := range r.Results {
		if one.Verdict == v {
			n++
		}
	}
	return n
}

func summary(r examine.Report) string {
	if len(r.Results) == 0 {
		return "no figure shows a token, a key or a message: nothing was checked"
	}
	return fmt.Sprintf("%d pass, %d fail, %d cannot be checked whole", count(r, examine.Pass),
		count(r, examine.Fail), count(r, examine.Unchecked))
}

// plain writes what a document says without anything that would steer a terminal.
func plain(text string) string {
	quoted := strconv.QuoteToGraphic(text)
	return strings.ReplaceAll(strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`), `\\`, `\`)
}
