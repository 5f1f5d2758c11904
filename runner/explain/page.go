package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/runner/cli"
)

// page is an explanation as it is written.
type page struct{ strings.Builder }

func (p *page) line(format string, args ...any) {
	p.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (p *page) heading(format string, args ...any) { p.line("\n"+format, args...) }

// prose writes text wrapped, all of it indented.
func (p *page) prose(text string) {
	for _, l := range cli.Folded(text, cli.PageWidth-2) {
		p.line("  %s", l)
	}
}

// beside writes text wrapped behind a label.
func (p *page) beside(label, text string) {
	const width = 12
	for _, l := range cli.Folded(text, cli.PageWidth-2-width) {
		p.line("  %-*s%s", width, label, l)
		label = ""
	}
}

// diff writes the lines of a diff, each whole: long ones are broken.
func (p *page) diff(lines []string) {
	const width = cli.PageWidth - 6
	for _, l := range lines {
		runes := []rune(l)
		p.line("    %s", string(runes[:min(width, len(runes))]))
		for rest := range slices.Chunk(runes[min(width, len(runes)):], width-2) {
			p.line("      %s", string(rest))
		}
	}
}

func (p *page) block(lines []string) {
	for _, l := range lines {
		p.line("  %s", l)
	}
}
