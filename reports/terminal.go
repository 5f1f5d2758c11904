package reports

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// Options say how [Terminal] prints.
type Options struct {
	// Colour asks for ANSI colours.
	Colour bool
	// Width is the number of columns; 0 means 100.
	Width int
	// Verbose prints what is only counted otherwise.
	Verbose bool
	// Out is where the reports lie; it is printed as it is given.
	Out string
	// Audience is the one that the messages of the run were made for, or empty.
	Audience string
}

const (
	defaultWidth = 100
	leastWidth   = 40
)

// Terminal prints results for people: what may be amiss with the setup, the verdict, a table, then what is wrong, the worst first,
// with a command that shows each failure again.
func Terminal(w io.Writer, r *Results, o Options) error {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, leastWidth)
	p := &page{Results: printable(r), Options: o, printed: map[string]string{}, curled: map[string]bool{}}
	blocks := []string{p.diagnosis(), p.header(), p.tables()}
	blocks = append(blocks, p.notMet(NotMet)...)
	blocks = append(blocks, p.notMet(ShouldNotMet)...)
	blocks = append(blocks, p.looseFailures(), p.inconclusive(), p.named(), p.skipped(), p.others(), p.verdict())
	blocks = slices.DeleteFunc(blocks, func(s string) bool { return s == "" })
	if _, err := io.WriteString(w, trimmed(strings.Join(blocks, "\n\n"))); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	return nil
}

// page is one printing; its methods give blocks of lines, which blank lines separate.
type page struct {
	*Results
	Options
	// printed names, for each failed case in print, the requirement under which it stands.
	printed map[string]string
	// curled says under which requirements a curl command is in print.
	curled map[string]bool
}

// header is the line that says what was tested against what.
func (p *page) header() string {
	target := strings.TrimSpace(p.Target.Name + " " + p.Target.Version)
	against := "profile " + p.Profile
	if revisions := p.revisions(); revisions != "" {
		against += " (" + revisions + ")"
	}
	return fmt.Sprintf("%s, %s: %s", p.paint(bold, cmp.Or(target, "target")), against, p.word())
}

// revisions lists those of the mechanisms that were run, each once.
func (p *page) revisions() string {
	var names []string
	for _, m := range spec.Mechanisms {
		if !slices.Contains(p.Mechanisms, string(m)) {
			continue
		}
		if name := p.Revisions.Of(m); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// word is the verdict on the run, in capitals.
func (p *page) word() string {
	return p.paint(colourOf[p.Summary.Verdict], strings.ToUpper(string(p.Summary.Verdict)))
}

// verdict is the last line.
func (p *page) verdict() string {
	line := p.word() + "  "
	if p.Summary.Verdict == Incomplete {
		line += p.Summary.Reason + "; "
	}
	line += p.counts()
	if p.Out != "" {
		line += "; reports in " + Printable(p.Out, maxLine)
	}
	return line
}

// met counts the requirements that are met, and says how many rows of a verifier are among them.
func (p *page) met() string {
	byVerifier, n := 0, p.Summary.Requirements.Met
	for _, q := range p.Requirements {
		if q.Verdict == Met && isVerifier(q.Role) {
			byVerifier++
		}
	}
	text := number(n, "requirement") + " met"
	if byVerifier > 0 && byVerifier < n {
		text += fmt.Sprintf(" (%d by the verifier)", byVerifier)
	}
	return text
}

func (p *page) counts() string {
	n := p.Summary.Requirements
	parts := []string{p.met(), fmt.Sprintf("%d not met", n.NotMet)}
	if n.ShouldNotMet > 0 {
		parts = append(parts, fmt.Sprintf("%d SHOULD not met", n.ShouldNotMet))
	}
	if n.Inconclusive > 0 && p.Summary.Verdict != Incomplete {
		parts = append(parts, fmt.Sprintf("%d inconclusive", n.Inconclusive))
	}
	took := p.Finished.Sub(p.Started).Seconds()
	cases := number(len(p.Cases), "case")
	return fmt.Sprintf("%s; %s in %.1f s", strings.Join(parts, ", "), cases, took)
}
