package reports

import (
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/wimsespec/wimsespec/spec"
)

// tally counts the cases and requirements of one mechanism, or of all.
type tally struct {
	cases        CaseCounts
	requirements RequirementCounts
}

// A column counts one verdict. Columns that are not always shown are left out where all is zero.
type column struct {
	title  string
	look   look
	always bool
	count  func(tally) int
}

var caseColumns = []column{
	{"pass", "", true, func(t tally) int { return t.cases.Pass }},
	{"fail", colourOf[Fail], true, func(t tally) int { return t.cases.Fail }},
	{"incon-\nclusive", colourOf[Inconclusive], false,
		func(t tally) int { return t.cases.Inconclusive }},
	{"skipped", "", false, func(t tally) int { return t.cases.Skipped }},
	{"reported", "", false, func(t tally) int { return t.cases.Reported }},
}

var requirementColumns = []column{
	{"met", "", true, func(t tally) int { return t.requirements.Met }},
	{"not\nmet", colourOf[NotMet], true, func(t tally) int { return t.requirements.NotMet }},
	{"SHOULD\nnot met", colourOf[ShouldNotMet], false,
		func(t tally) int { return t.requirements.ShouldNotMet }},
	{"incon-\nclusive", colourOf[Inconclusive], false,
		func(t tally) int { return t.requirements.Inconclusive }},
	{"not\nclaimed", "", false, func(t tally) int { return t.requirements.NotClaimed }},
	{"not\ntested", "", false, func(t tally) int { return t.requirements.NotTested }},
	{"reported", "", false, func(t tally) int { return t.requirements.Reported }},
}

// tables gives one table of both cases and requirements, or two where one would be too wide.
func (p *page) tables() string {
	cases, requirements := p.shown(caseColumns), p.shown(requirementColumns)
	both := p.table(
		group{"cases", cases},
		group{"requirements", requirements},
	)
	if text.LongestLineLen(both) <= p.Width {
		return both
	}
	return p.table(group{"cases", cases}) + "\n\n" + p.table(group{"requirements", requirements})
}

func (p *page) shown(columns []column) []column {
	total := p.tally("")
	var shown []column
	for _, c := range columns {
		if c.always || c.count(total) > 0 {
			shown = append(shown, c)
		}
	}
	return shown
}

// tally counts what belongs to a mechanism; the empty one stands for all.
func (p *page) tally(m spec.Mechanism) tally {
	if m == "" {
		return tally{p.Summary.Cases, p.Summary.Requirements}
	}
	var t tally
	for _, c := range p.Cases {
		if c.Mechanism == m {
			t.cases.add(c.Verdict)
		}
	}
	for _, q := range p.Requirements {
		if q.Mechanism == m {
			t.requirements.add(q.Verdict)
		}
	}
	return t
}

// A group is a run of columns under a title.
type group struct {
	title   string
	columns []column
}

func (p *page) table(groups ...group) string {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format = table.FormatOptions{}
	t.SetStyle(style)
	titles, heads := table.Row{""}, table.Row{""}
	configs := []table.ColumnConfig{{Number: 1, WidthMin: len("identifier")}}
	for _, g := range groups {
		for _, c := range g.columns {
			titles, heads = append(titles, g.title), append(heads, c.title)
			configs = append(configs, table.ColumnConfig{
				Number: len(heads), Align: text.AlignRight,
				AlignHeader: text.AlignRight, AlignFooter: text.AlignRight,
				VAlignHeader: text.VAlignBottom,
			})
		}
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(titles, table.RowConfig{AutoMerge: true})
	t.AppendHeader(heads)
	for _, m := range spec.Mechanisms {
		if counts := p.tally(m); counts != (tally{}) {
			t.AppendRow(p.row(string(m), counts, groups))
		}
	}
	t.AppendFooter(p.row("total", p.tally(""), groups))
	return strings.TrimRight(t.Render(), "\n")
}

func (p *page) row(name string, counts tally, groups []group) table.Row {
	row := table.Row{name}
	for _, g := range groups {
		for _, c := range g.columns {
			n := c.count(counts)
			if n == 0 {
				row = append(row, "·")
			} else {
				row = append(row, p.paint(c.look, strconv.Itoa(n)))
			}
		}
	}
	return row
}
