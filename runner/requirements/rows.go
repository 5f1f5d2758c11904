package requirements

import (
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// Row is a requirement as the commands print it, with the cases that cite it.
type Row struct {
	ID        string         `json:"id"`
	Mechanism spec.Mechanism `json:"mechanism"`
	Text      string         `json:"text"`
	Level     string         `json:"level"`
	// Gate is what a failed case does; absent where no profile says which revisions are meant, unless
	// the catalogue states it for all of them.
	Gate     spec.Gate   `json:"gate,omitempty"`
	Roles    []spec.Role `json:"roles"`
	Testable string      `json:"testable"`
	Reason   string      `json:"reason,omitempty"`
	Also     []string    `json:"also,omitempty"`
	Source   string      `json:"source,omitempty"`
	Spans    []Span      `json:"in"`
	Cases    []string    `json:"cases"`
}

// Span is a run of revisions in which a requirement holds in one form.
type Span struct {
	Since   string    `json:"since"`
	Until   string    `json:"until,omitempty"`
	Section string    `json:"section"`
	Level   string    `json:"level"`
	Gate    spec.Gate `json:"gate,omitempty"`
}

// Citations maps requirement IDs to the recipes that cite them, in their order.
type Citations map[string][]*forge.Recipe

// CitationsIn finds what each of the recipes cites.
func CitationsIn(recipes []*forge.Recipe) Citations {
	cited := Citations{}
	for _, r := range recipes {
		for _, id := range r.Requirements() {
			cited[id] = append(cited[id], r)
		}
	}
	return cited
}

func (c Citations) ids(requirement string) []string {
	ids := make([]string, 0, len(c[requirement]))
	for _, r := range c[requirement] {
		ids = append(ids, r.ID)
	}
	return ids
}

// rowsInForce gives the catalogue as it stands in a profile.
func rowsInForce(p *spec.Profile, book *forge.Recipes) []Row {
	cited := CitationsIn(book.InForce(p))
	rows := []Row{}
	for _, rule := range p.Rules() {
		rows = append(rows, RowInForce(rule, cited))
	}
	return rows
}

// RowInForce is a requirement as it stands in a profile.
func RowInForce(rule spec.Rule, cited Citations) Row {
	row := rowOf(rule.Requirement, cited)
	row.Level, row.Gate, row.Source = rule.Level, rule.Gate, rule.Source
	return row
}

// wholeCatalogue gives every row, whatever the revisions in which it holds.
func wholeCatalogue(book *forge.Recipes) []Row {
	cited := CitationsIn(book.List)
	rows := []Row{}
	for _, r := range spec.Requirements() {
		rows = append(rows, rowOf(r, cited))
	}
	return rows
}

func rowOf(r *spec.Requirement, cited Citations) Row {
	row := Row{
		ID: r.ID, Mechanism: r.Mechanism(), Text: r.Text, Level: r.Level, Gate: r.Gate, Roles: r.Roles,
		Testable: r.Testable, Reason: r.Reason, Also: r.Also, Cases: cited.ids(r.ID),
	}
	for _, s := range r.Spans {
		span := Span{
			Since: s.Since, Until: s.Until, Section: s.Section, Level: s.Level, Gate: s.Gate,
		}
		if span.Level == "" {
			span.Level = r.Level
		}
		if span.Gate == "" {
			span.Gate = r.Gate
		}
		row.Spans = append(row.Spans, span)
	}
	return row
}
